// SPDX-License-Identifier: GPL-3.0-or-later
// The workloads of configs/experiments on a machine that has what they need: two NUMA nodes, a
// throttled XFS disk, a memory module. Each has to do its work on a stock kernel; what patched
// kernels make of it is for the experiments. (cma-churn, pin and thp-leak have tests of their own.)
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "e2e/catalogue.h"
#include "e2e/one_run.h"

namespace folioscope::e2e {
namespace {

// Under 512 MiB the kernel switches huge pages off by itself.
std::string every_workload() {
  return preamble("every-workload") +
         "variants: [{name: stock}]\n"
         "machines:\n"
         "  - name: all\n"
         "    vcpus: 4\n"
         "    memory: 640MiB\n"
         "    numa: 2\n"
         "    disks: [{size: 300MiB, filesystem: xfs, iops: 400, requests: 4}]\n"
         "    dimms: [{size: 256MiB, node: 1}]\n"
         "    cmdline: \"numa_balancing=disable transparent_hugepage=always "
         "memhp_default_state=online_movable\"\n"
         "workloads:\n"
         "  - {program: refault, args: {mode: [target, offline], faulters: 1, node: 1,\n"
         "                              other_node: 0, seconds: 2}}\n"
         "  - {program: pager, args: {size_mib: 64, seconds: 2}}\n"
         "  - {program: fsync-herd, args: {processes: 80, seconds: 2}}\n"
         "  - {program: lock-herd, args: {waiters: 100, moves: 2}}\n"
         "  - {program: thp-leak, args: {mode: locked, huge_pages: 2, attempts: 20}}\n"
         "  - {program: prefault-reclaim, args: {file_mib: 128, hog_mib: 700}, timeout: 180s}\n"
         "observe: counters\n"
         "events: [migrate]\n"
         "boots: 1\n"
         "seed: 3\n";
}

class Workloads : public OneRun<Workloads> {
 public:
  static std::string experiment() { return every_workload(); }
};

TEST_F(Workloads, EveryBootIsDone) {
  EXPECT_EQ(exit_->code, 0) << exit_->err;
  for (const auto& row : sql(place_->run(), "select workload, status, reason from cell"))
    EXPECT_EQ(row["status"], "done") << row;
}

TEST_F(Workloads, EveryStoredNameStandsInTheCatalogue) {
  EXPECT_EQ(not_in_the_catalogue(place_->run()), "");
}

TEST_F(Workloads, RefaultMovesItsPageAndCountsFaults) {
  EXPECT_GT(metric("refault mode=target", "move_successes"), 0);
  EXPECT_GT(metric("refault mode=target", "faults"), 0);
  EXPECT_EQ(metric("refault mode=target", "fault_fairness"), 1);  // of one faulter
}

TEST_F(Workloads, RefaultTakesMemoryOffline) {
  EXPECT_GT(metric("refault mode=offline", "offline_successes"), 0);
}

TEST_F(Workloads, PagerReadsFromTheSlowDiskWhileOthersWantTheLock) {
  EXPECT_GT(metric("pager", "faults"), 0);
  EXPECT_GT(metric("pager", "maps_read_latency_p99"), 0);
  EXPECT_GT(metric("pager", "mmap_latency_p99"), 0);
  // The fault path's own counters agree that it slept with the lock let go.
  EXPECT_GT(metric("pager", "filemap_fault_lock_wait_dropped"), 0);
  EXPECT_EQ(metric("pager", "filemap_fault_read_folio_held"), 0);
}

TEST_F(Workloads, FsyncHerdSyncsFromEveryWriter) {
  EXPECT_GE(metric("fsync-herd", "fsync_iterations"), 80);
  EXPECT_GT(metric("fsync-herd", "page_waits_per_fsync"), 0);
}

TEST_F(Workloads, LockHerdMovesThePageOfItsWaiters) {
  // Whether a waiter comes in time for a move that nothing holds up is chance.
  EXPECT_EQ(metric("lock-herd", "herd_moves"), 2);
  EXPECT_EQ(metric("lock-herd", "herd_move_success_ratio"), 1);
}

TEST_F(Workloads, ThpLeakMapsLockedHugePagesWhole) {
  EXPECT_EQ(metric("thp-leak", "pmd_mapped_ratio"), 1);
  EXPECT_GT(metric("thp-leak", "locker_rounds"), 0);
}

TEST_F(Workloads, PrefaultReclaimFillsMemoryUntilTheFileGoes) {
  EXPECT_EQ(metric("prefault-reclaim", "prefault_mapped"), 128 * 256);
  EXPECT_LT(metric("prefault-reclaim", "file_pages_left"), 128 * 256);
}

}  // namespace
}  // namespace folioscope::e2e
