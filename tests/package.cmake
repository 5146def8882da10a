# cmake -D source=PROJECT -D scratch=DIR -D kind=static|shared|subfolder -D compiler=CXX -D c_compiler=CC
#       -D launcher=[PROGRAM] -D build=DIR -P package.cmake
# Gets peertag as its users do, builds consumer projects in C++ and C against it, and runs them. `static` installs what
# the build folder holds already; `shared` builds it as a distribution would, with Debian packages; `subfolder` has the
# host build it.
cmake_minimum_required(VERSION 3.25)
set(prefix ${scratch}/${kind}/prefix)
set(consumer ${scratch}/${kind}/consumer)
set(sample ${source}/tests/golden/sample/conversation.jsonl)
file(REMOVE_RECURSE ${prefix} ${consumer})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()
# Runs a program with the libraries of `folder`, which must find a code that its message certainly has.
function(expect_candidates folder)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${folder} ${ARGN}
                  OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  if(NOT said MATCHES "strategies/acknowledge")
    message(SEND_ERROR "${ARGN} did not find the code; it said: ${said}")
  endif()
endfunction()
set(common --no-warn-unused-cli -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0
           -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_C_COMPILER=${c_compiler}
           -D CMAKE_CXX_COMPILER_LAUNCHER=${launcher} -D CMAKE_INSTALL_LIBDIR=lib)

if(kind STREQUAL "subfolder")
  run(${CMAKE_COMMAND} -S ${source}/tests/consumer -B ${consumer} ${common} -D PEERTAG_SOURCE=${source})
  run(${CMAKE_COMMAND} --build ${consumer} --target consumer)
  expect_candidates("" ${consumer}/consumer)
  return()
endif()

if(kind STREQUAL "shared")
  set(build ${scratch}/${kind}/peertag)
  run(${CMAKE_COMMAND} -S ${source} -B ${build} ${common} -D BUILD_TESTING=OFF -D BUILD_SHARED_LIBS=ON)
  run(${CMAKE_COMMAND} --build ${build})
endif()
run(${CMAKE_COMMAND} --install ${build} --prefix ${prefix})
file(GLOB_RECURSE libraries ${prefix}/*/libpeertag.*)
if(kind STREQUAL "shared")
  set(wanted "/libpeertag\\.so\\.0\\.1\\.0")
else()
  set(wanted "/libpeertag\\.a")
endif()
if(NOT libraries MATCHES "${wanted}")
  message(FATAL_ERROR "no ${kind} library was installed: ${libraries}")
endif()
list(GET libraries 0 library)
get_filename_component(library_folder ${library} DIRECTORY)

# find_package, in C++20 and in C99; then what is installed of the tool.
run(${CMAKE_COMMAND} -S ${source}/tests/consumer -B ${consumer} ${common} -D CMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${consumer})
expect_candidates(${library_folder} ${consumer}/consumer)
expect_candidates(${library_folder} ${consumer}/consumer_in_c)
expect_candidates(${library_folder} ${prefix}/bin/peertag tag --quiet --format jsonl ${sample})

# pkg-config
set(flags --cflags --libs peertag)
if(kind STREQUAL "static")
  list(PREPEND flags --static)
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${library_folder}/pkgconfig pkg-config ${flags}
                OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${compiler} -std=c++20 ${source}/tests/consumer/main.cpp -o ${consumer}/by_pkg_config ${flags})
expect_candidates(${library_folder} ${consumer}/by_pkg_config)

# Debian packages of the shared build, unpacked into one folder: the tool of one with the library of the other, and a
# host built against the development files. Each says what it depends on.
if(kind STREQUAL "shared")
  file(GLOB old ${build}/*.deb)
  if(old)
    file(REMOVE ${old})
  endif()
  execute_process(COMMAND ${CMAKE_CPACK_COMMAND} -G DEB WORKING_DIRECTORY ${build} COMMAND_ERROR_IS_FATAL ANY
                  OUTPUT_QUIET)
  set(root ${scratch}/${kind}/root)
  file(REMOVE_RECURSE ${root})
  foreach(expected "libpeertag0.1 libre2-" "libpeertag-dev libre2-dev" "peertag libpeertag0.1 (= 0.1.0)")
    string(REGEX MATCH "^[^ ]+" name "${expected}")
    string(REGEX REPLACE "^[^ ]+ " "" dependency "${expected}")
    file(GLOB package ${build}/${name}_*.deb)
    execute_process(COMMAND dpkg-deb --field ${package} Depends OUTPUT_VARIABLE depends COMMAND_ERROR_IS_FATAL ANY)
    string(FIND "${depends}" "${dependency}" at)
    if(at EQUAL -1)
      message(SEND_ERROR "${package} does not depend on ${dependency}: ${depends}")
    endif()
    run(dpkg-deb --extract ${package} ${root})
  endforeach()
  expect_candidates(${root}/usr/lib ${root}/usr/bin/peertag tag --quiet --format jsonl ${sample})
  file(REMOVE_RECURSE ${consumer})
  run(${CMAKE_COMMAND} -S ${source}/tests/consumer -B ${consumer} ${common} -D CMAKE_PREFIX_PATH=${root}/usr)
  run(${CMAKE_COMMAND} --build ${consumer})
  expect_candidates(${root}/usr/lib ${consumer}/consumer)
endif()
