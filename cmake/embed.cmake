# cmake -D out=FILE.cpp -D folder=lexicons -P embed.cmake: every rule file and word list as a raw string literal.
file(GLOB_RECURSE names RELATIVE ${folder} ${folder}/*.toml ${folder}/*.csv)
list(SORT names COMPARE STRING)
file(WRITE ${out}.new "// Made from lexicons/ by cmake/embed.cmake.\n#include \"peertag/codebook.hpp\"\n\n"
     "namespace peertag {\nnamespace {\n\nconstexpr Source sources[] = {\n    {{}, {}},\n")
foreach(name IN LISTS names)
  file(SIZE ${folder}/${name} size)
  file(READ ${folder}/${name} text)
  file(APPEND ${out}.new "    {\"${name}\", {R\"~~~(${text})~~~\", ${size}}},\n")
endforeach()
file(APPEND ${out}.new "};\n\n}  // namespace\n\n"
     "std::span<const Source> Codebook::default_sources() { return std::span(sources).subspan(1); }\n\n"
     "}  // namespace peertag\n")
file(RENAME ${out}.new ${out})
