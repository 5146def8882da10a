# The default books, compiled in: default_books.cpp is made again whenever a file below lexicons/ changes.
file(GLOB_RECURSE lexicon_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/lexicons lexicons/*.toml lexicons/*.csv)
list(SORT lexicon_files)
set(default_books ${CMAKE_CURRENT_BINARY_DIR}/default_books.cpp)
list(TRANSFORM lexicon_files PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/lexicons/ OUTPUT_VARIABLE lexicon_paths)
add_custom_command(
  OUTPUT ${default_books}
  COMMAND ${CMAKE_COMMAND} -D "out=${default_books}" -D "folder=${CMAKE_CURRENT_SOURCE_DIR}/lexicons"
          -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${lexicon_paths} ${CMAKE_CURRENT_SOURCE_DIR}/cmake/embed.cmake
  COMMENT "Embedding the default books"
  VERBATIM)
# Clang warns of literals that are longer than every compiler must support; those this is built with do.
set_source_files_properties(${default_books} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
