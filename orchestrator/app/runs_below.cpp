// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/runs_below.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace folioscope::app {
namespace fs = std::filesystem;

Result<std::vector<fs::path>> runs_below(const fs::path& root) {
  std::error_code error, ignored;
  if (!fs::is_directory(root, ignored))
    return user_fault(fmt::format("there is no directory {}", root.string()),
                      "name the directory that holds your runs");
  std::vector<fs::path> runs;
  if (fs::exists(root / "run.db", ignored)) runs.push_back(root);
  for (fs::directory_iterator child(root, error), end; !error && child != end;
       child.increment(error))
    if (fs::exists(child->path() / "run.db", ignored)) runs.push_back(child->path());
  if (error)
    return user_fault(fmt::format("cannot list {}: {}", root.string(), error.message()),
                      "name a directory that holds runs, and that you may read");
  std::ranges::sort(runs);
  return runs;
}

}  // namespace folioscope::app
