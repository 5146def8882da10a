// Whatever a pack holds, it is loaded or refused; what is loaded is saved as it was read.
#include "codebook/pack.hpp"

#include <optional>
#include <string>

#include "fuzz/targets.hpp"

namespace peertag::fuzz {
namespace {

std::string load(std::string_view bytes) {
  const Exact exact(bytes);
  Diagnostics diagnostics;
  const std::optional<Codebook> codebook = Codebook::load({"a.pack", exact.view()}, diagnostics);
  if (codebook.has_value() == has_errors(diagnostics)) return "neither loaded nor refused";
  if (!codebook) return {};
  const std::string saved = codebook->save();
  const std::optional<Codebook> again = Codebook::load({"a.pack", saved}, diagnostics);
  if (!again) return "what was saved is refused";
  return again->save() == saved ? "" : "saved, it is another";
}

}  // namespace

std::string pack(std::string_view bytes) {
  if (std::string fault = load(bytes); !fault.empty()) return fault;
  std::string sealed(bytes);
  if (sealed.size() < codebook::least_pack_bytes) return {};
  codebook::seal_pack(sealed);
  return load(sealed);
}

}  // namespace peertag::fuzz
