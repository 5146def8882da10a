// peertag test --mutate: the clauses of rules that no example needs.
#include <algorithm>
#include <array>

#include "cli/console.hpp"
#include "cli/load.hpp"
#include "cli/options.hpp"
#include "codebook/mutation.hpp"
#include "io/escape.hpp"

namespace peertag::cli {
namespace {

struct Score {
  std::size_t clauses = 0, noticed = 0;

  void count(bool is_noticed) {
    ++clauses;
    noticed += is_noticed ? 1 : 0;
  }
  // `7 of 9 clauses noticed (77.8 %)`
  [[nodiscard]] std::string to_text(std::string_view what) const {
    const std::size_t tenths = clauses == 0 ? 1000 : noticed * 1000 / clauses;
    return std::to_string(noticed) + " of " + std::to_string(clauses) + ' ' + std::string(what) + " noticed (" +
           std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " %)\n";
  }
};

}  // namespace

int run_mutate(const Options& options) {
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;
  const std::optional<std::vector<bool>> wanted = wanted_rules(codebook, options);
  if (!wanted) return exit_usage;

  Score all;
  std::array<Score, std::size(codebook::clause_kind_names)> by_kind;
  std::string out;
  for (std::size_t r = 0; r < codebook.rules().size(); ++r) {
    const RuleText& rule = codebook.rules()[r];
    if (!(*wanted)[r] || rule.learned) continue;  // what was learned has its messages elsewhere
    const auto id = static_cast<RuleId>(r);
    const std::vector<codebook::Mutant> mutants = codebook::mutants_of(codebook, id);
    const std::vector<std::size_t> unnoticed = codebook::unnoticed(codebook, id, mutants);
    for (std::size_t m = 0; m < mutants.size(); ++m) {
      const bool noticed = !std::binary_search(unnoticed.begin(), unnoticed.end(), m);
      all.count(noticed);
      by_kind[static_cast<std::size_t>(mutants[m].kind)].count(noticed);
      if (!noticed)
        out += io::shown(loaded.path_of(rule.source)) + ':' + std::to_string(mutants[m].line) + ": " + rule.id + ": " +
               io::shown(mutants[m].what) + '\n';
    }
  }
  for (std::size_t kind = 0; kind < by_kind.size(); ++kind)
    if (by_kind[kind].clauses > 0)
      out += "  " + std::string(codebook::clause_kind_names[kind]) + ": " + by_kind[kind].to_text("clauses");
  out += all.to_text("clauses");
  return print(out);
}

}  // namespace peertag::cli
