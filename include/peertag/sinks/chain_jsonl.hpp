// A chain as one line of JSON; what was not found is null:
//
//   {"conversation_id":"t1","context":{"code":"appear/accepting","id":"m2","span":[0,21]},"mechanism":null,
//    "outcome":{"code":"appear/outcome.self-expression","id":"m5","span":[2,19]},"refs":5,"complete":false}
#pragma once

#include <optional>
#include <string>

#include "peertag/chain.hpp"
#include "peertag/codebook.hpp"
#include "peertag/sinks/json_writer.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag {

// Appends to `out`.
inline void write_chain(const Chain& chain, const Codebook& codebook, std::string& out) {
  JsonWriter json(out);
  const auto part = [&](const char* name, const std::optional<ChainPart>& found) {
    json.key(name);
    if (!found) return json.null();
    json.begin_object();
    json.key("code");
    json.value(code_of(codebook, found->code).id);
    json.key("id");
    json.value(found->id);
    json.key("span");
    json.begin_array();
    json.value(found->span.begin);
    json.value(found->span.end);
    json.end_array();
    json.end_object();
  };
  json.begin_object();
  json.key("conversation_id");
  json.value(chain.conversation_id);
  part("context", chain.context);
  part("mechanism", chain.mechanism);
  part("outcome", chain.outcome);
  json.key("refs");
  json.value(chain.refs);
  json.key("complete");
  json.value(chain.complete());
  json.end_object();
  json.end_line();
}

}  // namespace peertag
