// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/host.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>
#include <optional>
#include <thread>

#include "base/temp_dir.h"
#include "sys/cgroup.h"
#include "sys/files.h"

namespace folioscope::sys {
namespace {

namespace fs = std::filesystem;

// A directory in the shape of /sys/fs/cgroup.
class Cgroups : public testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::create("cgroup-test");
    ASSERT_TRUE(dir.ok());
    root_.emplace(std::move(dir).value());
  }
  void put(const char* file, std::string_view text) {
    const fs::path path = root_->path() / file;
    fs::create_directories(path.parent_path());
    ASSERT_TRUE(write_file(path, text).ok());
  }
  CgroupLimits read(std::string_view membership) const {
    return read_cgroup_limits(membership, root_->path());
  }

  std::optional<TempDir> root_;
};

TEST_F(Cgroups, NothingLimitedMeansNoLimits) {
  put("a/cpu.max", "max 100000\n");
  put("a/memory.max", "max\n");
  const CgroupLimits limits = read("0::/a\n");
  EXPECT_FALSE(limits.cores);
  EXPECT_FALSE(limits.memory);
  EXPECT_FALSE(limits.memory_free);
}

TEST_F(Cgroups, Version2_TheTightestAncestorCounts) {
  put("a/cpu.max", "150000 100000\n");
  put("a/b/cpu.max", "400000 100000\n");
  put("a/memory.max", "1000\n");
  put("a/b/memory.max", "4000\n");
  const CgroupLimits limits = read("0::/a/b\n");
  EXPECT_DOUBLE_EQ(limits.cores.value(), 1.5);
  EXPECT_EQ(limits.memory.value(), Bytes{1000});
}

TEST_F(Cgroups, PageCacheThatCanGoIsFree) {
  put("a/memory.max", "1000\n");
  put("a/memory.current", "800\n");
  put("a/memory.stat", "anon 500\ninactive_file 300\n");
  EXPECT_EQ(read("0::/a\n").memory_free.value(), Bytes{500});
}

TEST_F(Cgroups, Version1_ReadsItsOwnFilesAndKnowsItsUnlimited) {
  put("cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n");
  put("cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
  put("memory/memory.limit_in_bytes", "9223372036854771712\n");
  put("memory/box/memory.limit_in_bytes", "4096\n");
  const CgroupLimits limits = read("4:memory:/box\n2:cpu,cpuacct:/box\n0::/\n");
  EXPECT_DOUBLE_EQ(limits.cores.value(), 0.5);
  EXPECT_EQ(limits.memory.value(), Bytes{4096});
}

TEST_F(Cgroups, Version1_NegativeQuotaIsNone) {
  put("cpu/cpu.cfs_quota_us", "-1\n");
  put("cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(read("1:cpu:/\n").cores);
}

TEST_F(Cgroups, GarbageIsNoLimit) {
  put("a/cpu.max", "\n");
  put("a/memory.max", "many\n");
  const CgroupLimits limits = read("0::/a\nnonsense\n::\n");
  EXPECT_FALSE(limits.cores);
  EXPECT_FALSE(limits.memory);
}

TEST(Host, HasWhatThisMachineHas) {
  const Host host = measure_host();
  EXPECT_GE(host.cores, 1);
  EXPECT_GT(host.memory, mib(64));
  EXPECT_GT(host.memory_free.count, 0U);
  EXPECT_LE(host.memory_free, host.memory);
  EXPECT_FALSE(host.cpu_model.empty());
}

TEST(Host, AffinityBoundsTheCores) {
  int cores = 0;
  std::thread([&] {  // affinity is the thread's own
    cpu_set_t mine;
    sched_getaffinity(0, sizeof(mine), &mine);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu)
      if (CPU_ISSET(cpu, &mine)) CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof(one), &one);
    cores = measure_host().cores;
  })
      .join();
  EXPECT_EQ(cores, 1);
}

TEST(TimeScale, MultipliesAndCanBeOverridden) {
  using std::chrono::milliseconds;
  unsetenv("FOLIOSCOPE_TIME_SCALE");
  EXPECT_EQ(time_scale(kEmulationScale)(milliseconds(1000)), milliseconds(4000));
  setenv("FOLIOSCOPE_TIME_SCALE", "2.5", 1);
  EXPECT_EQ(time_scale(kEmulationScale)(milliseconds(1000)), milliseconds(2500));
  setenv("FOLIOSCOPE_TIME_SCALE", "-1", 1);
  EXPECT_EQ(time_scale(1)(milliseconds(1000)), milliseconds(1000));
  unsetenv("FOLIOSCOPE_TIME_SCALE");
}

}  // namespace
}  // namespace folioscope::sys
