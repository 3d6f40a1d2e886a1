// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/hooks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "patches/patch_stack.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// A hook at a place that only resembles its own would count something else: a missing number is
// better than a wrong one.
constexpr int kHookFuzz = 0;
constexpr std::string_view kApplied = " applied ";

Result<std::vector<patches::Diff>> read_groups(const fs::path& directory) {
  std::vector<spec::PatchStep> steps;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".patch")
      steps.push_back({spec::PatchStep::Kind::Patch, entry.path().string()});
  std::ranges::sort(steps, {}, &spec::PatchStep::target);
  TRY(patches::Stack stack, patches::read_stack(steps));
  return std::move(stack.diffs);
}

// One hunk as a diff of its own; of a file without hunks, the file.
patches::Diff alone(const patches::Diff& group, const patches::FileDiff& file, std::size_t hunk) {
  patches::FileDiff single = file;
  if (!file.hunks.empty()) single.hunks = {file.hunks[hunk]};
  return {group.source, {}, {std::move(single)}};
}

HookFit judged(const patches::Outcome& outcome) {
  HookFit fit;
  if (!outcome.failures.empty()) {
    fit.how = HookFit::How::Reject;
    fit.text = outcome.failures.front().why;
    return fit;
  }
  if (outcome.fuzz > 0) fit.how = HookFit::How::Fuzz;
  // "with fuzz 1, 14 lines further down" of "mm/x.c: hunk 1 applied with fuzz 1, 14 lines further
  // down"
  for (const patches::Note& note : outcome.notes) {
    const std::size_t how = note.text.find(kApplied);
    fit.text += (fit.text.empty() ? "" : "; ") +
                (how == note.text.npos ? note.text : note.text.substr(how + kApplied.size()));
  }
  return fit;
}

// Where undoing a hook works it is there, and would fit a second time only at a place that
// resembles its own.
Result<HookFit> fit_alone(const patches::Diff& hook, const patches::ReadOriginal& original) {
  patches::PatchedTree tree(original);
  TRY(const bool there, patches::is_in(hook, tree));
  if (there) {
    HookFit fit;
    fit.how = HookFit::How::There;
    fit.text = "already there";
    return fit;
  }
  TRY(const patches::Outcome outcome, patches::apply(hook, tree));
  return judged(outcome);
}

}  // namespace

std::string group_name(const patches::Diff& group) {
  std::string name = fs::path(group.source).stem().string();
  const std::size_t digits = name.find_first_not_of("0123456789");
  if (digits > 0 && digits != name.npos && name[digits] == '-') name.erase(0, digits + 1);
  return name;
}

std::vector<KernelVersion> hook_series(const fs::path& hooks) {
  std::vector<KernelVersion> versions;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(hooks, error))
    if (const auto version = parse_version(entry.path().filename().string()); version.ok())
      versions.push_back(*version);
  std::ranges::sort(versions);
  return versions;
}

Result<HookSeries> series_for(const fs::path& hooks, KernelVersion version) {
  const std::vector<KernelVersion> versions = hook_series(hooks);
  if (versions.empty())
    return user_fault(
        fmt::format("there are no hooks of the instrumentation in {}", hooks.string()),
        "they come with folioscope; check the installation");
  const auto newer = std::ranges::upper_bound(versions, version);
  HookSeries series{(newer == versions.begin() ? *newer : *std::prev(newer)).text(), {}};
  TRY(series.groups, read_groups(hooks / series.name));
  return series;
}

Result<FittingHooks> fitting(const HookSeries& series, const patches::ReadOriginal& original) {
  FittingHooks fits;
  patches::PatchedTree tree(original);
  for (const patches::Diff& group : series.groups) {
    TRY(const patches::Outcome outcome, patches::apply(group, tree, kHookFuzz));
    if (outcome.failures.empty()) {
      fits.groups.push_back(group);
      continue;
    }
    TRY(const bool there, patches::is_in(group, tree));
    if (there)
      return user_fault(
          fmt::format("this base has hooks of the instrumentation already: the group {} of the "
                      "series {} is there",
                      group_name(group), series.name),
          "take the base as it was before, or leave `instrumentation` out; `folioscope hooks TREE` "
          "shows every hook");
    if (group_name(group) == kBuildGroup)
      return user_fault(
          fmt::format("no hook of the instrumentation can be laid into this base: of the series {} "
                      "the group that builds the core does not apply: {}: {}",
                      series.name, outcome.failures.front().file->name(),
                      outcome.failures.front().why),
          "`folioscope hooks TREE` shows every hook; leave `instrumentation` out to do without");
    fits.missing.push_back(group_name(group));
  }
  if (fits.groups.size() < 2 && !fits.missing.empty())
    return user_fault(fmt::format("the hooks of the instrumentation apply in no group: {} of the "
                                  "series {} were tried",
                                  fmt::join(fits.missing, ", "), series.name),
                      "`folioscope hooks TREE` shows every hook; leave `instrumentation` out to do "
                      "without");
  return fits;
}

Result<std::vector<HookFit>> fit_of(const HookSeries& series,
                                    const patches::ReadOriginal& original) {
  std::vector<HookFit> fits;
  for (const patches::Diff& group : series.groups)
    for (const patches::FileDiff& file : group.files)
      for (std::size_t hunk = 0; hunk < std::max<std::size_t>(file.hunks.size(), 1); ++hunk) {
        TRY(HookFit fit, fit_alone(alone(group, file, hunk), original));
        fit.group = group_name(group);
        fit.file = file.name();
        fit.hunk = static_cast<int>(hunk) + 1;
        fits.push_back(std::move(fit));
      }
  return fits;
}

}  // namespace folioscope::kbuild
