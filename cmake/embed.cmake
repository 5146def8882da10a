# cmake -D out=FILE.cpp -D folder=lexicons -P embed.cmake: every rule file and word list as a raw string literal.
file(GLOB_RECURSE names RELATIVE ${folder} ${folder}/*.toml ${folder}/*.csv)
list(SORT names COMPARE STRING)
file(WRITE ${out}.new "// Made from lexicons/ by cmake/embed.cmake.\n#include \"peertag/codebook.hpp\"\n\n"
     "namespace peertag {\nnamespace {\n\nconstexpr Source sources[] = {\n    {{}, {}},\n")
foreach(name IN LISTS names)
  file(SIZE ${folder}/${name} size)
  file(APPEND ${out}.new "    {\"${name}\", {")
  # One literal may be 65,536 bytes long; longer files are joined from several.
  set(at 0)
  while(at LESS size)
    file(READ ${folder}/${name} part OFFSET ${at} LIMIT 16000)
    string(LENGTH "${part}" length)
    file(APPEND ${out}.new "\n        R\"~~~(${part})~~~\"")
    math(EXPR at "${at} + 16000")
  endwhile()
  if(size EQUAL 0)
    file(APPEND ${out}.new "\"\"")
  endif()
  file(APPEND ${out}.new ", ${size}}},\n")
endforeach()
file(APPEND ${out}.new "};\n\n}  // namespace\n\n"
     "std::span<const Source> Codebook::default_sources() { return std::span(sources).subspan(1); }\n\n"
     "}  // namespace peertag\n")
file(RENAME ${out}.new ${out})
