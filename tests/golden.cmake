# cmake -D tool=PEERTAG -D folder=tests/golden/CASE -D scratch=DIR -P golden.cmake
# Tags conversation.jsonl with the rule files of the folder (the default books where it has none) and compares the bytes
# with expected.jsonl. `options`, if there, holds further options of `peertag tag`.
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
execute_process(COMMAND ${tool} tag --quiet --format jsonl ${lexicons} ${options} ${folder}/conversation.jsonl
                OUTPUT_FILE ${scratch}/got.jsonl RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(SEND_ERROR "peertag tag ended with ${result}")
endif()
execute_process(COMMAND diff -u ${folder}/expected.jsonl ${scratch}/got.jsonl RESULT_VARIABLE different)
if(different)
  message(SEND_ERROR "${folder}: the output is not what is expected")
endif()
