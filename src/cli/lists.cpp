#include "cli/lists.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace peertag::cli {
namespace {

// The word lists that a pattern names: `@name`, not `\@`.
void add_lists(const std::string& pattern, std::set<std::string>& names) {
  if (pattern.starts_with("re/")) return;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '@') {
      const std::size_t end = std::min(pattern.find_first_of(" )|", at), pattern.size());
      names.insert(pattern.substr(at + 1, end - at - 1));
      at = end - 1;
    }
  }
}

}  // namespace

std::vector<const RuleText*> rules_of(const Codebook& codebook, const Code& code) {
  std::vector<const RuleText*> rules;
  for (const RuleText& rule : codebook.rules())
    if (std::find(rule.codes.begin(), rule.codes.end(), code.id) != rule.codes.end()) rules.push_back(&rule);
  return rules;
}

std::vector<const WordList*> lists_of(const Codebook& codebook, const std::vector<const RuleText*>& rules) {
  std::set<std::string> names;
  const auto add_all = [&names](const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) add_lists(pattern, names);
  };
  for (const RuleText* rule : rules) {
    for (const auto* patterns : {&rule->match, &rule->all, &rule->none}) add_all(*patterns);
    for (const LookbackText& need : rule->needs) add_all(need.test.has);
    if (!rule->derivation) continue;
    add_all(rule->derivation->first.has);
    add_all(rule->derivation->then.has);
  }
  std::vector<const WordList*> lists;
  for (const WordList& list : codebook.lists())
    if (names.contains(list.name)) lists.push_back(&list);
  return lists;
}

}  // namespace peertag::cli
