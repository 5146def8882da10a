# cmake -D readme=README.md -D out=FILE.cpp: the first ```cpp block of README.md, as a program.
file(READ ${readme} text)
string(REGEX MATCH "```cpp\n([^`]*)```" found "${text}")
if(NOT found)
  message(FATAL_ERROR "README.md has no ```cpp block")
endif()
file(WRITE ${out} "${CMAKE_MATCH_1}")
