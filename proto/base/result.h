// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as values. Every function that can fail returns Result<T>; a Fault says whose fault it is,
// what happened and what the reader can do next. No exceptions cross a folder's border.
#pragma once

#include <cassert>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace folioscope {

// Who has to act. Unknown causes are the host's, never the patch's.
enum class FaultDomain { User, Patch, Guest, Host, Bug };

constexpr const char* to_string(FaultDomain domain) {
  switch (domain) {
    case FaultDomain::User:
      return "user";
    case FaultDomain::Patch:
      return "patch";
    case FaultDomain::Guest:
      return "guest";
    case FaultDomain::Host:
      return "host";
    case FaultDomain::Bug:
      return "bug";
  }
  return "bug";
}

struct Fault {
  FaultDomain domain = FaultDomain::Host;
  std::string what;    // one line or a short block: the cause, with the names involved
  std::string remedy;  // the next step for the reader; empty when there is none

  bool operator==(const Fault&) const = default;
};

inline Fault user_fault(std::string what, std::string remedy = {}) {
  return {FaultDomain::User, std::move(what), std::move(remedy)};
}
inline Fault patch_fault(std::string what, std::string remedy = {}) {
  return {FaultDomain::Patch, std::move(what), std::move(remedy)};
}
inline Fault guest_fault(std::string what, std::string remedy = {}) {
  return {FaultDomain::Guest, std::move(what), std::move(remedy)};
}
inline Fault host_fault(std::string what, std::string remedy = {}) {
  return {FaultDomain::Host, std::move(what), std::move(remedy)};
}
inline Fault bug_fault(std::string what) { return {FaultDomain::Bug, std::move(what), {}}; }

// A union of its own: every file of ours has several Results, and std::variant took a tenth of the
// time of compiling them.
template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : value_(std::move(value)), ok_(true) {}       // NOLINT: implicit
  Result(Fault fault) : fault_(std::move(fault)), ok_(false) {}  // NOLINT: implicit
  Result(const Result& other) requires std::is_copy_constructible_v<T> : ok_(other.ok_) {
    if (ok_)
      std::construct_at(&value_, other.value_);
    else
      std::construct_at(&fault_, other.fault_);
  }
  Result(Result&& other) noexcept : ok_(other.ok_) { take(other); }
  Result& operator=(Result other) noexcept {
    clear();
    ok_ = other.ok_;
    take(other);
    return *this;
  }
  ~Result() { clear(); }

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }

  T& value() & {
    assert(ok_);
    return value_;
  }
  const T& value() const& {
    assert(ok_);
    return value_;
  }
  T&& value() && {
    assert(ok_);
    return std::move(value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Fault& fault() const& {
    assert(!ok_);
    return fault_;
  }
  Fault&& fault() && {
    assert(!ok_);
    return std::move(fault_);
  }

 private:
  void take(Result& other) {
    if (ok_)
      std::construct_at(&value_, std::move(other.value_));
    else
      std::construct_at(&fault_, std::move(other.fault_));
  }
  void clear() {
    if (ok_)
      std::destroy_at(&value_);
    else
      std::destroy_at(&fault_);
  }

  union {
    T value_;
    Fault fault_;
  };
  bool ok_;
};

// The result of something done for its effect.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Fault fault) : fault_(std::move(fault)), ok_(false) {}  // NOLINT: implicit

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Fault& fault() const& {
    assert(!ok_);
    return fault_;
  }
  Fault&& fault() && {
    assert(!ok_);
    return std::move(fault_);
  }

 private:
  Fault fault_;
  bool ok_ = true;
};

using Status = Result<void>;

#define FOLIOSCOPE_CONCAT_(a, b) a##b
#define FOLIOSCOPE_CONCAT(a, b) FOLIOSCOPE_CONCAT_(a, b)

// TRY(auto x, f()): declares x from f()'s value, or returns f()'s fault from the caller.
#define TRY(declaration, expression) \
  TRY_(FOLIOSCOPE_CONCAT(try_result_, __LINE__), declaration, expression)
#define TRY_(name, declaration, expression)       \
  auto name = (expression);                       \
  if (!name.ok()) return std::move(name).fault(); \
  declaration = std::move(name).value()

// TRY_STATUS(f()): returns f()'s fault from the caller, if there is one.
#define TRY_STATUS(expression) \
  if (auto try_status_ = (expression); !try_status_.ok()) return std::move(try_status_).fault()

}  // namespace folioscope
