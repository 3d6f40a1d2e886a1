// SPDX-License-Identifier: GPL-3.0-or-later
// The series of hooks of the instrumentation, one for each kernel that somebody ported them to, and
// what of a series a given base takes: HOOKS/VERSION/NNNN-GROUP.patch.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/kernel_version.h"
#include "patches/apply.h"
#include "patches/diff.h"

namespace folioscope::kbuild {

struct HookSeries {
  std::string name;  // "6.12"
  std::vector<patches::Diff> groups;
};

// The group without which none of the others is compiled.
inline constexpr const char* kBuildGroup = "build";
// "fault-path" of "0005-fault-path.patch".
std::string group_name(const patches::Diff& group);

// The names of the series, the oldest first.
std::vector<KernelVersion> hook_series(const std::filesystem::path& hooks);
// The series of this version, else that of the nearest older one, else the oldest.
// Fault (User): there is none at all.
Result<HookSeries> series_for(const std::filesystem::path& hooks, KernelVersion version);

struct FittingHooks {
  std::vector<patches::Diff> groups;
  std::vector<std::string> missing;  // names of the others
};
// The groups that apply to the base one after the other, offsets allowed, fuzz not. Fault (User):
// without the group that builds the core there is nothing.
Result<FittingHooks> fitting(const HookSeries& series, const patches::ReadOriginal& original);

// How one hook fares on a tree, for whoever ports a series. There: the tree has it already.
struct HookFit {
  std::string group, file;
  int hunk = 0;  // from 1
  enum class How { Applies, Fuzz, There, Reject };
  How how = How::Applies;
  std::string text;  // offset and fuzz in words, or why not
};
// Every hunk of the series by itself.
Result<std::vector<HookFit>> fit_of(const HookSeries& series,
                                    const patches::ReadOriginal& original);

}  // namespace folioscope::kbuild
