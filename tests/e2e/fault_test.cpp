// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that can go wrong with a variant, a guest or a host, for real: each has its status,
// its reason, and spoils nothing else.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <map>

#include "e2e/product.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kPatches = source_dir() + "/tests/e2e/patches/";

TEST(Faults, EachHasItsStatusAndTheRestRuns) {
  Workplace place(preamble("faults") + fmt::format(R"(
variants:
  - {{name: stock}}
  - {{name: no-apply, patches: [{0}does-not-apply.patch]}}
  - {{name: no-compile, patches: [{0}does-not-compile.patch]}}
  - {{name: panics, patches: [{0}panics-at-boot.patch]}}
  - {{name: oopses, patches: [{0}oopses.patch]}}
machines:
  - {{name: small, vcpus: 2, memory: 256MiB}}
workloads:
  - {{program: selftest, args: {{mode: [ok, exit, drop]}}, timeout: 20s}}
  - {{program: selftest, args: {{mode: hang}}, timeout: 3s}}
events: [migrate]
boots: 1
)",
                                                   kPatches));
  const sys::Exit exit =
      folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  EXPECT_EQ(exit.code, 5) << exit.err;
  EXPECT_THAT(exit.out, HasSubstr("17 of 20 boots failed: "));

  std::map<std::string, std::map<std::string, int>> statuses;
  std::map<std::string, std::string> reasons;
  for (const auto& row : sql(place.run(), "select variant, workload, status, reason from cell")) {
    const std::string variant = row["variant"], workload = row["workload"];
    ++statuses[variant][row["status"].get<std::string>()];
    if (row["status"] != "done" && row["status"] != "workload-error")
      reasons[variant] = row["reason"];
  }
  using Counts = std::map<std::string, int>;
  EXPECT_EQ(statuses["stock"], (Counts{{"done", 2}, {"workload-error", 2}}));
  EXPECT_EQ(statuses["oopses"], (Counts{{"done", 1}, {"workload-error", 2}, {"guest-oops", 1}}));
  EXPECT_EQ(statuses["no-apply"], (Counts{{"build-error", 4}}));
  EXPECT_EQ(statuses["no-compile"], (Counts{{"build-error", 4}}));
  EXPECT_EQ(statuses["panics"], (Counts{{"boot-error", 4}}));
  EXPECT_THAT(reasons["no-apply"], HasSubstr("does-not-apply.patch"));
  EXPECT_THAT(reasons["no-compile"], HasSubstr("error:"));
  EXPECT_THAT(reasons["oopses"], HasSubstr("kernel BUG at fs/drop_caches.c"));
  EXPECT_THAT(reasons["panics"], HasSubstr("folioscope test panic"));
  EXPECT_TRUE(guests_of(place.run()).empty());
}

TEST(Faults, GuestThatStopsAnsweringAltogether_IsAHang) {
  Workplace place(preamble("freeze") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 1, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: freeze}, timeout: 1s}]
events: [migrate]
boots: 1
)");
  ASSERT_EQ(::setenv("FOLIOSCOPE_TIME_SCALE", "0.5", 1), 0);
  folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  ::unsetenv("FOLIOSCOPE_TIME_SCALE");
  const auto rows = sql(place.run(), "select status, reason from cell");
  EXPECT_EQ(rows[0]["status"], "hang");
  EXPECT_THAT(rows[0]["reason"].get<std::string>(), HasSubstr("RIP"));
}

std::string one_boot_with(const std::string& event) {
  return preamble("one-event") + fmt::format(R"(
variants: [{{name: stock}}]
machines: [{{name: small, vcpus: 1, memory: 256MiB}}]
workloads: [{{program: selftest, args: {{mode: ok}}}}]
events: [{}]
boots: 1
)",
                                             event);
}

TEST(Faults, EventThatNoKernelHas_IsRefusedBeforeABoot) {
  Workplace place(one_boot_with("{tracepoint: \"cma:cma_aloc_start\"}"));
  const sys::Exit exit =
      folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("no kernel of this experiment has the tracepoint"));
  EXPECT_THAT(exit.err, HasSubstr("did you mean `cma_alloc_start`?"));
  EXPECT_FALSE(fs::exists(place.run() / "run.db"));
}

TEST(Faults, FilterThatTheKernelRefuses_IsAJobError) {
  Workplace place(one_boot_with("{tracepoint: \"cma:cma_alloc_start\", where: \"nothing > 1\"}"));
  folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  const auto rows = sql(place.run(), "select status, reason from cell");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["status"], "job-error");
  EXPECT_THAT(rows[0]["reason"].get<std::string>(), HasSubstr("nothing > 1"));
}

// A small tmpfs, for tests as root.
class SmallDisk {
 public:
  SmallDisk(const fs::path& at, const char* size) : at_(at) {
    fs::create_directories(at);
    mounted_ = ::mount("none", at.c_str(), "tmpfs", 0, size) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount(at_.c_str());
  }
  bool mounted() const { return mounted_; }
  bool grow(const char* size) {
    return ::mount("none", at_.c_str(), "tmpfs", MS_REMOUNT, size) == 0;
  }

 private:
  fs::path at_;
  bool mounted_ = false;
};

TEST(Faults, FullDisk_StopsTheRunAndResumeGoesOnWithRoom) {
  Workplace place(preamble("full-disk") + R"(
variants: [{name: stock}]
machines: [{name: small, vcpus: 2, memory: 256MiB}]
workloads: [{program: selftest, args: {mode: ok, megabytes: 64}}]
events: [page_ref]
boots: 2
)");
  SmallDisk disk(place.run(), "size=1m");
  ASSERT_TRUE(disk.mounted()) << "this test mounts a tmpfs: it needs root";
  const sys::Exit full =
      folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  EXPECT_EQ(full.code, 4) << full.err;
  ASSERT_TRUE(disk.grow("size=512m"));
  const sys::Exit resumed = folioscope({"resume", place.run().string()});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  const auto rows = sql(place.run(), "select status, count(*) n from cell group by 1");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["status"], "done");
}

TEST(Faults, MachineLargerThanTheHost_IsRefusedBeforeAnythingIsBuilt) {
  Workplace place(preamble("too-large") + R"(
variants: [{name: stock}]
machines: [{name: huge, vcpus: 1, memory: 9000GiB}]
workloads: [{program: selftest, args: {mode: ok}}]
events: [migrate]
boots: 1
)");
  const sys::Exit exit =
      folioscope({"run", place.experiment().string(), "--out", place.run().string()});
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("huge"));
  EXPECT_FALSE(fs::exists(place.run() / "run.db"));
}

}  // namespace
}  // namespace folioscope::e2e
