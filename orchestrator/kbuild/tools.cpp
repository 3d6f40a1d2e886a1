// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/tools.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <vector>

#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

struct Tool {
  const char* program;
  const char* package;
};
constexpr Tool kTools[] = {{"make", "make"},      {"gcc", "gcc"},   {"ld", "binutils"},
                           {"strip", "binutils"}, {"flex", "flex"}, {"bison", "bison"},
                           {"bc", "bc"},          {"tar", "tar"},   {"xz", "xz-utils"}};

bool in_path(const char* program) {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable ? variable : "/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (access((fs::path(rest.substr(0, colon)) / program).c_str(), X_OK) == 0) return true;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return false;
}

Result<std::string> ask_toolchain() {
  std::string identity;
  for (const char* program : {"gcc", "ld"}) {
    sys::Command command;
    command.argv = {program, "--version"};
    command.env = {{"LC_ALL", "C"}};
    TRY(const sys::Exit exit, sys::run(command));
    if (!exit.ok()) return host_fault(fmt::format("{} --version fails: {}", program, exit.err));
    const std::vector<std::string_view> lines = sys::split_lines(exit.out);
    if (!lines.empty()) identity += fmt::format("{}; ", lines.front());
  }
  return identity;
}

}  // namespace

Status check_tools(const spec::Base& base) {
  std::vector<std::string> missing;
  std::set<std::string> packages;
  const auto require = [&](bool there, const char* name, const char* package) {
    if (there) return;
    missing.emplace_back(name);
    packages.insert(package);
  };
  for (const Tool& tool : kTools) require(in_path(tool.program), tool.program, tool.package);
  if (base.kind == spec::Base::Kind::Git) require(in_path("git"), "git", "git");
  // objtool, which every x86 kernel with jump labels is built with
  require(fs::exists("/usr/include/libelf.h"), "libelf.h", "libelf-dev");
  if (missing.empty()) return {};
  return host_fault(fmt::format("building a kernel needs {}", fmt::join(missing, ", ")),
                    fmt::format("apt-get install {}", fmt::join(packages, " ")));
}

// A plan asks it for every variant, and two programs are dear to start.
Result<std::string> toolchain() {
  static const Result<std::string> identity = ask_toolchain();
  return identity;
}

}  // namespace folioscope::kbuild
