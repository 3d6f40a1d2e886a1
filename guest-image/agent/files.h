// SPDX-License-Identifier: GPL-3.0-or-later
// Small files of proc, sysfs and tracefs, whole. Faults name the file and the kernel's answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::agent {

// At most `limit` bytes; what is beyond is not read.
Result<std::string> read_text(const std::filesystem::path& file, std::size_t limit);

// One write() of the whole text, as control files want it. Append adds to what the file has; for
// most control files both mean the same, for kprobe_events Replace removes every probe.
enum class WriteMode { Replace, Append };
Status write_text(const std::filesystem::path& file, std::string_view text,
                  WriteMode mode = WriteMode::Replace);

// The peak resident size of this process in bytes.
std::uint64_t peak_resident_bytes();

}  // namespace folioscope::agent
