// SPDX-License-Identifier: GPL-3.0-or-later
// What was compared, as tables: a row per kernel (a variant on a base), per machine, per workload.
#pragma once

#include <vector>

#include "models/row_model.h"
#include "query/comparison.h"

namespace folioscope::models {

struct KernelLine {
  store::VariantRow kernel;
  QString functions;         // as the report words it; empty: the baseline, or not known
  std::size_t position = 0;  // of the variant; gives its colour
};
using KernelModel = RowModel<KernelLine>;

enum class KernelColumn { Variant, Base, Release, Patches, Functions, Settings, Notes };
std::vector<Column<KernelLine>> kernel_columns();
std::vector<KernelLine> kernel_lines(const query::Comparison& run);

using MachineModel = RowModel<store::MachineRow>;
enum class MachineColumn { Name, Vcpus, Memory, Nodes, Disks, Cmdline };
std::vector<Column<store::MachineRow>> machine_columns();

using WorkloadModel = RowModel<store::WorkloadRow>;
enum class WorkloadColumn { Name, Program, Arguments, Settings, Base, Metrics };
std::vector<Column<store::WorkloadRow>> workload_columns();

// "a=1, b=2"
QString named_text(const store::NamedValues& values);
// "patch lru-drain-only.patch", "revert of 1a2b3c"
QString patch_title(const store::PatchRow& patch);
bool is_of_experiment(const store::PatchRow& patch);  // and not the instrumentation of all

}  // namespace folioscope::models
