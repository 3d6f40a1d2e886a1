// SPDX-License-Identifier: GPL-3.0-or-later
// One guest of an experiment, for a look around: its kernel, its machine, what its workloads bring,
// and a shell on the console instead of an agent.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "plan/plan.h"
#include "run/run.h"

namespace folioscope::run {

// What the guest says when its shell reads: what is typed before is lost.
inline constexpr const char* kShellIsThere = "folioscope: shell";

// The experiment with nothing but one variant, base and machine; an empty name is the first one's.
// Fault (User): a name that it does not have.
Result<spec::Spec> only(const spec::Spec& spec, const std::string& variant, const std::string& base,
                        const std::string& machine);

// What a cell's boot would do before its workload, and the workload, as lines for the guest's
// shell.
std::string boot_lines(const plan::Plan& plan);

// Builds, boots, and calls `talk` with the path of the console's socket; the guest ends with it.
// `plan` is that of only(). Console and disks are in options.directory, which exists.
// Faults: as start() has them, and those of `talk`.
Status shell(const plan::Plan& plan, const Options& options,
             const std::function<Status(const std::filesystem::path& socket)>& talk);

}  // namespace folioscope::run
