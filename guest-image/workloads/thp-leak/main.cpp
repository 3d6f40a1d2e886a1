// SPDX-License-Identifier: GPL-3.0-or-later
// thp-leak: what fault-around does with huge pages of a file that it cannot map as such. leak.h and
// locked.h tell the two questions.
#include "workloads/kit/main.h"
#include "workloads/kit/guest.h"
#include "workloads/thp-leak/leak.h"
#include "workloads/thp-leak/locked.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"mode", "leak", "leak|locked",
     "leak: are references to huge pages lost? locked: are they mapped as such while they are "
     "locked again and again?"},
    {"huge_pages", "32", "1..4096", "size of the file in huge pages of 2 MiB"},
    {"rounds", "3", "0..1000", "leak: times each huge page is mapped and read: what may leak"},
    {"mapping", "partial", "partial|shifted|aligned",
     "leak: 1 MiB a mapping, too small for a huge page; or 2 MiB that begin 4 KiB into the file's "
     "huge page; or 2 MiB, the control that is mapped whole"},
    {"reads", "1", "1..256", "leak: pages that are read of each mapping, evenly spread"},
    {"lock", "migrate", "migrate|write",
     "locked: how the huge pages are locked: moved between NUMA nodes 0 and 1, or written to"},
    {"processes", "0", "0..4096", "locked: that map; 0: one for each CPU but one"},
    {"attempts", "200", "1..100000", "locked: mappings of each process"},
};
constexpr Program kProgram = {
    "thp-leak",
    "Maps the huge pages of a tmpfs file. Mode leak then splits and frees them, and reports what\n"
    "was not given back: thp_split, thp_split_failed, thp_leaked_folios, thp_bytes_lost; and\n"
    "touch_latency. Mode locked reports how many mappings became huge, while another process\n"
    "locks the pages: pmd_mapped_ratio, map_attempts, map_latency, locker_rounds, locker_moved.\n"
    "Needs root.",
    kOptions,
};

Status run(const Args& args) {
  if (args.text("mode") == "leak") {
    return look_for_leaks({args.number("huge_pages"), args.number("rounds"),
                           view_of(args.text("mapping"), args.number("reads"))});
  }
  TRY(const std::vector<int> cpus, usable_cpus());
  LockedPlan plan = {args.number("huge_pages"),
                     args.text("lock") == "migrate" ? Locking::Migrate : Locking::Write,
                     args.number("processes"), args.number("attempts")};
  if (plan.processes == 0) plan.processes = cpus.size() > 1 ? cpus.size() - 1 : 1;
  return map_while_locked(plan);
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
