// SPDX-License-Identifier: GPL-3.0-or-later
// A run file as typed series: what report and desktop are made of. Plain values, detached from the
// file. Only boots with status 'done' give values; everything else is listed with its reason.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/saturating.h"
#include "query/about.h"
#include "query/distribution.h"
#include "query/holders.h"
#include "query/host_facts.h"
#include "store/reader.h"
#include "store/records.h"

namespace folioscope::query {

// What became of the events, added up over CPUs, and over boots where that is said. Counts are
// events.
struct Accounting {
  std::int64_t produced = 0, stored = 0;
  std::int64_t overrun = 0, dropped = 0, commit = 0, unread = 0, transport = 0;
  std::int64_t unaccounted = 0;  // as in the view accounting; 0 = all accounted for

  std::int64_t lost() const {
    return saturating_sum({overrun, dropped, commit, unread, transport});
  }
  double lost_share() const;  // of what was produced; 0 when nothing was
  bool complete() const { return unaccounted == 0; }
  Accounting& operator+=(const Accounting& other);
  bool operator==(const Accounting&) const = default;
};

using Patch = store::PatchRow;

struct Variant {
  store::VariantRow row;  // on the first base
  std::vector<Patch> patches;
  std::vector<store::VariantRow> others = {};  // on the other bases, in their order

  // The row of this base; that of the first where the variant is not on it.
  const store::VariantRow& on(const std::string& base) const;
};

struct Cell {
  store::CellRow row;
  Accounting accounting;
  std::int64_t probe_misses = 0;                 // dynamic probes that fired and could not record
  std::vector<store::AttemptRow> attempts = {};  // the one that counts last
};

struct BootValue {
  CellId cell;
  int boot = 0;
  double value = 0;
  bool touched_by_loss = false;
  int block = 0;  // boots with the same number ran next to each other

  bool operator==(const BootValue&) const = default;
};

// What one variant's boots gave for one metric, by boot.
struct VariantBoots {
  std::string variant;
  std::vector<BootValue> boots;
  bool touched_by_loss() const;
  bool operator==(const VariantBoots&) const = default;
};

// One metric on one machine under one workload; one for every variant, also without boots.
struct Series {
  std::string metric, unit, source;
  std::vector<VariantBoots> variants;

  bool operator==(const Series&) const = default;
};

// What became of one variant's boots on one machine under one workload.
struct VariantFacts {
  std::string variant;
  int planned = 0;  // boots of the matrix, without those that turned out not to be needed
  int done = 0;
  Accounting accounting;  // of the done boots

  bool operator==(const VariantFacts&) const = default;
};

// Boots that may be compared: same machine, same workload.
struct Condition {
  std::string machine, workload;
  std::string program;                 // of the workload
  store::NamedValues swept = {};       // what tells it from other workloads of this program
  std::string base = {};               // on which it ran; empty where there is one only
  std::vector<VariantFacts> variants;  // as Comparison::variants
  std::vector<Series> series;          // by metric name

  bool operator==(const Condition&) const = default;
};

struct ProbeTotal {
  std::string probe;
  std::int64_t hits = 0, misses = 0;

  bool operator==(const ProbeTotal&) const = default;
};

struct Comparison {
  store::RunRow run;
  About about;
  std::vector<HostFact> host;
  std::vector<Variant> variants;  // in the experiment's order; the first is the baseline
  std::vector<store::MachineRow> machines;
  std::vector<store::WorkloadRow> workloads;
  std::vector<Cell> cells;  // in the order of execution
  std::vector<Condition>
      conditions;  // machines x workloads that have cells, in the experiment's order
  std::vector<store::AnomalyRow> anomalies;  // added up over cells, by name
  std::vector<ProbeTotal> probes;            // added up over cells, by name
  Holders holders;
  std::map<CellId, Distributions> lock_distributions;  // of boots that have any
  // Stored values that are no number, and buckets of distributions that make no sense: left out.
  std::int64_t not_finite = 0;
  std::int64_t orphans = 0;  // cells whose variant, machine or workload is unknown; left out
};

// Several queries; a cell that is committed between them appears as not run, never by half.
Result<Comparison> load(store::Reader& reader);

class BootResults;  // boot_results.h
// The same of a run that goes on: `rows` are those of the load before, or none, and what boots gave
// since is added to them.
Result<Comparison> load(store::Reader& reader, BootResults& rows);

}  // namespace folioscope::query
