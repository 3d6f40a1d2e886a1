// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of single things of a boot: failed migrations, what happened to one page, the longest
// holds of page locks.
#pragma once

#include <vector>

#include "models/row_model.h"
#include "query/comparison.h"
#include "query/failures.h"
#include "query/page_moments.h"

namespace folioscope::models {

// A boot by its name: which of which variant.
struct BootName {
  CellId cell;
  std::string variant;
  std::size_t position = 0;  // of the variant; gives its colour
  int boot = 0;
};
// A cell that the run does not have has no variant.
BootName boot_name(const query::Comparison& run, CellId cell);

struct FailureRow {
  BootName boot;
  query::FailureOfHolder failure;
};
using FailureModel = RowModel<FailureRow>;
enum class FailureColumn { Variant, Boot, Time, Page, References, Kind, Class, Task, Age, Named };
std::vector<Column<FailureRow>> failure_columns();

struct MomentRow {
  query::PageMoment moment;
  GuestTime around;  // what the times are relative to
};
using MomentModel = RowModel<MomentRow>;
enum class MomentColumn { Time, Length, What, By, Task, Cpu, Waiters, Stack };
std::vector<Column<MomentRow>> moment_columns();

struct HoldRow {
  BootName boot;
  query::LongHold hold;
};
using HoldModel = RowModel<HoldRow>;
enum class HoldColumn { Variant, Boot, Held, Class, Task, Page, Waiters, Waited, Begin, Stack };
std::vector<Column<HoldRow>> hold_columns();

}  // namespace folioscope::models
