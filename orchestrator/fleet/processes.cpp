// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/processes.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;

std::vector<pid_t> numbers_in(const fs::path& directory) {
  std::vector<pid_t> pids;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    pid_t pid = 0;
    const auto [rest, failure] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (failure == std::errc{} && rest == name.data() + name.size()) pids.push_back(pid);
  }
  return pids;
}

}  // namespace

std::vector<pid_t> all_processes() { return numbers_in("/proc"); }

std::vector<pid_t> threads_of(pid_t process) {
  return numbers_in(fmt::format("/proc/{}/task", process));
}

}  // namespace folioscope::fleet
