// SPDX-License-Identifier: GPL-3.0-or-later
// The failed migrations behind the numbers of query/holders.h, and the whole stacks of those who
// held the pages: what a reader asks for one row at a time, so it is loaded then.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::query {

// One row of the holders: a class, a stack of it, a task of that.
struct HolderSelection {
  std::string holder_class;               // as in BootHolders::classes
  std::optional<std::string> chain = {};  // as in HolderPlace::chain
  std::optional<std::string> comm = {};
  bool in_cma = false;  // failures inside CMA allocations only

  bool operator==(const HolderSelection&) const = default;
};

struct FailureOfHolder {
  CellId cell;
  store::FailureRow failure;
  store::HolderRow holder;  // without a class: nobody was named
  std::string frames;       // of the get, as in the table stack; empty: not recorded
};

struct FailureList {
  std::vector<FailureOfHolder> rows;  // by cell in the order asked for, then by time
  bool more = false;                  // some boot has more than its part of `most`
};

// A failure with several holders that fit is there once, with the one that took its reference last.
// Every boot gets an equal part of `most`, so that no boot fills the list alone.
Result<FailureList> load_failures(store::Reader& reader, std::span<const CellId> cells,
                                  const HolderSelection& selection, std::size_t most,
                                  const std::stop_token& stop);

struct HolderStack {
  CellId cell;
  std::string holder_class, frames;  // innermost first, without frames of tracing; never empty
  std::int64_t failures = 0;         // a failure counts once for each class and stack
};

// Of the failures that query/holders.h counts in these boots.
Result<std::vector<HolderStack>> load_holder_stacks(store::Reader& reader,
                                                    std::span<const CellId> cells, bool in_cma,
                                                    const std::stop_token& stop);

}  // namespace folioscope::query
