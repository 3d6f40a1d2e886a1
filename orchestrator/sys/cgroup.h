// SPDX-License-Identifier: GPL-3.0-or-later
// What the control groups of a process leave it, in either version of the interface. The tightest
// limit on the way from the process's group to the root counts.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/units.h"

namespace folioscope::sys {

struct CgroupLimits {
  std::optional<double> cores;       // CPU quota divided by its period
  std::optional<Bytes> memory;       // limit
  std::optional<Bytes> memory_free;  // limit - used, page cache that can go not counted as used
};

// `membership` is the text of /proc/self/cgroup, `root` is /sys/fs/cgroup.
CgroupLimits read_cgroup_limits(std::string_view membership, const std::filesystem::path& root);

}  // namespace folioscope::sys
