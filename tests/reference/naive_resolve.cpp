#include "reference/naive_resolve.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace reference {
namespace {

using peertag::By;
using peertag::Message;
using peertag::ReplyKind;
using peertag::Role;
using peertag::RuleText;

bool is_code(const std::string& text) { return text.find('/') != std::string::npos; }

// Where the word stands, from blank to blank.
std::vector<std::pair<std::size_t, std::size_t>> places_of(const std::string& word, std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find(' ', begin), text.size());
    if (text.substr(begin, end - begin) == word) places.emplace_back(begin, end);
    begin = end + 1;
  }
  return places;
}

std::size_t units_before(std::string_view text, std::size_t byte, peertag::OffsetUnit unit) {
  std::size_t units = 0;
  for (const char c : text.substr(0, byte)) {
    const auto b = static_cast<unsigned char>(c);
    if (unit == peertag::OffsetUnit::byte || (b & 0xC0U) != 0x80U) ++units;
    if (unit == peertag::OffsetUnit::utf16 && b >= 0xF0U) ++units;
  }
  return units;
}

}  // namespace

const RuleText& Resolver::rule(const std::string& id) const {
  return *std::find_if(codebook_.rules().begin(), codebook_.rules().end(),
                       [&](const RuleText& one) { return one.id == id; });
}

std::string Resolver::stopped(const Evidence& finding, std::string_view by) {
  return finding.rule + '@' + std::to_string(finding.span.begin) + '-' + std::to_string(finding.span.end) + ' ' +
         std::string(by);
}

// Those of the same conversation, the latest first.
std::vector<const Resolver::Past*> Resolver::before(const Message& message, std::size_t most) const {
  std::vector<const Past*> out;
  for (std::size_t i = past_.size(); i-- > 0 && out.size() < most;)
    if (!message.conversation_id.empty() && past_[i].message.conversation_id == message.conversation_id)
      out.push_back(&past_[i]);
  return out;
}

Role Resolver::role_of(const Message& message) const {
  if (message.role != Role::unknown) return message.role;
  const bool opens = message.reply_kind == ReplyKind::opens;
  if (message.conversation_id.empty()) return opens ? Role::seeker : Role::unknown;
  const Message* opener = opens ? &message : nullptr;
  for (const Past& past : past_) {
    if (past.message.conversation_id != message.conversation_id) continue;
    if (past.message.reply_kind != ReplyKind::opens) continue;
    opener = &past.message;
    break;
  }
  if (opener == nullptr) return Role::unknown;
  if (opens && opener->speaker == message.speaker) return Role::seeker;
  if (opener->speaker.empty() || message.speaker.empty()) return Role::unknown;
  return opener->speaker == message.speaker ? Role::seeker : Role::supporter;
}

bool Resolver::is_by(By by, std::string_view speaker, Role role, std::string_view other_speaker) {
  if (by == By::seeker) return role == Role::seeker;
  if (by == By::supporter) return role == Role::supporter;
  if (by == By::any) return true;
  if (speaker.empty() || other_speaker.empty()) return false;
  return (speaker == other_speaker) == (by == By::self);
}

const Resolver::Evidence* Resolver::first_evidence(const Scores& scores, const std::string& code) const {
  const auto found = scores.find(code);
  if (found == scores.end() || !found->second.candidate) return nullptr;
  if (!found->second.implied_by.empty()) return &scores.at(found->second.implied_by).evidence.front();
  return &found->second.evidence.front();
}

// One code or word is enough; codes before words, each in the order written.
bool Resolver::has(const Past& past, const std::vector<std::string>& has, std::string& earlier) const {
  earlier = past.message.id;
  if (has.empty()) return true;
  for (const std::string& one : has) {
    if (!is_code(one)) continue;
    const Evidence* words = first_evidence(past.scores, one);
    if (words == nullptr) continue;
    earlier += " [" + std::to_string(units_before(past.message.text, words->span.begin, unit_)) + ',' +
               std::to_string(units_before(past.message.text, words->span.end, unit_)) + ')';
    return true;
  }
  return std::any_of(has.begin(), has.end(), [&](const std::string& one) {
    return !is_code(one) && !places_of(one, past.message.text).empty();
  });
}

Resolver::Scores Resolver::score(const std::vector<Evidence>& standing) const {
  Scores scores;
  const auto order = [](const Evidence& a, const Evidence& b) {
    return a.span != b.span ? a.span < b.span : a.rule < b.rule;
  };
  const auto rate = [&](Score& score, const peertag::Code& code, std::int64_t milli) {
    score.score = std::round(10000.0 / (1.0 + std::exp(-static_cast<double>(milli) / 1000.0))) / 10000.0;
    score.candidate = score.score >= code.threshold;
  };
  for (const peertag::Code& code : codebook_.codes()) {
    Score score;
    std::set<std::string> rules;
    std::int64_t milli = code.bias;
    for (const Evidence& one : standing) {
      const std::vector<std::string>& codes = rule(one.rule).codes;
      if (std::find(codes.begin(), codes.end(), code.id) == codes.end()) continue;
      score.evidence.push_back(one);
      if (rules.insert(one.rule).second) milli += rule(one.rule).weight;
    }
    if (score.evidence.empty()) continue;
    std::stable_sort(score.evidence.begin(), score.evidence.end(), order);
    rate(score, code, milli);
    scores[code.id] = score;
  }
  Scores contexts;
  for (const auto& [id, factor] : scores) {
    const auto code = codebook_.codes()[static_cast<std::size_t>(*codebook_.find_code(id))];
    if (!code.context) continue;
    Score& context = contexts[codebook_.codes()[static_cast<std::size_t>(*code.context)].id];
    if (!context.implied_by.empty() &&
        std::pair{context.candidate, context.score} >= std::pair{factor.candidate, factor.score})
      continue;
    context = {factor.score, factor.candidate, {}, id};
  }
  scores.insert(contexts.begin(), contexts.end());
  return scores;
}

// The words, if `then` holds; derived.earlier stays empty where `first` is not met.
bool Resolver::derive_one(const RuleText& rule, const Message& message, Role role, const Scores& scores,
                          Evidence& derived) const {
  const peertag::DerivationText& derivation = *rule.derivation;
  bool found = false;
  for (const std::string& one : derivation.then.has) {
    if (found || !is_code(one)) continue;
    const Evidence* words = first_evidence(scores, one);
    if (words == nullptr) continue;
    derived.span = words->span;
    found = true;
  }
  for (const std::string& one : derivation.then.has) {
    if (found || is_code(one)) continue;
    const auto places = places_of(one, message.text);
    if (places.empty()) continue;
    derived.span = {static_cast<std::uint32_t>(places.front().first),
                    static_cast<std::uint32_t>(places.front().second)};
    found = true;
  }
  if (!found) return false;
  derived.rule = rule.id;
  for (const Past* past : before(message, derivation.within)) {
    if (derivation.answers && (message.reply_kind != ReplyKind::answers || message.reply_to != past->message.id))
      continue;
    if (!is_by(derivation.first.by, past->message.speaker, past->role, message.speaker)) continue;
    if (!is_by(derivation.then.by, message.speaker, role, past->message.speaker)) continue;
    std::string earlier;
    if (!has(*past, derivation.first.has, earlier)) continue;
    derived.earlier = earlier;
    break;
  }
  return true;
}

// A derivation runs when all that give a code it asks for have run.
void Resolver::derive(const Message& message, Role role, std::vector<Evidence>& standing, Scores& scores,
                      std::set<std::string>& suppressed) {
  std::vector<const RuleText*> left;
  for (const RuleText& rule : codebook_.rules())
    if (rule.derivation) left.push_back(&rule);
  const auto asks_for = [&](const RuleText& rule, const RuleText& giver) {
    std::set<std::string> given(giver.codes.begin(), giver.codes.end());
    for (const std::string& code : giver.codes)
      if (const auto context = codebook_.codes()[static_cast<std::size_t>(*codebook_.find_code(code))].context)
        given.insert(codebook_.codes()[static_cast<std::size_t>(*context)].id);
    for (const auto* test : {&rule.derivation->first, &rule.derivation->then})
      for (const std::string& one : test->has)
        if (given.contains(one)) return true;
    return false;
  };
  while (!left.empty()) {
    const auto ready = std::find_if(left.begin(), left.end(), [&](const RuleText* rule) {
      return std::none_of(left.begin(), left.end(), [&](const RuleText* giver) { return asks_for(*rule, *giver); });
    });
    Evidence derived;
    if (derive_one(**ready, message, role, scores, derived)) {
      if (derived.earlier.empty())
        suppressed.insert(stopped(derived, "needs"));
      else
        standing.push_back(derived);
      scores = score(standing);
    }
    left.erase(ready);
  }
}

void Resolver::count_oddities(const Message& message) {
  if (message.reply_kind != ReplyKind::answers || message.conversation_id.empty()) return;
  if (message.reply_to == message.id) {
    ++totals_.self_replies;
    return;
  }
  const std::vector<const Past*> turns = before(message, codebook_.turns_back());
  const auto find = [&](std::string_view id) -> const Past* {
    for (const Past* past : turns)
      if (past->message.id == id) return past;
    return nullptr;
  };
  const Past* parent = find(message.reply_to);
  if (parent == nullptr) {
    ++totals_.unseen_parents;
    return;
  }
  std::set<const Past*> met;
  while (parent != nullptr && met.insert(parent).second) {
    if (parent->message.reply_kind != ReplyKind::answers) return;
    if (parent->message.reply_to == message.id) {
      ++totals_.cycles;
      return;
    }
    parent = find(parent->message.reply_to);
  }
}

std::string Resolver::resolve(const Message& message) {
  const Role role = role_of(message);
  std::vector<Evidence> standing;
  std::set<std::string> suppressed;
  for (const RuleText& rule : codebook_.rules()) {
    for (const std::string& word : rule.match) {
      for (const auto& [begin, end] : places_of(word, message.text)) {
        Evidence found{{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, rule.id, {}};
        if (rule.from && *rule.from != role) {
          suppressed.insert(stopped(found, "from"));
          continue;
        }
        bool met = true;
        for (const peertag::LookbackText& need : rule.needs) {
          bool one_met = false;
          for (const Past* past : before(message, need.within)) {
            std::string earlier;
            const bool answered = need.where == peertag::Lookback::Where::reply_to;
            if (answered && (message.reply_kind != ReplyKind::answers || past->message.id != message.reply_to))
              continue;
            one_met = is_by(need.test.by, past->message.speaker, past->role, message.speaker) &&
                      has(*past, need.test.has, earlier);
            if (one_met && found.earlier.empty()) found.earlier = earlier;
            if (one_met || answered) break;  // of several messages with the id that is answered, the latest is meant
          }
          met = met && one_met;
        }
        if (met)
          standing.push_back(found);
        else
          suppressed.insert(stopped(found, "needs"));
      }
    }
  }
  Scores scores = score(standing);
  derive(message, role, standing, scores, suppressed);
  count_oddities(message);

  std::string line(to_string(role));
  for (const auto& [id, score] : scores) {
    char number[32];
    std::snprintf(number, sizeof number, " %.4f%s", score.score, score.candidate ? "" : " -");
    line += "; " + id + number;
    if (!score.implied_by.empty()) line += " by " + score.implied_by;
    for (const Evidence& one : score.evidence)
      line += ' ' + one.rule + '@' + std::to_string(one.span.begin) + '-' + std::to_string(one.span.end) +
              (one.earlier.empty() ? "" : " after " + one.earlier);
  }
  for (const std::string& one : suppressed) line += "; not " + one;
  past_.push_back({message, role, std::move(scores)});
  return line;
}

}  // namespace reference
