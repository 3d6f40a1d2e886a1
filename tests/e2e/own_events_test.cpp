// SPDX-License-Identifier: GPL-3.0-or-later
// Probes and counters of the experiment's own become metrics; a function that only the patched
// kernel has is probed there alone; a machine with swap has it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

#include "e2e/one_run.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

using ::testing::HasSubstr;

std::string own_events() {
  return preamble("own-events") + fmt::format(R"(
variants:
  - {{name: stock}}
  - {{name: more, patches: [{}/tests/e2e/patches/unused-function.patch]}}
machines: [{{name: swapping, vcpus: 2, memory: 256MiB, swap: 64MiB}}]
workloads:
  - run: "dd if=/dev/zero of=/tmp/x bs=1M count=8 2>/dev/null; tail -n +2 /proc/swaps | wc -l"
    name: touch
    metrics: [{{name: swaps, pattern: '^([0-9]+)$'}}]
    vmstat: [pgalloc_*, no_such_counter]
events:
  - {{kretprobe: shmem_write_begin, name: begin, fetch: "rc=$retval:s32"}}
  - {{kprobe: vm_memory_is_committed, name: unused}}
boots: 1
)",
                                              source_dir());
}

class OwnEvents : public OneRun<OwnEvents> {
 public:
  static std::string experiment() { return own_events(); }
  static std::vector<nlohmann::json> values(const std::string& variant, const std::string& metric) {
    return sql(place_->run(),
               fmt::format("select value from metric join cell on cell.id = metric.cell_id where "
                           "variant = '{}' and metric.name = '{}'",
                           variant, metric));
  }
};

TEST_F(OwnEvents, AKernelWithoutTheFunctionRunsWithoutItsProbe) {
  EXPECT_EQ(exit_->code, 0) << exit_->err << exit_->out;
  EXPECT_THAT(exit_->err, HasSubstr("kernel stock: has no function vm_memory_is_committed"));
  EXPECT_TRUE(values("stock", "probe:unused").empty());
  ASSERT_EQ(values("more", "probe:unused").size(), 1u);
  EXPECT_EQ(values("more", "probe:unused")[0]["value"], 0);
}

TEST_F(OwnEvents, AProbeIsCountedAndWhatItFetchedIsDistributed) {
  for (const char* variant : {"stock", "more"}) {
    ASSERT_EQ(values(variant, "probe:begin").size(), 1u) << variant;
    EXPECT_GE(values(variant, "probe:begin")[0]["value"], 2048) << "8 MiB, page by page";
    EXPECT_GT(values(variant, "probe:begin_rate")[0]["value"], 0);
    EXPECT_EQ(values(variant, "probe:begin.rc_max")[0]["value"], 0);
  }
}

TEST_F(OwnEvents, AnAddressIsAFunctionOfItsKernel) {
  const auto rows = sql(place_->run(),
                        "select distinct symbol(cell_id, __probe_func) name, __probe_func at from "
                        "event where name = 'begin'");
  ASSERT_GE(rows.size(), 1u);
  EXPECT_EQ(rows[0]["name"], "shmem_write_begin");
  EXPECT_THAT(rows[0]["at"].get<std::string>(), testing::StartsWith("0xffffffff"));
}

TEST_F(OwnEvents, CountersThatWereAskedForAreMetrics) {
  EXPECT_GE(values("stock", "pgalloc_dma32")[0]["value"], 2048);
  EXPECT_EQ(sql(place_->run(), "select 1 from anomaly where name = 'vmstat_counter_absent'").size(),
            2u);
}

TEST_F(OwnEvents, SwapIsOn) { EXPECT_EQ(values("stock", "swaps")[0]["value"], 1); }

// The kernel, the machine and the program of the experiment, and nobody but us.
TEST_F(OwnEvents, AShellOnTheConsoleIsThatOfTheVariant) {
  sys::Command command;
  command.argv = {binary_dir() + "/bin/folioscope", "shell", place_->experiment().string(),
                  "--variant", "more"};
  command.input =
      "grep -c vm_memory_is_committed /proc/kallsyms; nproc; ls /workloads/touch; exit\n";
  const auto exit = sys::run(command);
  ASSERT_TRUE(exit.ok()) << exit.fault().what;
  EXPECT_EQ(exit->code, 0) << exit->err;
  EXPECT_THAT(exit->out, HasSubstr("\n/workloads/touch"));
  EXPECT_THAT(exit->out, HasSubstr("reboot: Power down"));
  EXPECT_THAT(exit->err, HasSubstr("the console of more on swapping"));
}

}  // namespace
}  // namespace folioscope::e2e
