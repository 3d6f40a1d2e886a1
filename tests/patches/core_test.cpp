// SPDX-License-Identifier: GPL-3.0-or-later
// The core of the instrumentation holds to the kernel's own rules, and its events have the names
// that the host looks for. Nothing is compiled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "instrumentation/abi.h"
#include "kbuild/overlay.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/find_all.h"
#include "testing/places.h"

namespace folioscope {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

const fs::path kInstrumentation = fs::path(source_dir()) / "guest-image/instrumentation";
const fs::path kTarball = "/usr/src/linux-source-6.1.tar.xz";

kbuild::Overlay core() {
  auto overlay = kbuild::read_overlay(kInstrumentation / "core");
  EXPECT_TRUE(overlay.ok()) << overlay.fault().what;
  return overlay.ok() ? *overlay : kbuild::Overlay();
}

// Definitions of tracepoints are written as tables, which neither tool knows.
bool is_events(const std::string& path) {
  return fs::path(path).filename().string().starts_with("events_");
}

std::vector<std::string> c_files(bool events) {
  std::vector<std::string> files;
  for (const kbuild::PatchedFile& file : core())
    if ((file.path.ends_with(".c") || file.path.ends_with(".h")) && is_events(file.path) == events)
      files.push_back(kInstrumentation / "core" / file.path);
  return files;
}

sys::Exit run(std::vector<std::string> argv, const std::vector<std::string>& files) {
  argv.insert(argv.end(), files.begin(), files.end());
  sys::Command command;
  command.argv = std::move(argv);
  auto exit = sys::run(command);
  EXPECT_TRUE(exit.ok()) << exit.fault().what;
  return exit.ok() ? *exit : sys::Exit();
}

class Checkpatch {
 public:
  Checkpatch() {
    run({"tar", "--extract", "--strip-components=1", "--no-same-owner",
         "--file=" + kTarball.string(), "--directory=" + dir_.path().string()},
        {"linux-source-6.1/scripts/checkpatch.pl", "linux-source-6.1/scripts/spelling.txt",
         "linux-source-6.1/scripts/const_structs.checkpatch"});
  }
  // What it says of the files; empty when it has nothing to say.
  std::string operator()(const std::vector<std::string>& files, const std::string& ignored) const {
    const sys::Exit exit =
        run({"perl", dir_.path() / "scripts/checkpatch.pl", "--no-tree", "--strict", "--terse",
             "--show-types", "--quiet", "--ignore=" + ignored, "-f"},
            files);
    return exit.ok() ? std::string() : exit.out + exit.err;
  }

 private:
  TempDir dir_ = *TempDir::create("checkpatch");
};

TEST(Core, HoldsToCheckpatch) {
  if (!fs::exists(kTarball)) GTEST_SKIP() << kTarball.string() << " is not installed";
  const Checkpatch checkpatch;
  // compat.h is there to look at the version.
  EXPECT_EQ(checkpatch(c_files(false), "LINUX_VERSION_CODE,CONSTANT_COMPARISON"), "");
  EXPECT_EQ(checkpatch(c_files(true), "OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT,SPACING"), "");
}

TEST(Core, IsFormattedInTheKernelsStyle) {
  const sys::Exit exit = run({"clang-format", "--dry-run", "-Werror"}, c_files(false));
  EXPECT_TRUE(exit.ok()) << exit.out << exit.err;
}

TEST(Core, IsUnderTheKernelsLicence) {
  EXPECT_THAT(core(), Not(IsEmpty()));
  for (const kbuild::PatchedFile& file : core()) {
    const std::string& text = *file.content;
    const std::string first = text.substr(0, text.find('\n'));
    const bool shared = file.path.ends_with("mmtrace_abi.h");  // compiled into the host as well
    EXPECT_NE(first.find(shared ? "SPDX-License-Identifier: GPL-2.0-or-later"
                                : "SPDX-License-Identifier: GPL-2.0-only"),
              std::string::npos)
        << file.path;
  }
}

TEST(Core, HasTheHostsHeaderAsItsOwn) {
  const auto header = sys::read_file(kInstrumentation / "abi.h");
  ASSERT_TRUE(header.ok());
  EXPECT_THAT(core(), testing::Contains(
                          AllOf(Field(&kbuild::PatchedFile::path, "include/linux/mmtrace_abi.h"),
                                Field(&kbuild::PatchedFile::content, *header))));
}

std::set<std::string> events_in(const std::string& file) {
  const auto text = sys::read_file(kInstrumentation / "core/mm/mmtrace" / file);
  EXPECT_TRUE(text.ok());
  std::set<std::string> events;
  if (!text.ok()) return events;
  for (const auto& groups : find_all(*text, R"(TRACE_EVENT(?:_FN)?\((\w+),)"))
    events.insert(groups.at(0));
  return events;
}

TEST(Core, ItsEventsHaveTheNamesOfTheAbi) {
  EXPECT_EQ(events_in("events_page_lock.h"),
            (std::set<std::string>{MMTRACE_EVENT_ACQUIRED, MMTRACE_EVENT_RELEASED,
                                   MMTRACE_EVENT_WAIT_BEGIN, MMTRACE_EVENT_WAIT_END,
                                   MMTRACE_EVENT_WAKE}));
  EXPECT_EQ(
      events_in("events_mmtrace.h"),
      (std::set<std::string>{MMTRACE_EVENT_ATTEMPT, MMTRACE_EVENT_UNEXPECTED, MMTRACE_EVENT_HISTORY,
                             MMTRACE_EVENT_CONTIG, MMTRACE_EVENT_CMA}));
}

}  // namespace
}  // namespace folioscope
