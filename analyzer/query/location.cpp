// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/location.h"

#include <fmt/format.h>

#include <system_error>

namespace folioscope::query {

Result<std::filesystem::path> locate_store(const std::filesystem::path& run) {
  std::error_code error;
  const auto status = std::filesystem::status(run, error);
  if (!std::filesystem::exists(status))
    return user_fault(fmt::format("{}: there is no such run", run.string()),
                      "name a run directory or the run.db inside it");
  if (!std::filesystem::is_directory(status)) return run;
  std::filesystem::path file = run / kStoreName;
  if (!std::filesystem::exists(file, error))
    return user_fault(fmt::format("{}: a directory without {}", run.string(), kStoreName),
                      "name the directory that `folioscope run` wrote");
  return file;
}

}  // namespace folioscope::query
