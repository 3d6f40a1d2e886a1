// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments that are shipped, as far as somebody who tries them first would notice.
#include <gtest/gtest.h>

#include <filesystem>

#include "fleet/fleet.h"
#include "plan/estimate.h"
#include "plan/plan.h"
#include "spec/parse.h"
#include "testing/places.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;

constexpr double kQuickSeconds = 600;
constexpr fleet::Budget kSmallHost{.cores = 2, .memory = gib(8)};

// Boots on a small host, emulated; the kernels are left out, as they are built once.
TEST(QuickProfiles, TakeAtMostTenMinutes) {
  for (const auto& entry : fs::directory_iterator(fs::path(source_dir()) / "configs/experiments")) {
    const auto parsed = spec::parse_file(entry.path(), "quick");
    ASSERT_TRUE(parsed.ok()) << parsed.fault().what;
    if (parsed->profiles.empty()) continue;
    ASSERT_TRUE(parsed->ok()) << to_string(parsed->diagnostics.front());
    EXPECT_EQ(parsed->profiles.front(), "quick") << entry.path();
    const auto guests = fleet::concurrency(kSmallHost, parsed->spec.machines);
    ASSERT_TRUE(guests.ok()) << entry.path() << ": " << guests.fault().what;
    const int at_once = plan::guests_at_once(parsed->spec, *guests, 0);
    const plan::Estimate estimate = plan::estimate(plan::make_plan(parsed->spec), {{}, at_once});
    EXPECT_LE(estimate.total(), kQuickSeconds)
        << entry.path() << ": take fewer boots or conditions; or say with `typical:` how long the "
        << "workload of a boot takes when it is not " << plan::kUnknownWorkloadSeconds << " s";
  }
}

}  // namespace
}  // namespace folioscope::run
