// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/brought.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "image/packages.h"
#include "run/selftests.h"
#include "sys/process.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;

// An image lies in the guest's memory twice while it boots.
constexpr std::uint64_t kShareOfMemory = 4;
// guest-image/init installs busybox's programs where this is.
constexpr const char* kApplets = "etc/folioscope-applets";

bool is_executable(const fs::path& path) {
  std::error_code error;
  return (fs::status(path, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

bool needs_shell(const spec::Workload& workload) {
  return workload.is_script || workload.is_collection || !workload.packages.empty() ||
         !workload.before.empty() || !workload.after.empty();
}

Status bring(const spec::Workload& workload, image::Contents& contents) {
  const std::string place = "workloads/" + workload.program;
  if (!workload.path.empty()) {
    TRY(auto files, image::with_libraries(workload.path, place, {"/"}));
    std::ranges::move(files, std::back_inserter(contents.brought));
  }
  if (!workload.script.empty()) contents.brought.push_back({place, {}, 0755, workload.script});
  for (const spec::BroughtFile& file : workload.files)
    contents.brought.push_back(
        {file.to.substr(1), file.from,
         static_cast<std::uint32_t>(is_executable(file.from) ? 0755 : 0644)});
  if (needs_shell(workload)) contents.brought.push_back({kApplets, {}, 0644});
  return {};
}

Status add_packages(const spec::Workload& workload, const Options& options, const fs::path& cache,
                    image::Contents& contents) {
  image::PackageOptions how{.cache = cache, .on_progress = {}, .stop = options.stop};
  how.on_progress = [&options](const std::string& what) {
    if (options.on_progress) options.on_progress({"packages: " + what, false, -1});
  };
  TRY(image::PackageFiles files,
      image::packages_for_guest({workload.packages, workload.suite}, how));
  say(options, fmt::format("packages {}: {:.1f} MiB in the image", fmt::join(files.versions, ", "),
                           static_cast<double>(files.size.count) / (1 << 20)));
  for (const std::string& note : files.notes) say(options, "packages: " + note);
  std::ranges::move(files.files, std::back_inserter(contents.brought));
  return {};
}

const fs::path* program_of(const image::Contents& contents, const std::string& name) {
  const auto found = std::ranges::find_if(
      contents.workloads, [&](const fs::path& program) { return program.filename() == name; });
  return found == contents.workloads.end() ? nullptr : &*found;
}

}  // namespace

Status fit_contents(const plan::Plan& plan, image::Contents& contents) {
  for (const spec::Workload& workload : plan.spec.workloads) {
    if (!workload.is_brought() && program_of(contents, workload.program) == nullptr)
      return user_fault(fmt::format("there is no workload `{}`", workload.program),
                        "`program: ./PATH` brings one of your own; the others are in "
                        "guest-image/workloads/README.md");
    TRY_STATUS(bring(workload, contents));
  }
  std::erase_if(contents.workloads, [&](const fs::path& program) {
    return std::ranges::none_of(plan.spec.workloads, [&](const spec::Workload& workload) {
      return !workload.is_brought() && workload.program == program.filename();
    });
  });
  std::uint64_t least = UINT64_MAX;
  for (const spec::Machine& machine : plan.spec.machines)
    least = std::min(least, machine.memory.count);
  contents.limit.count = std::max(contents.limit.count, least / kShareOfMemory);
  return {};
}

Status add_fetched(const plan::Plan& plan, const Options& options, const fs::path& cache,
                   image::Contents& contents) {
  for (const spec::Workload& workload : plan.spec.workloads) {
    if (!workload.packages.empty()) TRY_STATUS(add_packages(workload, options, cache, contents));
    if (!workload.selftest.empty())
      TRY_STATUS(add_selftests(plan.spec.bases, workload, options, cache, contents));
  }
  return image::keep_apart(contents.brought);
}

Status check_arguments(const plan::Plan& plan, const image::Contents& contents) {
  std::set<std::vector<std::string>> asked;
  for (const plan::WorkloadCondition& condition : plan.workloads) {
    if (plan.spec.workloads[condition.workload].is_brought()) continue;
    const fs::path* program = program_of(contents, condition.program);
    if (program == nullptr) continue;
    std::vector<std::string> argv{program->string()};
    for (const auto& [name, value] : condition.args) argv.push_back("--" + name + "=" + value);
    argv.emplace_back("--check");
    if (!asked.insert(argv).second) continue;
    sys::Command command;
    command.argv = argv;
    TRY(const sys::Exit exit, sys::run(command));
    if (!exit.ok())
      return user_fault(
          fmt::format("{}: {}", condition.program, exit.err.empty() ? exit.out : exit.err),
          fmt::format("{} --help has its arguments", program->string()));
  }
  return {};
}

}  // namespace folioscope::run
