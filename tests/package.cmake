# cmake -D source=PROJECT -D scratch=DIR -D kind=static|shared|subfolder -D compiler=CXX -P package.cmake
# Builds and installs peertag as a distribution would, then a consumer project against it, and runs that.
cmake_minimum_required(VERSION 3.25)
set(prefix ${scratch}/${kind}/prefix)
set(built ${scratch}/${kind}/peertag)
set(consumer ${scratch}/${kind}/consumer)
file(REMOVE_RECURSE ${prefix} ${consumer})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()
function(expect_candidates program)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${prefix}/lib ${program}
                  OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  if(NOT said MATCHES "strategies/acknowledge")
    message(SEND_ERROR "${program} did not find the code; it said: ${said}")
  endif()
endfunction()
set(common -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_INSTALL_LIBDIR=lib)

if(kind STREQUAL "subfolder")
  run(${CMAKE_COMMAND} -S ${source}/tests/consumer -B ${consumer} ${common} -D PEERTAG_SOURCE=${source})
  run(${CMAKE_COMMAND} --build ${consumer})
  expect_candidates(${consumer}/consumer)
  return()
endif()

set(shared OFF)
if(kind STREQUAL "shared")
  set(shared ON)
endif()
run(${CMAKE_COMMAND} -S ${source} -B ${built} ${common} -D BUILD_TESTING=OFF -D BUILD_SHARED_LIBS=${shared})
run(${CMAKE_COMMAND} --build ${built})
run(${CMAKE_COMMAND} --install ${built} --prefix ${prefix})

run(${CMAKE_COMMAND} -S ${source}/tests/consumer -B ${consumer} ${common} -D CMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${consumer})
expect_candidates(${consumer}/consumer)

set(flags --cflags --libs peertag)
if(NOT shared)
  list(PREPEND flags --static)
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${prefix}/lib/pkgconfig pkg-config
                --define-variable=prefix=${prefix} ${flags}
                OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${compiler} -std=c++20 ${source}/tests/consumer/main.cpp -o ${consumer}/by_pkg_config ${flags})
expect_candidates(${consumer}/by_pkg_config)

# Debian packages, of the shared build: unpacked into a folder of their own, the tool tags the sample conversation.
if(shared)
  file(GLOB old ${built}/*.deb)
  file(REMOVE ${old})
  execute_process(COMMAND cpack -G DEB WORKING_DIRECTORY ${built} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
  file(GLOB packages ${built}/*.deb)
  list(LENGTH packages count)
  if(NOT count EQUAL 3)
    message(SEND_ERROR "three packages were to be made: ${packages}")
  endif()
  set(root ${scratch}/${kind}/root)
  file(REMOVE_RECURSE ${root})
  foreach(package IN LISTS packages)
    run(dpkg -x ${package} ${root})
  endforeach()
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${root}/usr/lib ${root}/usr/bin/peertag tag --quiet
                  --format jsonl ${source}/tests/golden/sample/conversation.jsonl
                  OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  if(NOT said MATCHES "strategies/acknowledge")
    message(SEND_ERROR "the packaged tool tagged nothing")
  endif()
endif()
