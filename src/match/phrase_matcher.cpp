// Chooses the phrase engine for the machine, and keeps what a matcher reuses from call to call.
#include "peertag/phrase_matcher.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "match/phrase_kernels.hpp"
#include "match/phrase_tables.hpp"
#include "peertag/phrase_matcher/pipeline.hpp"

namespace peertag {
namespace phrases {

void destroy(Scratch* scratch) { delete scratch; }

template <class T>
void Results<T>::grow(std::size_t most) {
  const std::size_t capacity = std::max(2 * capacity_, count_ + most);
  T* const items = new T[capacity];
  std::copy(items_, items_ + count_, items);
  delete[] items_;
  items_ = items;
  capacity_ = capacity;
}
template class Results<PhraseHit>;
template class Results<PhraseCandidate>;
template class Results<Trigger>;

namespace {

bool machine_has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("bmi2") != 0;
#else
  return false;
#endif
}
bool machine_has_avx512() {
#if defined(__x86_64__)
  return machine_has_avx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
         __builtin_cpu_supports("avx512vbmi2") != 0;
#else
  return false;
#endif
}

// AMD's, at least up to Zen 5 (measured there); on Intel's it is the other way round.
bool gathers_are_slow() {
#if defined(__x86_64__)
  return __builtin_cpu_is("amd") != 0;
#else
  return false;
#endif
}

const Kernel* kernel_for(InstructionSet set) {
  switch (set) {
    case InstructionSet::plain:
      return plain_kernel();
    case InstructionSet::avx2:
      return machine_has_avx2() ? avx2_kernel() : nullptr;
    case InstructionSet::avx512:
      return machine_has_avx512() ? avx512_kernel() : nullptr;
    case InstructionSet::avx512_loads:
      return machine_has_avx512() ? avx512_loads_kernel() : nullptr;
  }
  return nullptr;
}

}  // namespace
}  // namespace phrases

std::span<const InstructionSet> instruction_sets() {
  static constexpr std::array all{InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512,
                                  InstructionSet::avx512_loads};
  std::size_t count = 1;  // what a machine can run, it can run everything before, too
  while (count < all.size() && phrases::kernel_for(all[count]) != nullptr) ++count;
  return std::span(all).first(count);
}

InstructionSet fastest_instruction_set() {
  const InstructionSet last = instruction_sets().back();
  if (last == InstructionSet::avx512_loads && !phrases::gathers_are_slow()) return InstructionSet::avx512;
  return last;
}

PhraseMatcher::PhraseMatcher(const PhraseTables& tables, InstructionSet set)
    : tables_(&tables), kernel_(phrases::kernel_for(set)), scratch_(new phrases::Scratch) {
  assert(kernel_ != nullptr && "one of instruction_sets()");
  if (tables.built().tables.gaps != nullptr) scratch_->gaps = detail::Owned(new phrases::GapScratch);
}

std::span<const PhraseHit> PhraseMatcher::match(std::span<const std::string_view> texts) {
  scratch_->hits.clear();
  kernel_->match(tables_->built().tables, texts.data(), static_cast<std::uint32_t>(texts.size()), *scratch_);
  return {scratch_->hits.begin(), scratch_->hits.size()};
}

std::span<const PhraseCandidate> PhraseMatcher::candidates(std::span<const std::uint32_t> word_hashes) {
  scratch_->candidates.clear();
  kernel_->find_candidates(tables_->built().tables, word_hashes.data(), static_cast<std::uint32_t>(word_hashes.size()),
                           *scratch_);
  return {scratch_->candidates.begin(), scratch_->candidates.size()};
}

}  // namespace peertag
