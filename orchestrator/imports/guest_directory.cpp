// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/guest_directory.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>
#include <vector>

#include "derive/stored_boot.h"
#include "imports/cursor.h"

namespace folioscope::imports {
namespace {

constexpr std::uint64_t kMostGuestFile = 64 << 20;
// The directory has a dozen; one with more is another.
constexpr std::size_t kMostGuestFiles = 100;

}  // namespace

Result<derive::GuestFiles> read_guest_directory(const std::filesystem::path& directory) {
  std::vector<store::GuestFileRow> rows;
  std::error_code error, ignored;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(ignored) || rows.size() == kMostGuestFiles) continue;
    TRY(const InputFile file, InputFile::open(entry->path()));
    TRY(std::string text, Cursor(file, 0).text(file.size(), kMostGuestFile));
    rows.push_back({entry->path().filename().string(), std::move(text)});
  }
  if (error)
    return user_fault(fmt::format("cannot look into {}: {}", directory.string(), error.message()),
                      "cp -r /sys/kernel/debug/mmtrace DIR, on the machine that was measured");
  derive::GuestFiles files = derive::guest_files_of(std::move(rows));
  if (derive::rows_of(files).empty())
    return user_fault(fmt::format("{} has no file of the instrumentation", directory.string()),
                      "cp -r /sys/kernel/debug/mmtrace DIR, on the machine that was measured");
  return files;
}

}  // namespace folioscope::imports
