#include "codebook/derivation_order.hpp"

#include <algorithm>

namespace peertag::codebook {
namespace {

// A depth-first walk, each derivation after all it rests on.
class Walk {
 public:
  explicit Walk(const Declarations& declarations) : all_(declarations), states_(declarations.rules.size()) {}

  DerivationOrder run() {
    for (std::size_t r = 0; r < all_.rules.size() && order_.cycle.empty(); ++r)
      if (all_.rules[r].derivation) visit(r);
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { not_met, on_the_way, done };

  void visit(std::size_t rule) {
    if (states_[rule] == State::done) return;
    if (states_[rule] == State::on_the_way) {
      order_.cycle.assign(std::find(way_.begin(), way_.end(), rule), way_.end());
      return;
    }
    states_[rule] = State::on_the_way;
    way_.push_back(rule);
    for (std::size_t other = 0; other < all_.rules.size() && order_.cycle.empty(); ++other)
      if (all_.rules[other].derivation && rests_on(*all_.rules[rule].derivation, all_.rules[other])) visit(other);
    way_.pop_back();
    states_[rule] = State::done;
    order_.rules.push_back(rule);
  }

  [[nodiscard]] bool rests_on(const Derivation& derivation, const RuleDeclaration& other) const {
    return std::any_of(other.codes.begin(), other.codes.end(), [&](CodeId code) {
      return asks_for(derivation, code) || (context_of(code) && asks_for(derivation, *context_of(code)));
    });
  }
  [[nodiscard]] static bool asks_for(const Derivation& derivation, CodeId code) {
    for (const TurnTest* test : {&derivation.first, &derivation.then})
      if (std::find(test->codes.begin(), test->codes.end(), code) != test->codes.end()) return true;
    return false;
  }
  [[nodiscard]] const std::optional<CodeId>& context_of(CodeId code) const {
    return all_.codes[static_cast<std::size_t>(code)].context;
  }

  const Declarations& all_;
  std::vector<State> states_;
  std::vector<std::size_t> way_;
  DerivationOrder order_;
};

}  // namespace

DerivationOrder order_derivations(const Declarations& declarations) { return Walk(declarations).run(); }

}  // namespace peertag::codebook
