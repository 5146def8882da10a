#include "codebook/against.hpp"

#include "codebook/compiled.hpp"
#include "codebook/read.hpp"

namespace peertag::codebook {
namespace {

class Lint {
 public:
  Lint(const Said& said, Reporter& reporter) : said_(said), reporter_(reporter) {}

  void look_at(const RuleDeclaration& rule, std::string_view id) {
    if (rule.from) role(*rule.from, rule.place, id);
    auto place = rule.test_places.begin();
    for (const Lookback& need : rule.needs) {
      earlier(need.where == Lookback::Where::reply_to, *place, id);
      by(need.test.by, *place++, id);
    }
    if (!rule.derivation) return;
    earlier(rule.derivation->answers, place[1], id);
    by(rule.derivation->first.by, place[0], id);
    by(rule.derivation->then.by, place[1], id);
  }

 private:
  void role(Role role, const Place& place, std::string_view id) {
    if (!said_.by(role)) report(place, id, "a message by a " + std::string(to_string(role)));
  }
  void by(By by, const Place& place, std::string_view id) {
    if (by == By::seeker) return role(Role::seeker, place, id);
    if (by == By::supporter) return role(Role::supporter, place, id);
    if (by != By::any && !said_.known_speaker()) report(place, id, "a speaker");
  }
  void earlier(bool answered, const Place& place, std::string_view id) {
    if (!said_.earlier())
      report(place, id, "an earlier message of the same conversation");
    else if (answered && !said_.answer())
      report(place, id, "an answer to an earlier message");
  }
  void report(const Place& place, std::string_view id, std::string_view what) {
    reporter_.report<Fault::never_given>(place, id, what);
  }

  const Said& said_;
  Reporter& reporter_;
};

}  // namespace

void Said::take(const Message& message, Conversation& conversation) {
  Thread* thread = conversation.enter(message);
  const Role role = Conversation::role_of(thread, message);
  roles_[static_cast<std::size_t>(role)] = true;
  known_speaker_ = known_speaker_ || !message.speaker.empty();
  if (thread == nullptr) return;
  earlier_ = earlier_ || thread->count() > 0;
  answer_ = answer_ || (message.reply_kind == ReplyKind::answers && thread->find(message.reply_to) != nullptr);
  conversation.add(*thread, message, role, {}, {});
}

Diagnostics hold_against(const Said& said, const Codebook& codebook, std::span<const Source> sources) {
  Reporter reporter;
  const std::deque<SourceFile> files = open_sources(sources, reporter);  // for the lines that are shown
  Lint lint(said, reporter);
  const std::vector<RuleDeclaration>& rules = codebook.compiled().as_written().rules;
  for (std::size_t r = 0; r < rules.size(); ++r) lint.look_at(rules[r], codebook.rules()[r].id);
  return reporter.take();
}

}  // namespace peertag::codebook
