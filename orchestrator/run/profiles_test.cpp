// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments that are shipped, every profile of them: a full one takes hours, and nobody wants
// to learn at its last condition that the workload refuses its arguments.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/programs.h"
#include "fleet/fleet.h"
#include "plan/estimate.h"
#include "plan/plan.h"
#include "spec/parse.h"
#include "sys/process.h"
#include "testing/places.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;

constexpr double kQuickSeconds = 1800;
constexpr fleet::Budget kSmallHost{.cores = 2, .memory = gib(8)};

struct Profile {
  fs::path file;
  std::string name;
  spec::Spec spec;
};

// In a file without profiles, the file itself.
std::vector<Profile> shipped_profiles() {
  std::vector<Profile> all;
  for (const auto& entry : fs::directory_iterator(fs::path(source_dir()) / "configs/experiments")) {
    const auto first = spec::parse_file(entry.path(), "");
    EXPECT_TRUE(first.ok()) << first.fault().what;
    if (!first.ok()) continue;
    std::vector<std::string> names = first->profiles;
    if (names.empty()) names = {""};
    for (const std::string& name : names) {
      const auto parsed = spec::parse_file(entry.path(), name);
      EXPECT_TRUE(parsed.ok() && parsed->ok()) << entry.path() << ", profile " << name;
      if (parsed.ok() && parsed->ok()) all.push_back({entry.path(), name, parsed->spec});
    }
  }
  return all;
}

TEST(Profiles, WorkloadsTakeTheArgumentsOfEveryPoint) {
  const fs::path programs = fs::path(binary_dir()) / "guest/workloads";
  if (!fs::exists(programs / "refault"))
    GTEST_SKIP() << "no workloads in " << programs << ": not built, or built for a sanitizer";
  for (const Profile& profile : shipped_profiles()) {
    for (const plan::WorkloadCondition& condition : plan::make_plan(profile.spec).workloads) {
      if (!catalog::is_our_program(condition.program)) continue;
      sys::Command command;
      command.argv = {programs / condition.program, "--check"};
      for (const auto& [key, value] : condition.args)
        command.argv.push_back("--" + key + "=" + value);
      const auto exit = sys::run(command);
      ASSERT_TRUE(exit.ok()) << exit.fault().what;
      EXPECT_TRUE(exit->ok()) << profile.file << ", profile " << profile.name << ": " << exit->err;
    }
  }
}

TEST(Profiles, MachinesFitOnASmallHost) {
  for (const Profile& profile : shipped_profiles()) {
    const auto guests = fleet::concurrency(kSmallHost, profile.spec.machines);
    EXPECT_TRUE(guests.ok()) << profile.file << ", profile " << profile.name << ": "
                             << guests.fault().what;
  }
}

// Boots on a small host, emulated; the kernels are left out, as they are built once.
TEST(QuickProfiles, TakeAtMostHalfAnHour) {
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
