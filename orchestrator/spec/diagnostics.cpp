// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/diagnostics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace folioscope::spec {

void Diagnostics::add(Place at, std::string message, std::string hint) {
  list_.push_back({file_, at.line, at.column, std::move(message), std::move(hint)});
}

void Diagnostics::append(Diagnostics other) {
  std::ranges::move(other.take(), std::back_inserter(others_));
}

std::vector<Diagnostic> Diagnostics::take() {
  std::ranges::stable_sort(list_, {},
                           [](const Diagnostic& d) { return std::tie(d.line, d.column); });
  list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
  std::ranges::move(others_, std::back_inserter(list_));
  others_.clear();
  return std::exchange(list_, {});
}

std::string suggest(std::string_view name, std::span<const std::string> known) {
  if (known.empty()) return {};
  if (const auto near = nearest(name, known)) return fmt::format("did you mean `{}`?", *near);
  return fmt::format("known: {}", fmt::join(known, ", "));
}

}  // namespace folioscope::spec
