// SPDX-License-Identifier: GPL-3.0-or-later
// What was compared, as tables: a row per kernel (a variant on a base), per machine, per workload.
#pragma once

#include <vector>

#include "compare/config_changes.h"
#include "models/row_model.h"
#include "query/comparison.h"
#include "query/kernel_texts.h"

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

using ConfigModel = RowModel<compare::ConfigChange>;
enum class ConfigColumn { Option, Baseline, Kernel };
std::vector<Column<compare::ConfigChange>> config_columns();

using KnownEventModel = RowModel<query::KnownEvent>;
enum class KnownEventColumn { System, Name, Boots };
std::vector<Column<query::KnownEvent>> known_event_columns();

// Diffs and mailboxes one after the other, each under its name; of one that the run did not keep,
// that it is so.
QString patches_as_text(const std::vector<query::PatchText>& patches);
// A line for each function, by what became of it.
QString functions_as_text(const KernelLine& kernel);

// "a=1, b=2"
QString named_text(const store::NamedValues& values);
// "patch lru-drain-only.patch", "revert of 1a2b3c"
QString patch_title(const store::PatchRow& patch);
bool is_of_experiment(const store::PatchRow& patch);  // and not the instrumentation of all

}  // namespace folioscope::models
