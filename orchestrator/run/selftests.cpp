// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/selftests.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "kbuild/selftest.h"
#include "sys/process.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;

// As tools/testing/selftests/kselftest/runner.sh has it, in the guest's time.
constexpr int kSecondsForEach = 45;

constexpr const char* kRunner = R"(#!/bin/sh
number=0 failed=0
result() {
  number=$((number + 1))
  { timeout -s KILL SECONDS "./$1" < /dev/null 2>&1; echo $? > /tmp/selftest.code; } |
    tail -c 2000 > /tmp/selftest.out
  read -r code < /tmp/selftest.code
  case $code in
    0) echo "ok $number $1" ;;
    4) echo "ok $number $1 # SKIP" ;;
    *) echo "not ok $number $1 # exit=$code"
       tail -n 5 /tmp/selftest.out | sed 's/^/| /'
       failed=1 ;;
  esac
}
echo "TAP version 13"
)";

Result<kbuild::Selftests> built(const spec::NamedBase& base, const spec::Workload& workload,
                                const Options& options, const fs::path& cache) {
  kbuild::Options how{cache, options.build_jobs, {}, options.stop};
  how.on_progress = [&options](const kbuild::Progress& progress) {
    if (options.on_progress)
      options.on_progress({"selftests: " + progress.stage, false, progress.seconds_left});
  };
  std::vector<std::string> programs;
  if (!workload.is_collection) programs.push_back(workload.program);
  auto all = kbuild::build_selftests({base.source, workload.selftest, programs}, how);
  if (!all.ok() && !base.name.empty()) {
    Fault fault = all.fault();
    fault.what = fmt::format("base {}: {}", base.name, fault.what);
    return fault;
  }
  return all;
}

Status add(const kbuild::Selftest& one, const std::string& place, image::Contents& contents) {
  TRY(auto files, image::with_libraries(one.path, place, {"/"}));
  std::ranges::move(files, std::back_inserter(contents.brought));
  return {};
}

Status add_collection(const kbuild::Selftests& tests, const std::string& name,
                      const Options& options, image::Contents& contents) {
  // A directory beside /workloads: so far away programs look for this host's libraries.
  const std::string directory = "selftests-" + name;
  std::vector<std::string> programs;
  for (const kbuild::Selftest& one : tests.programs) {
    TRY_STATUS(add(one, directory + "/" + one.name, contents));
    programs.push_back(one.name);
  }
  if (!tests.failed.empty())
    say(options,
        fmt::format("selftests {}: {} of {} do not build here and are left out, such as {}",
                    tests.collection, tests.failed.size(), tests.failed.size() + programs.size(),
                    tests.failed.front().name));
  contents.brought.push_back(
      {"workloads/" + name, {}, 0755, collection_script("/" + directory, programs)});
  return {};
}

}  // namespace

std::string program_on(const spec::Workload& workload, const std::vector<spec::NamedBase>& bases,
                       std::size_t base) {
  if (workload.selftest.empty() || bases.size() == 1) return workload.program;
  return fmt::format("{}@{}", workload.program, bases[base].name);
}

std::string collection_script(const std::string& directory,
                              const std::vector<std::string>& programs) {
  std::string script = kRunner;
  const std::string_view mark = "SECONDS";
  script.replace(script.find(mark), mark.size(), fmt::format("{}", kSecondsForEach));
  script +=
      fmt::format("echo 1..{}\ncd {} || exit 1\n", programs.size(), sys::shell_line({directory}));
  for (const std::string& program : programs)
    script += fmt::format("result {}\n", sys::shell_line({program}));
  return script + "exit $failed\n";
}

Status add_selftests(const std::vector<spec::NamedBase>& bases, const spec::Workload& workload,
                     const Options& options, const fs::path& cache, image::Contents& contents) {
  for (std::size_t base = 0; base < bases.size(); ++base) {
    TRY(const kbuild::Selftests tests, built(bases[base], workload, options, cache));
    const std::string name = program_on(workload, bases, base);
    if (workload.is_collection) {
      TRY_STATUS(add_collection(tests, name, options, contents));
      continue;
    }
    for (const kbuild::Selftest& one : tests.programs)
      if (fs::path(one.name).filename() == workload.program)
        TRY_STATUS(add(one, "workloads/" + name, contents));
  }
  return {};
}

}  // namespace folioscope::run
