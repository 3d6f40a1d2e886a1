// SPDX-License-Identifier: GPL-3.0-or-later
// Names of the catalogue as types: a literal that has no entry does not compile. Whoever stores a
// number takes one of these, so nothing is stored without an entry.
//
//   MetricName("cma_calls")                                one number
//   SamplesName("cma_latency")                             five numbers and a distribution
//   DistributionName("mmap_lock_io_hold")                  a distribution alone
//   MetricFamily("lock_pairs_*").of(LockClass::Fault)      a member of a family
//   AnomalyName("batch_missing")
#pragma once

#include <cassert>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "catalog/anomaly.h"
#include "catalog/metric_table.h"

namespace folioscope::catalog {
namespace internal {

// By value: with -fsanitize=undefined g++ 12 takes no address for a constant.
constexpr bool is_anomaly(std::string_view name) {
  for (const Anomaly& one : kAnomalies)
    if (one.name == name) return true;
  return false;
}

// Not constexpr: a call ends the compilation, and the name is the message.
inline void no_such_name_in_the_catalogue() {}

constexpr bool has_name(const MetricRow& row, std::string_view name) {
  if (row.name == name) return true;
  const std::string_view suffix = text_of(row.suffix);
  return !suffix.empty() && name.size() == row.name.size() + suffix.size() &&
         name.starts_with(row.name) && name.ends_with(suffix);
}

consteval const MetricRow* row_named(std::string_view name, Form form, bool family) {
  for (const MetricRow& row : kMetricRows)
    if (row.form == form && (row.words != Words::None) == family && has_name(row, name))
      return &row;
  no_such_name_in_the_catalogue();
  return nullptr;
}

}  // namespace internal

// A member of a family; owns its text.
template <Form F>
struct Member {
  std::string text;
  const MetricRow* row;
};

// Does not own its text: a literal's, or that of a Member that outlives it.
template <Form F>
class Name {
 public:
  // NOLINTBEGIN(google-explicit-constructor): meant as a parameter
  consteval Name(const char* name)
      : text_(name), row_(internal::row_named(text_, F, /*family=*/false)) {}
  Name(const Member<F>& member) : text_(member.text), row_(member.row) {}
  // NOLINTEND(google-explicit-constructor)

  constexpr std::string_view text() const { return text_; }
  constexpr std::string_view unit() const { return row_->unit; }
  constexpr Source source() const { return row_->source; }

 private:
  std::string_view text_;
  const MetricRow* row_;
};

// A name with a `*`, of which every member stands in the catalogue.
template <Form F>
class Family {
 public:
  explicit consteval Family(const char* pattern)
      : pattern_(pattern), row_(internal::row_named(pattern_, F, /*family=*/true)) {}

  // `index`: of the word, in the order of words.h.
  Member<F> of(std::size_t index) const {
    const std::span<const Word> words = words_of(row_->words);
    assert(index < words.size());
    const std::size_t star = pattern_.find('*');
    std::string text(pattern_.substr(0, star));
    text += words[index].word;
    text += pattern_.substr(star + 1);
    return {std::move(text), row_};
  }
  Member<F> of(HolderClass holder_class) const {
    assert(row_->words == Words::HolderClass);
    return of(static_cast<std::size_t>(holder_class));
  }
  Member<F> of(LockClass lock_class) const {
    assert(row_->words == Words::LockClass);
    return of(static_cast<std::size_t>(lock_class));
  }

 private:
  std::string_view pattern_;
  const MetricRow* row_;
};

using MetricName = Name<Form::Number>;
using SamplesName = Name<Form::Samples>;
using DistributionName = Name<Form::Distribution>;
using MetricFamily = Family<Form::Number>;
using SamplesFamily = Family<Form::Samples>;

class AnomalyName {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): meant as a parameter
  consteval AnomalyName(const char* name) : text_(name) {
    if (!internal::is_anomaly(text_)) internal::no_such_name_in_the_catalogue();
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

}  // namespace folioscope::catalog
