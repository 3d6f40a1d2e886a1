// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/boot_timings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

using fleet::Accel;
using plan::ConditionIndex;
using plan::MeasuredBoots;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// One machine, the workload "w" with two values of an argument.
plan::Plan two_conditions() {
  spec::Spec spec;
  spec.variants = {{"stock", {}}, {"patched", {}}};
  spec.machines.resize(1);
  spec.workloads = {{"w", {{"a", {"1", "2"}}}}};
  spec.boots = 2;
  return plan::make_plan(spec);
}

class BootTimings : public testing::Test {
 protected:
  void save(ConditionIndex condition, const std::vector<double>& boots, int guests = 2,
            std::int64_t second = 100) {
    save_boot_timings(dir_.path(), plan_, Accel::Tcg, guests, {{condition, boots}},
                      {second * 1'000'000'000});
  }
  auto load(Accel accel = Accel::Tcg) { return load_boot_timings(dir_.path(), plan_, accel); }
  std::filesystem::path file() { return dir_.path() / "boot-timings.json"; }

  plan::Plan plan_ = two_conditions();
  TempDir dir_ = *TempDir::create("boot-timings");
};

TEST_F(BootTimings, WhatARunMeasuredIsThereForTheNext_ByConditionAndAcceleration) {
  EXPECT_THAT(load(), IsEmpty());
  save({0, 1}, {10, 90, 20});
  EXPECT_THAT(load(), ElementsAre(Pair(ConditionIndex{0, 1}, MeasuredBoots{20, 3, 2})));
  EXPECT_THAT(load(Accel::Kvm), IsEmpty());
}

TEST_F(BootTimings, NamesOfExperimentsAndMachinesMeanNothing_WhatTheyAreDoes) {
  save({0, 0}, {10});
  plan_.spec.name = "other";
  plan_.spec.machines.front().name = "big";
  plan_.workloads.front().key = "w of another name";
  EXPECT_EQ(load().size(), 1U);
  plan_.spec.machines.front().vcpus += 1;
  EXPECT_THAT(load(), IsEmpty());
  plan_ = two_conditions();
  plan_.workloads.front().observe = spec::Observe::None;
  EXPECT_THAT(load(), IsEmpty());
}

TEST_F(BootTimings, OlderBootsKeepNoMoreWeightThanNewOnes) {
  save({0, 0}, {10, 10, 10, 10});
  save({0, 0}, {30, 30});
  EXPECT_THAT(load(), ElementsAre(Pair(ConditionIndex{0, 0}, MeasuredBoots{20, 6, 2})));
  save({0, 0}, {7}, 4);
  EXPECT_THAT(load(), ElementsAre(Pair(ConditionIndex{0, 0}, MeasuredBoots{7, 1, 4})));
}

TEST_F(BootTimings, ADamagedFileIsAsNone_AtEveryLength_AndIsWrittenAnew) {
  save({0, 0}, {10});
  save({0, 1}, {20});
  const std::string whole = *sys::read_file(file());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(sys::write_file(file(), whole.substr(0, size)).ok());
    for (const auto& [condition, boots] : load()) EXPECT_EQ(boots.boots, 1U);
  }
  const std::string key = boot_timing_key(plan_, {0, 0}, Accel::Tcg);
  for (const char* value : {"", "10", "-1 1 1 1", "nan 1 1 1", "1e99 1 1 1", "10 0 1 1", "10 1 0 1",
                            "10 1 1", "10 1 1 1 1", "ten 1 1 1", "10 -1 1 1"}) {
    ASSERT_TRUE(sys::write_file(file(), "{\n  \"" + key + "\": \"" + value + "\"\n}\n").ok());
    EXPECT_THAT(load(), IsEmpty()) << value;
  }
  save({0, 0}, {10});
  EXPECT_EQ(load().size(), 1U);
}

TEST_F(BootTimings, ThoseUsedLongestAgoGo) {
  std::string text = "{\n";
  for (std::size_t i = 0; i < kBootTimingsKept; ++i)
    text += "  \"tcg-" + std::to_string(i) + "\": \"5 1 1 " + std::to_string(i + 1) + "\",\n";
  ASSERT_TRUE(sys::write_file(file(), text + "}\n").ok());
  save({0, 0}, {10}, 1, 5000);
  const std::string kept = *sys::read_file(file());
  EXPECT_EQ(kept.find("\"tcg-0\""), kept.npos);
  EXPECT_NE(kept.find("\"tcg-1\""), kept.npos);
  EXPECT_EQ(load().size(), 1U);
}

}  // namespace
}  // namespace folioscope::run
