// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/workload_keys.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "spec/pattern_reader.h"
#include "spec/sections.h"
#include "spec/workload.h"

namespace folioscope::spec {
namespace {

Form args_form() {
  return Form::either({Form::named(Form::sweep(), kArgument, {0, limits::kArguments / 2}),
                       Form::list(Form::single(), limits::kArguments), Form::nothing()});
}

Form files_form() {
  return Form::either(
      {Form::list(Form::single()), Form::named(Form::single("^/"), {}, {0, Form::kAny})});
}

Form lines_form() { return Form::list_or_one(Form::single(), limits::kArguments); }

std::string minutes(std::uint32_t ms) { return fmt::format("{}min", ms / 60'000); }

// What runs.
std::vector<KeyRow> program_rows() {
  return {{"program", Form::single(),
           "A program that comes along, or the path of one: static, or of this machine."},
          {"script", Form::single(), "A script for the guest's shell: a file, or its text."},
          {"run", Form::single(), "A line for the guest's shell."},
          {"selftest", Form::list_or_one(Form::single(kSelftest)),
           "COLLECTION/PROGRAM of the base's own tools/testing/selftests, or all of a COLLECTION."},
          {"packages", Form::list_or_one(Form::name()),
           "Debian packages whose files go along, with the libraries they are linked with."},
          {"suite", Form::name(), "The suite that the packages are fetched from."},
          {"name", Form::name(), "What results call it, if not as its file or first word."}};
}

// What it runs with, and what is read of it.
std::vector<KeyRow> surrounding_rows() {
  return {{"args", args_form(),
           "A map: --key=value of a program, variables of a script; lists are swept. A list: words "
           "as they are."},
          {"files", files_form(),
           "Files that go along: a list, into /workloads; a map says where each goes."},
          {"env", Form::named(Form::single(), kWordPattern, {0, limits::kArguments / 2}),
           "Variables of its environment."},
          {"user", Form::count(kUser), "The uid and gid it runs as.", "0"},
          {"stdin", Form::single(), "A file that it reads as standard input."},
          {"before", lines_form(), "Lines of shell, as root, before tracing starts."},
          {"after", lines_form(), "Lines of shell, as root, when tracing has ended."},
          {"metrics", metric_patterns_form(), "Numbers in what it prints."},
          {"vmstat", Form::list_or_one(Form::single(kCounter), limits::kArguments),
           "Counters of /proc/vmstat that are metrics, too; `*` stands for any letters."},
          {"timeout", Form::duration(), "When it is killed, in the guest's time.",
           minutes(Workload().timeout_ms)},
          {"typical", Form::duration(), "What the work of one boot takes, for the estimate."}};
}

}  // namespace

const Keys& workload_keys() {
  static const Keys keys = [] {
    Keys workload{.section = "workload",
                  .rows = program_rows(),
                  .one_of = {"program", "script", "run", "selftest"},
                  .needs = {{"suite", "packages"}}};
    for (KeyRow& row : surrounding_rows()) workload.rows.push_back(std::move(row));
    return workload;
  }();
  return keys;
}

Form workloads_form() { return Form::list(Form::map(workload_keys)); }

}  // namespace folioscope::spec
