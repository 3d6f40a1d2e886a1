// SPDX-License-Identifier: GPL-3.0-or-later
// For fuzz targets of what reads files.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace folioscope::fuzz {

// A name that no other process has; in memory where the host has such a directory: a fuzzer wears
// no disk out.
inline std::filesystem::path scratch_file(const std::string& name) {
  std::error_code error;
  const std::filesystem::path memory = "/dev/shm";
  return (std::filesystem::is_directory(memory, error) ? memory
                                                       : std::filesystem::temp_directory_path()) /
         ("folioscope-fuzz-" + name + "-" + std::to_string(::getpid()));
}

}  // namespace folioscope::fuzz
