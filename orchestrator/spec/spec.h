// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment file as values. parse.h makes a Spec from YAML text, or says everything that is
// wrong with it. Plain values; the paths in them are absolute.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "base/workload_name.h"
#include "spec/workload.h"

namespace folioscope::spec {

// Where the kernel source comes from.
struct Base {
  enum class Kind { Debian, Tarball, Git, Tree };
  Kind kind = Kind::Debian;
  std::string source;  // package name, tarball path, git URL or path, directory
  // git only: branch, tag or commit; of a variant also A..B, until expand() has made a
  // variant of each commit (restate.h)
  std::string revision;
  // git only: changes of the work tree that are not committed, where `revision` is what is checked
  // out there.
  enum class Dirty { Refuse, Take, Ignore };
  Dirty dirty = Dirty::Refuse;
  std::string suite = {};  // debian only: where it is fetched from; empty: see the machine's own

  bool operator==(const Base&) const = default;
};

// One of several bases, by the name that conditions and paths of patches call it by.
struct NamedBase {
  std::string name;  // empty: it is the only one
  Base source;

  bool operator==(const NamedBase&) const = default;
};

// What becomes of a kernel whose configuration is not all that its fragments ask for.
enum class Unmet { Refuse, Take };

// One step of a variant's patch stack, applied in order.
struct PatchStep {
  enum class Kind { Patch, Mbox, Lore, Revert };
  Kind kind = Kind::Patch;
  // File path, with kBaseName for the name of the base; for Revert a git revision or A..B, for Lore
  // a message id.
  std::string target;
  // Patterns of the files that are taken and left out; empty: all are taken.
  std::vector<std::string> only = {}, skip = {};
  int version = 0;           // Lore: 0 is the newest
  std::string mailbox = {};  // Lore: the thread, in a file; empty: it is fetched

  bool operator==(const PatchStep&) const = default;
};

// A file written in the guest before tracing starts.
struct Setting {
  std::string path;
  std::string value;

  bool operator==(const Setting&) const = default;
};

inline constexpr const char* kBaseName = "{base}";

struct Variant {
  std::string name;
  std::vector<PatchStep> steps;        // empty: the base as it is
  std::vector<Setting> settings = {};  // after the experiment's own, for this variant alone
  std::optional<Base> base = {};       // instead of the experiment's
  // Names of bases that it leaves out, or that one of its patches does not exist for.
  std::vector<std::string> not_on = {};

  void leave_out(const std::string& base_name);
  bool is_on(const NamedBase& base) const;
  // The steps with the name of the base filled in.
  std::vector<PatchStep> steps_on(const NamedBase& base) const;

  bool operator==(const Variant&) const = default;
};

// At least one of the two is there.
struct NumaNode {
  Bytes memory;           // 0: a node of CPUs alone
  std::vector<int> cpus;  // empty: a node of memory alone

  bool operator==(const NumaNode&) const = default;
};

// A memory module that the guest finds beside its own memory, as if plugged in: whole blocks of
// /sys/devices/system/memory, in the zone that memhp_default_state= on its command line says.
struct Dimm {
  Bytes size;    // whole blocks of 128 MiB
  int node = 0;  // of Machine::nodes
  // A virtio-mem device instead, of which the guest is given so much of `size`.
  std::optional<Bytes> requested = {};

  bool is_virtio_mem() const { return requested.has_value(); }

  bool operator==(const Dimm&) const = default;
};

// What the host makes on a disk, for the guest to mount at /mnt/vda onwards.
// Swap: swapped on instead.
enum class FileSystem { None, Ext4, Xfs, Swap };
const char* to_string(FileSystem kind);  // "", "ext4", "xfs", "swap"

// An extra disk of a guest, /dev/vda onwards; new at each boot. A limit that is not said is none.
struct Disk {
  Bytes size;
  std::optional<std::uint64_t> iops;  // operations per second, reads and writes together
  std::optional<std::uint64_t> read_iops;
  std::optional<std::uint64_t> write_iops;
  std::optional<Bytes> rate;  // bytes per second, reads and writes together
  std::optional<Bytes> read_rate;
  std::optional<Bytes> write_rate;
  FileSystem filesystem = FileSystem::None;
  // Requests in flight before the guest's tasks wait for one (nr_requests), in its only queue.
  std::optional<std::uint64_t> requests;

  bool is_swap() const { return filesystem == FileSystem::Swap; }

  bool operator==(const Disk&) const = default;
};

// What a guest can reach beside the host's orchestrator. Isolated: a card of QEMU's user-mode
// network that is closed: nothing beyond QEMU answers, not even the host.
enum class Network { None, Isolated };
const char* to_string(Network network);  // "none", "isolated"

struct Machine {
  std::string name;
  int vcpus = 1;
  Bytes memory = mib(512);
  // Never empty; memory adds up to `memory`, CPUs to `vcpus`. The last one may have nothing but the
  // memory of `dimms`.
  std::vector<NumaNode> nodes;
  int distance = 20;  // between any two different nodes; 10 is local
  // Instead, from each node (row) to each; empty: `distance` holds for all. A node that comes with
  // a module has no row.
  std::vector<std::vector<int>> distances = {};
  std::string cmdline;  // appended to the kernel command line
  std::vector<Disk> disks;
  std::vector<Dimm> dimms;  // on top of `memory`
  bool cgroup = false;      // workloads want cgroup v2 with the memory controller
  Network network = Network::None;

  // What the host has to give: `memory` and the modules.
  Bytes all_memory() const;
  // Of ACPI's SLIT: 10 within a node.
  int distance_between(std::size_t from, std::size_t to) const {
    if (from == to) return 10;
    const bool has_row = from < distances.size() && to < distances.size();
    return has_row ? distances[from][to] : distance;
  }

  bool operator==(const Machine&) const = default;
};

struct EventName {
  std::string system, name;

  bool operator==(const EventName&) const = default;
};

// The time from an event to the next of another.
struct Window {
  EventName from, to;

  bool operator==(const Window&) const = default;
};

struct EventRequest {
  enum class Kind { Tracepoint, Kprobe, Kretprobe };
  Kind kind = Kind::Tracepoint;
  // The name `*`: every event of the system. The system of a dynamic probe is
  // names::kProbeSystem.
  EventName event;
  // Of a dynamic probe: symbols of the same meaning in different kernels. The first that a kernel
  // has is probed.
  std::vector<std::string> symbols = {};
  std::string fetch = {};             // of a dynamic probe: its fetch arguments
  std::string where = {};             // filter; empty means none
  std::optional<Window> window = {};  // recorded only then

  bool operator==(const EventRequest&) const = default;
};

// Sums that the guest's kernel keeps of an event: hits and `values`, by `keys`.
struct Histogram {
  EventName event;
  std::vector<std::string> keys;  // fields, or "stacktrace"
  std::vector<std::string> values;
  std::string where;          // filter; empty means none
  std::uint32_t size = 2048;  // different keys it has room for

  bool operator==(const Histogram&) const = default;
};

// A setting for every variant. Several values are a sweep: the plan runs each.
struct SettingSweep {
  std::string path;
  std::vector<std::string> values;

  bool operator==(const SettingSweep&) const = default;
};

// A number that the discussion itself had, to stand beside the measured one.
struct Claim {
  std::string says;
  std::string metric, variant;       // what it is about; empty: not said
  WorkloadName workload = {};        // likewise
  std::optional<double> value = {};  // the number itself, in `unit`
  std::string unit = {};             // one of kClaimUnits; empty: a count

  bool operator==(const Claim&) const = default;
};

// "% change" is against the baseline's number.
inline constexpr const char* kClaimUnits[] = {
    "count", "%", "ns", "us", "ms", "s", "1/s", "pages", "bytes", "KiB", "MiB", "GiB", "% change"};

// Where the question is decided; what is empty is not said.
struct Decision {
  std::string metric;  // of the headline; else its first
  // Values of arguments, settings (the last part of the path) and "machine"; "": not given there.
  std::vector<std::pair<std::string, std::string>> at;

  bool operator==(const Decision&) const = default;
};

// What the page of the results says beside the numbers; everything may be empty.
struct About {
  std::string thread;  // slug of the discussion
  std::string subject, date, question, expectation;
  std::vector<std::string> headline;  // metrics in the order of the page; the first has the verdict
  Decision decide;
  std::vector<Claim> claims;
  std::vector<std::string> caveats;

  bool operator==(const About&) const = default;
};

// How much of a boot is observed; each level has the ones before it but for the events' own.
enum class Observe {
  None,        // /proc/vmstat and what the workload says
  Counters,    // the instrumentation counts page locks, waits and wake-ups
  Histograms,  // the guest sums up hold times by stack: kilobytes a boot
  Events,      // the events of the experiment, and the histories of watched pages
};
const char* to_string(Observe level);

// Boots of each variant in a block. With two, the boots inside a block can be relabeled in more
// ways than with one (216 against 64 for three blocks and six), so that an exact test finds more.
inline constexpr int kBootsInBlock = 2;

struct Spec {
  std::string name;
  std::string file;     // where it was read from
  std::string text;     // the file as read: stored with the run
  std::string profile;  // which of the file's profiles this is; empty: it has none
  About about;
  std::vector<NamedBase> bases{NamedBase{}};  // never empty
  std::vector<std::string> config;            // fragment paths, in order
  Unmet unmet = Unmet::Refuse;
  std::vector<std::string> needs;            // fragment paths: what the workloads need of a kernel
  std::string overlay;                       // directory of files added to every kernel, or empty
  std::vector<std::string> instrumentation;  // patch paths, in order, under every variant
  // Instead, where each base takes the series of its own version: the directory of all; or empty.
  std::string hooks;
  bool instrumented() const { return !instrumentation.empty() || !hooks.empty(); }
  std::vector<Variant> variants;
  std::vector<Machine> machines;
  std::vector<Workload> workloads;
  std::vector<Observe> observe{Observe::Events};  // several are a sweep; never empty
  std::string watch;  // pages whose references have a history: "cma", "FIRST COUNT", or none
  std::vector<EventRequest> events;   // groups such as `cma` are already expanded
  std::vector<Histogram> histograms;  // at most one of an event; taken where events are
  std::vector<SettingSweep> settings;
  int boots = 1;         // of each variant under each condition; the most of them
  int fewest_boots = 0;  // then a condition may be settled: whole blocks; 0: all of `boots` are run
  std::uint32_t budget_ms = 0;  // wall time of all boots, after which no block begins; 0: no end
  int guests = 0;               // at the same time at most; 0: as many as the host carries
  std::uint64_t seed = 1;
  std::uint64_t buffer_kib_per_cpu = 4096;
  std::string clock = "mono";
  std::uint32_t boot_timeout_ms = 60'000;  // until the agent's hello; host time, scaled

  bool operator==(const Spec&) const = default;
};

}  // namespace folioscope::spec
