// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a run file as values: what the orchestrator hands to the Writer and what the Reader
// gives back. Column meanings are in schema.sql.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/cell_status.h"
#include "base/units.h"
#include "base/workload_name.h"

namespace folioscope::store {

// Names and their values, in an order that means something: arguments, settings by path.
using NamedValues = std::vector<std::pair<std::string, std::string>>;

// A line of what the experiment says about itself; `kind` as in the table about.
struct AboutRow {
  std::string kind, text;

  bool operator==(const AboutRow&) const = default;
};

// A number that the discussion itself had; what is empty was not said.
struct ClaimRow {
  std::string says, metric, variant;
  WorkloadName workload = {};
  std::optional<double> value = {};  // in `unit`
  std::string unit = {};             // as in the table claim

  bool operator==(const ClaimRow&) const = default;
};

struct RunRow {
  std::string name, spec_file, spec_text;
  std::uint64_t seed = 0;
  int boots = 0;  // of each variant under each condition, at most
  std::string tool_version, acceleration, image_hash;
  HostTime started;
  std::optional<HostTime> finished;
  std::string profile = {};  // empty: the experiment has none
  NamedValues host = {};     // cores, memory_bytes, cpu_model, ...
  std::vector<AboutRow> about = {};
  NamedValues decide_at = {};  // where the question is decided
  std::vector<ClaimRow> claims = {};
  int fewest_boots = 0;  // before a condition may be settled; 0: all are run
};

// One step of a variant's kernel after its base.
struct PatchRow {
  // 'instrumentation', 'patch', 'mbox', 'lore', 'revert'; a file, a message id, or a revision
  std::string kind, target;
  std::string sha256 = {};              // of the text that was applied; empty: not known
  std::vector<std::string> notes = {};  // how it was applied, where that is worth saying

  bool operator==(const PatchRow&) const = default;
};

// What of a kernel's functions is not as in the baseline's on the same base. Names, sorted.
struct ChangedFunctions {
  std::vector<std::string> changed = {}, added = {}, removed = {};

  bool operator==(const ChangedFunctions&) const = default;
};

// A variant on one base; what does not depend on the base is the same in each of its rows.
struct VariantRow {
  std::string name;
  int position = 0;
  std::vector<PatchRow> patches = {};
  std::optional<std::string> kernel_hash = {}, kernel_release = {}, code_hash = {}, fault = {};
  NamedValues settings = {};  // path in the guest -> value; written after the workload's
  std::string base = {};      // its name in the experiment; empty where there is one base only
  int base_position = 0;
  std::string source = {};                         // the base in words
  std::string hooks = {};                          // the series of the instrumentation; empty: none
  std::vector<std::string> missing_hooks = {};     // groups of it that do not apply to the base
  std::optional<ChangedFunctions> functions = {};  // empty: of the baseline, or not known
  std::vector<std::string> notes = {};             // about the kernel, and no patch of it alone
};

// A disk with the limits that were asked for.
struct DiskRow {
  Bytes size;
  std::string filesystem = {};  // empty: none
  std::optional<std::uint64_t> iops = {}, read_iops = {}, write_iops = {}, requests = {};
  std::optional<std::uint64_t> bytes_per_s = {}, read_bytes_per_s = {}, write_bytes_per_s = {};

  bool operator==(const DiskRow&) const = default;
};

// By the names that the store and pages give them.
struct DiskLimit {
  const char* name;
  std::optional<std::uint64_t> DiskRow::*value;
};
inline constexpr DiskLimit kDiskLimits[] = {{"iops", &DiskRow::iops},
                                            {"read_iops", &DiskRow::read_iops},
                                            {"write_iops", &DiskRow::write_iops},
                                            {"requests", &DiskRow::requests},
                                            {"bytes_per_s", &DiskRow::bytes_per_s},
                                            {"read_bytes_per_s", &DiskRow::read_bytes_per_s},
                                            {"write_bytes_per_s", &DiskRow::write_bytes_per_s}};

struct NodeRow {
  Bytes memory;
  std::vector<int> cpus;

  bool operator==(const NodeRow&) const = default;
};

// A memory module that can be taken out.
struct DimmRow {
  Bytes memory;
  int node = 0;
  std::optional<std::uint64_t> requested = {};  // of virtio-mem: bytes that the guest is given

  bool operator==(const DimmRow&) const = default;
};

// What a machine is beside its size.
struct MachineDetail {
  std::vector<NodeRow> nodes = {};
  int distance = 0;  // between two nodes; 0: not known
  std::vector<std::vector<int>> distances =
      {};  // from each node to each; empty: `distance` for all
  std::vector<DimmRow> dimms = {};
  std::vector<DiskRow> disks = {};

  bool operator==(const MachineDetail&) const = default;
};

struct MachineRow {
  std::string name;
  int position = 0;
  int vcpus = 0;
  Bytes memory;
  int numa_nodes = 0;
  std::string cmdline = {};
  MachineDetail detail = {};
};

// A number in what a program of the experiment's own prints: see spec::MetricPattern. Or, with
// `vmstat`, the counters of /proc/vmstat that the shell pattern `name` fits.
struct MetricPatternRow {
  std::string name, pattern, unit;
  std::string better;  // "lower", "higher"; empty: neither
  bool vmstat = false;

  bool operator==(const MetricPatternRow&) const = default;
};

struct WorkloadRow {
  std::string name;
  int position = 0;
  std::string program = {};
  NamedValues args = {};
  NamedValues settings = {};  // path in the guest -> value, the swept ones among them
  NamedValues swept = {};     // what the name says beside the program, in its order
  std::string base = {};      // on which it runs; empty where there is one base only
  std::vector<MetricPatternRow> metrics = {};
};

// What the host gave a boot, in milliseconds; the meaning of each is in the table attempt. Empty:
// not measured (a boot that did not start, a kernel without pressure stall information).
struct HostUseRow {
  std::optional<std::int64_t> qemu_ran, qemu_waited, qemu_stopped, paused, steal, cpu_pressure,
      memory_pressure, io_pressure;
  std::string qemu_end = {};

  bool operator==(const HostUseRow&) const = default;
};

// The host of a boot.
struct HostRow {
  std::string uri;  // of its libvirt, without user and password
  int cores = 0;
  std::string cpu_model = {};     // empty: libvirt does not say
  std::string qemu = {};          // version
  std::string acceleration = {};  // "kvm", "tcg"

  bool operator==(const HostRow&) const = default;
};

// One boot of a cell. The last is the one that counts, those before it failed for a reason of the
// host.
struct AttemptRow {
  int attempt = 1;  // from 1
  CellStatus status = CellStatus::HostError;
  std::string reason, console;
  std::optional<HostTime> started = {}, finished = {};
  HostUseRow host = {};
  std::optional<HostRow> on = {};  // empty: nothing was booted, or the file is of an older version

  bool operator==(const AttemptRow&) const = default;
};

struct CellRow {
  CellId id;
  std::string variant, machine, workload;
  int boot = 0;
  int block = 0;  // boots of one condition in one block ran next to each other
  int position = 0;
  CellStatus status = CellStatus::Planned;
  std::string reason;
  std::string console;
  std::optional<HostTime> started, finished;
  std::optional<std::int64_t> boot_ms;
  std::optional<int> cpus, page_size;
  std::optional<double> host_load;
  std::optional<std::uint64_t> agent_rss_bytes;
};

struct EventFormatRow {
  std::string system, name, text;
};

struct FormatSet {
  std::string header_page;
  std::vector<EventFormatRow> formats;
};

// Uncompressed pages of one CPU, best near 1 MiB (page_codec.h). `pages` is a whole number of
// page_size bytes; `first` and `last` are the smallest and largest time in it: queries skip by
// them.
struct PageChunk {
  int cpu = 0;
  std::int64_t seq = 0;
  std::int64_t events = 0;
  GuestTime first, last;
  std::vector<std::byte> pages;
};

struct CpuAccounting {
  int cpu = 0;
  std::int64_t produced = 0, stored = 0;
  std::int64_t lost_overrun = 0, lost_dropped = 0, lost_commit = 0, lost_unread = 0,
               lost_transport = 0;
  std::int64_t lost() const {
    return lost_overrun + lost_dropped + lost_commit + lost_unread + lost_transport;
  }
};

struct ProbeAccounting {
  std::string probe;
  std::int64_t hits = 0, misses = 0;
};

struct VmstatRow {
  std::string name;
  std::int64_t before = 0, after = 0;
};

struct MetricRow {
  std::string name;
  double value = 0;
  std::string unit;    // "ratio", "count", "ms", "pages", "bytes", ...
  std::string source;  // "events", "vmstat", "workload", "guest"
  bool touched_by_loss = false;

  bool operator==(const MetricRow&) const = default;
};

struct DistributionRow {
  std::string name;
  double low = 0, high = 0;
  std::int64_t count = 0;
  std::string unit;

  bool operator==(const DistributionRow&) const = default;
};

struct AnomalyRow {
  std::string name;
  std::int64_t count = 0;

  bool operator==(const AnomalyRow&) const = default;
};

// A text the guest left: 'stacks', 'holds' or 'counters' of the instrumentation,
// 'hist:SYSTEM:EVENT' of the kernel's own histograms, 'zoneinfo' of /proc.
// The clocks of guest and host at one moment of a boot.
struct ClockRow {
  std::string phase;          // "start", "end" of the session
  std::int64_t guest_ns = 0;  // CLOCK_MONOTONIC of the guest
  std::int64_t host_ns = 0;   // and of the machine that folioscope ran on,
  std::int64_t error_ns = 0;  // which may be so much less or more

  bool operator==(const ClockRow&) const = default;
};

struct GuestFileRow {
  std::string name, text;
};

struct StackRow {
  std::int64_t id = 0;
  std::string frames;  // 'innermost;...;outermost'

  bool operator==(const StackRow&) const = default;
};

struct FailureRow {
  std::int64_t id = 0;
  GuestTime time;
  std::string kind;
  std::int64_t pfn = 0, seen = 0, expected = 0;
  std::int64_t extra_references() const { return seen - expected; }
  std::int64_t pid = 0, stack = 0;
  bool in_cma = false;
  std::string attribution;                     // 'named', 'partly', 'unknown' or 'unreliable'
  std::optional<std::int64_t> operation = {};  // OperationRow::id

  bool operator==(const FailureRow&) const = default;
};

struct HolderRow {
  std::int64_t failure = 0;
  int ordinal = 0;
  std::string holder_class;
  std::optional<std::int64_t> pid;
  std::string comm;
  std::optional<int> cpu;
  std::optional<std::int64_t> age_ns;
  std::string confidence;  // 'high' or 'medium'
  std::string evidence;
  std::int64_t stack = 0;

  bool operator==(const HolderRow&) const = default;
};

// One thing that a task wanted done with pages; column meanings are in schema_v9.sql.
struct OperationRow {
  std::int64_t id = 0;
  std::string kind, reason;
  std::int64_t pid = 0;
  GuestTime begin, end;
  std::optional<std::uint64_t> first_pfn;
  std::int64_t pages = 0;
  bool failed = false;
  std::int64_t error = 0, retries = 0, attempts = 0, failed_attempts = 0;

  bool operator==(const OperationRow&) const = default;
};

struct OperationLockRow {
  std::int64_t operation = 0;
  std::string lock_class;
  std::int64_t holds = 0, contended = 0, sum_ns = 0, max_ns = 0;

  bool operator==(const OperationLockRow&) const = default;
};

struct OperationReferenceRow {
  std::int64_t operation = 0;
  std::string holder_class;
  std::int64_t pages = 0, page_ns = 0;

  bool operator==(const OperationReferenceRow&) const = default;
};

struct OperationRows {
  std::vector<OperationRow> operations;
  std::vector<OperationLockRow> locks;
  std::vector<OperationReferenceRow> references;

  bool operator==(const OperationRows&) const = default;
};

// A hold of a page's lock, or an extra reference from get to put; columns are in schema_v10.sql.
struct IntervalRow {
  std::int64_t id = 0;
  std::uint64_t pfn = 0;
  GuestTime begin, end;
  std::string holder_class;
  std::optional<std::int64_t> pid = {};
  std::string comm = {};
  std::optional<int> cpu = {};
  std::int64_t stack = 0;
  std::int64_t waiters = 0, waited_ns = 0;  // of a lock; 0 of a reference

  bool operator==(const IntervalRow&) const = default;
};

// Memory of the guest: a node, a zone, or a CMA area.
struct PageRangeRow {
  std::string kind, name;
  std::optional<int> node = {};
  std::uint64_t first_pfn = 0;
  std::int64_t pages = 0;

  bool operator==(const PageRangeRow&) const = default;
};

// Failures that have a holder of this class and stack.
struct HolderCountRow {
  std::string holder_class;
  std::int64_t stack = 0, failures = 0;

  bool operator==(const HolderCountRow&) const = default;
};

// What is known of single pages and of where they are.
struct PageRows {
  std::vector<IntervalRow> locks, references;
  std::vector<PageRangeRow> ranges;
  std::vector<HolderCountRow> holder_counts;

  bool operator==(const PageRows&) const = default;
};

// Failed migrations and who held the pages: derived, like metrics.
struct ReferenceRows {
  std::vector<FailureRow> failures;
  std::vector<HolderRow> holders;

  bool operator==(const ReferenceRows&) const = default;
};

// All that is computed from a boot's data and can be computed again: what `folioscope derive`
// replaces.
struct DerivedRows {
  std::vector<MetricRow> metrics;
  std::vector<DistributionRow> distributions;
  std::vector<AnomalyRow> anomalies;  // e.g. events whose partner is missing
  std::vector<StackRow> stacks;       // named as far as the symbols reach
  ReferenceRows references;           // failed migrations, and who held the page
  OperationRows operations;
  PageRows page_rows = {};

  bool operator==(const DerivedRows&) const = default;
};

// Everything of a finished cell but its pages, which are handed over chunk by chunk.
struct CellRecord {
  CellRow cell;
  std::vector<AttemptRow> attempts = {};
  std::optional<FormatSet> formats;
  std::vector<CpuAccounting> cpu_accounting;
  std::vector<ProbeAccounting> probe_accounting;
  std::vector<VmstatRow> vmstat;
  std::vector<std::string> workload_results;
  std::vector<MetricRow> metrics;
  std::vector<DistributionRow> distributions;
  std::vector<AnomalyRow> anomalies;
  std::vector<GuestFileRow> guest_files;
  std::vector<ClockRow> clock = {};
  std::vector<StackRow> stacks;
  ReferenceRows references;
  OperationRows operations = {};
  PageRows page_rows = {};
};

}  // namespace folioscope::store
