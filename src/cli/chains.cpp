// peertag chains: contexts, and the mechanisms and outcomes that came after them, along links.csv.
#include <string>
#include <vector>

#include "cli/load.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "cli/tagging.hpp"
#include "peertag/chain.hpp"
#include "peertag/sinks/chain_jsonl.hpp"
#include "peertag/sinks/names.hpp"

namespace peertag::cli {
namespace {

// Counts chains by link. A partial chain counts for every link that it could have become.
class ChainTable {
 public:
  explicit ChainTable(const Codebook& codebook) : codebook_(codebook), rows_(codebook.links().size()) {}

  void add(const Chain& chain) {
    for (std::size_t l = 0; l < rows_.size(); ++l) {
      const Link& link = codebook_.links()[l];
      if (!is(chain.context, link.context)) continue;
      const bool mechanism = chain.mechanism && is(*chain.mechanism, link.mechanism);
      const bool outcome = chain.outcome && is(*chain.outcome, link.outcome);
      if (chain.complete())
        rows_[l].complete += mechanism && outcome ? 1 : 0;
      else
        (mechanism ? rows_[l].to_mechanism : rows_[l].to_outcome) += mechanism || outcome ? 1 : 0;
    }
    ++(chain.complete() ? complete_ : partial_);
  }

  [[nodiscard]] std::string to_text() const {
    Table table{{"context", "mechanism", "outcome", "refs", "complete", "only mechanism", "only outcome"}};
    for (std::size_t l = 0; l < rows_.size(); ++l) {
      const Link& link = codebook_.links()[l];
      table.push_back({link.context, link.mechanism, link.outcome, std::to_string(link.refs),
                       std::to_string(rows_[l].complete), std::to_string(rows_[l].to_mechanism),
                       std::to_string(rows_[l].to_outcome)});
    }
    constexpr std::size_t first_number = 3;
    return cli::to_text(table, first_number) + std::to_string(complete_) + " complete chains, " +
           std::to_string(partial_) + " partial ones; a partial chain counts in every link that it could have become\n";
  }

 private:
  struct Row {
    std::uint64_t complete = 0, to_mechanism = 0, to_outcome = 0;
  };
  [[nodiscard]] bool is(const ChainPart& part, const std::string& code) const {
    return code_of(codebook_, part.code).id == code;
  }

  const Codebook& codebook_;
  std::vector<Row> rows_;  // by link
  std::uint64_t complete_ = 0, partial_ = 0;
};

}  // namespace

int run_chains(const Options& options) {
  if (!files_make_sense(options)) return exit_io;
  const Loaded loaded = load(options.lexicons, Say::errors);
  if (!loaded.codebook) return loaded.exit;
  const Codebook& codebook = *loaded.codebook;

  Conversation conversation = conversation_for(codebook, options);
  std::vector<Chain> chains;
  ChainFinder finder(codebook, conversation, chains, options.unit);
  ChainTable table(codebook);
  std::string out;
  const auto write = [&] {
    for (const Chain& chain : chains) {
      if (options.summary)
        table.add(chain);
      else
        write_chain(chain, codebook, out);
    }
    chains.clear();
  };
  FunctionSink writer([&](const TaggedMessage& tagged) {
    finder.take(tagged);
    write();
  });
  const std::vector<bool> all_codes(codebook.codes().size(), true);
  return tag_archives(options, codebook, all_codes, conversation, {writer, out, [&] {
                                                                     finder.finish();
                                                                     write();
                                                                     if (options.summary) out += table.to_text();
                                                                   }});
}

}  // namespace peertag::cli
