// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as values. Every function that can fail returns Result<T>; a Fault says whose fault it is,
// what happened and what the reader can do next. No exceptions cross a folder's border.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

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

template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Fault fault) : state_(std::in_place_index<1>, std::move(fault)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Fault& fault() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Fault&& fault() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Fault> state_;
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
