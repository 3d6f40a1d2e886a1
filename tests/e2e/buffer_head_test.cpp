// SPDX-License-Identifier: GPL-3.0-or-later
// cma-churn with buffer heads: directories of an ext4 disk brought into the CMA area and out again.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

std::string directories_in_cma() {
  return preamble("buffer-heads") +
         "variants: [{name: stock}]\n"
         "machines:\n"
         "  - {name: smp2, vcpus: 2, memory: 512MiB, cmdline: \"cma=32M\",\n"
         "     disks: [{size: 32MiB, filesystem: ext4}]}\n"
         "workloads:\n"
         "  - {program: cma-churn,\n"
         "     args: {allocations: 3, park: bh, period_ms: 5, fill_percent: 4}}\n"
         "observe: counters\n"
         "events: [migrate]\n"
         "boots: 1\n"
         "seed: 3\n";
}

double metric(const Workplace& place, const std::string& name) {
  const auto rows = sql(place.run(), "select value from metric where name = '" + name + "'");
  return rows.size() == 1 ? rows[0]["value"].get<double>()
                          : std::numeric_limits<double>::quiet_NaN();
}

TEST(BufferHeads, OfDirectoriesInTheAreaDoNotKeepItFromTheStockKernel) {
  const Workplace place(directories_in_cma());
  const sys::Exit exit = run_experiment(place);
  ASSERT_EQ(exit.code, 0) << exit.err;
  EXPECT_GT(metric(place, "cma_resident_pages_p50"), 300);  // of 4 % of 8,192
  EXPECT_GT(metric(place, "churn_rounds"), 0);
  EXPECT_EQ(metric(place, "cma_requests"), 3);
  EXPECT_EQ(metric(place, "cma_request_failures"), 0);
}

}  // namespace
}  // namespace folioscope::e2e
