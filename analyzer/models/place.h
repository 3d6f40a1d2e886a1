// SPDX-License-Identifier: GPL-3.0-or-later
// A place in a run that one page points at and another shows: an operation, a page's history, a
// stretch of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/units.h"

namespace folioscope::models {

// In the order of the window's list.
enum class PageId { Answer, Compare, Correlate, Holders, Locks, Timeline, Run, Experiment };

// What is unset stays as the page has it.
struct Place {
  PageId page = PageId::Answer;
  std::optional<std::size_t> condition = {};  // of query::Comparison::conditions
  std::string metric = {};
  std::optional<CellId> cell = {};
  std::optional<std::int64_t> operation = {}, failure = {};  // ids inside the cell
  std::optional<std::uint64_t> pfn = {};
  std::optional<GuestTime> begin = {}, end = {};
  std::string holder_class = {};
};

}  // namespace folioscope::models
