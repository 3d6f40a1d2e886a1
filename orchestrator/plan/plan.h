// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of an experiment and the order in which it runs. Pure: the same Spec and seed give the
// same Plan on every machine, so a killed run finds its own cells again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "spec/spec.h"

namespace folioscope::plan {

// One condition of a workload's parameter sweep, with one value of every setting, at one level of
// observation, on one base.
struct WorkloadCondition {
  std::string key;  // "cma-churn" or, in a sweep, "cma-churn park=activate"; unique in a plan
  std::string program;
  std::vector<std::pair<std::string, std::string>> args;
  std::uint32_t timeout_ms = 0;
  spec::Observe observe = spec::Observe::Events;
  std::vector<spec::Setting> settings = {};  // of the experiment, one value each
  std::uint32_t typical_ms = 0;              // 0: not measured
  // What the key says beside the program, in its order: name and value.
  std::vector<std::pair<std::string, std::string>> swept = {};
  std::size_t base = 0;      // index into Spec::bases
  std::size_t workload = 0;  // index into Spec::workloads

  bool operator==(const WorkloadCondition&) const = default;
};

struct Cell {
  CellId id;  // index in the matrix: variant-major, then machine, workload, boot; from 1
  std::size_t variant = 0;   // index into Plan::spec.variants
  std::size_t machine = 0;   // index into Plan::spec.machines
  std::size_t workload = 0;  // index into Plan::workloads
  int boot = 0;              // 0 .. spec.boots-1
  int block = 0;             // boot / spec::kBootsInBlock
  int position = 0;          // place in the order of execution, from 0

  bool operator==(const Cell&) const = default;
};

struct Plan {
  spec::Spec spec;
  std::vector<WorkloadCondition> workloads;
  std::vector<Cell> cells;  // in the order of execution
};

// Balanced random blocks: a block holds spec::kBootsInBlock boots of every variant under every
// condition (machine x workload); of an odd number of boots the last block holds one. Inside a
// block the conditions are shuffled, and the boots of one condition run next to each other,
// shuffled: the variants that are compared meet the same moments of the host, and each of them
// early and late.
Plan make_plan(const spec::Spec& spec);

// Of each variant under each condition, the boots that are run whatever comes out: all of them,
// unless a condition may be settled before.
int fewest_boots(const spec::Spec& spec);
// The cells that these are.
std::size_t fewest_cells(const Plan& plan);

// Guests at the same time: what the command line wants, else what the host carries (`carried`), no
// more than the experiment allows. 0 wants nothing in particular.
int guests_at_once(const spec::Spec& spec, int carried, int wanted);

}  // namespace folioscope::plan
