# cmake -D tool=PEERTAG -D folder=tests/golden/CASE -D scratch=DIR -P golden.cmake
# Tags conversation.jsonl with the rule files of the folder (the default books where it has none) and compares the bytes
# with expected.jsonl. `options`, if there, holds further options of `peertag tag`; chains.jsonl what `peertag chains`
# must write.
file(GLOB_RECURSE own_rules ${folder}/*.toml)
set(lexicons)
if(own_rules)
  set(lexicons --lexicons ${folder})
endif()
set(options)
if(EXISTS ${folder}/options)
  file(STRINGS ${folder}/options options)
  string(REPLACE " " ";" options "${options}")
endif()
# Runs a verb on the conversation, and compares what it writes.
function(expect file verb)
  execute_process(COMMAND ${tool} ${verb} --quiet ${lexicons} ${ARGN} ${folder}/conversation.jsonl
                  OUTPUT_FILE ${scratch}/got.jsonl RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(SEND_ERROR "peertag ${verb} ended with ${result}")
  endif()
  execute_process(COMMAND diff -u ${folder}/${file} ${scratch}/got.jsonl RESULT_VARIABLE different)
  if(different)
    message(SEND_ERROR "${folder}: the output of ${verb} is not what is expected")
  endif()
endfunction()

expect(expected.jsonl tag --format jsonl ${options})
if(EXISTS ${folder}/chains.jsonl)
  expect(chains.jsonl chains)
endif()
