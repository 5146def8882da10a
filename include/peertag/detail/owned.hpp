// An owning pointer to a type that only src/ knows. std::unique_ptr would do, but <memory> makes peertag.hpp 1.6 times
// as long to read for a compiler.
#pragma once

#include <utility>

namespace peertag::detail {

// `destroy(T*)` is found by argument-dependent lookup where the owner's destructor is compiled, in src/.
template <class T>
class Owned {
 public:
  Owned() = default;
  explicit Owned(T* pointer) : pointer_(pointer) {}
  Owned(Owned&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
  Owned& operator=(Owned&& other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (pointer_ != nullptr) destroy(pointer_);
  }

  T* operator->() const { return pointer_; }
  T& operator*() const { return *pointer_; }
  T* get() const { return pointer_; }

 private:
  T* pointer_ = nullptr;
};

}  // namespace peertag::detail
