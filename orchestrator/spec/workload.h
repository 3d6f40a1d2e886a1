// SPDX-License-Identifier: GPL-3.0-or-later
// What runs in a guest: a program of the product's image, or one that the experiment brings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace folioscope::spec {

// A number in what a program prints: `pattern` is a regular expression of RE2 with one group,
// looked for in every line; the last line that has it counts.
struct MetricPattern {
  std::string name, pattern;
  std::string unit = "count";
  std::string better = {};  // "lower", "higher"; empty: neither

  bool operator==(const MetricPattern&) const = default;
};

// A file of the host that is put into the guest.
struct BroughtFile {
  std::string from;  // absolute
  std::string to;    // absolute, in the guest

  bool operator==(const BroughtFile&) const = default;
};

// An argument with several values is a sweep: the plan runs each.
struct Workload {
  std::string program;  // its name in the guest's /workloads
  // --key=value on the command line; of a script, a variable of that name.
  std::map<std::string, std::vector<std::string>> args;
  std::uint32_t timeout_ms = 120'000;  // guest time; multiplied by the host's time scale
  std::uint32_t typical_ms = 0;        // measured: what a boot's work takes; 0: nobody did

  // Where the program comes from, if it is not the product's: a file of the host (absolute), or the
  // text of a script. At most one of them.
  std::string path = {}, script = {};
  bool is_script = false;               // args are variables
  std::vector<std::string> words = {};  // arguments as they are, instead of `args`
  std::vector<BroughtFile> files = {};
  // Debian packages whose files go along, with what they depend on; of `suite`, or the machine's
  // own.
  std::vector<std::string> packages = {};
  std::string suite = {};
  std::string selftest = {};  // the collection that the program is a selftest of: "mm"
  bool is_collection =
      false;  // all of them, one after the other; `program` is the collection's name
  std::vector<std::string> environment = {};         // "NAME=VALUE"
  std::uint32_t user = 0;                            // uid and gid; 0: root
  std::string input = {};                            // file in the guest, read as standard input
  std::vector<std::string> before = {}, after = {};  // lines of shell, as root
  std::vector<MetricPattern> metrics = {};
  // Counters of /proc/vmstat that are metrics, as shell patterns: "vma_lock_*".
  std::vector<std::string> vmstat = {};

  bool is_brought() const { return !path.empty() || !script.empty() || !selftest.empty(); }
  bool operator==(const Workload&) const = default;
};

}  // namespace folioscope::spec
