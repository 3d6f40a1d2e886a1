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
// observation.
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

  bool operator==(const WorkloadCondition&) const = default;
};

struct Cell {
  CellId id;  // index in the matrix: variant-major, then machine, workload, boot; from 1
  std::size_t variant = 0;   // index into Plan::spec.variants
  std::size_t machine = 0;   // index into Plan::spec.machines
  std::size_t workload = 0;  // index into Plan::workloads
  int boot = 0;              // 0 .. spec.boots-1; also the number of its block
  int position = 0;          // place in the order of execution, from 0

  bool operator==(const Cell&) const = default;
};

struct Plan {
  spec::Spec spec;
  std::vector<WorkloadCondition> workloads;
  std::vector<Cell> cells;  // in the order of execution
};

// Balanced random blocks: block b holds boot b of every combination once; within a block the order
// is a seeded shuffle, so every variant meets early and late, quiet and busy moments alike.
Plan make_plan(const spec::Spec& spec);

// Guests at the same time: what the command line wants, else what the host carries (`carried`), no
// more than the experiment allows. 0 wants nothing in particular.
int guests_at_once(const spec::Spec& spec, int carried, int wanted);

}  // namespace folioscope::plan
