// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/console_name.h"
#include "base/limits.h"
#include "base/lock_state.h"
#include "base/unique_fd.h"

namespace folioscope::query {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLog = ".log";
// A spool begins with a header of its own, before the guest has said anything.
constexpr off_t kSpoolHeader = 16;

struct FileFacts {
  off_t size = 0;
  HostTime written;
};

std::optional<FileFacts> facts_of(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return FileFacts{found.st_size, {found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec}};
}

// "12.log" is that of cell 12; those of attempts that were put aside are none.
std::optional<CellId> cell_of(std::string_view name) {
  if (!name.ends_with(kLog)) return std::nullopt;
  name.remove_suffix(kLog.size());
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return CellId{id};
}

std::vector<CellInFlight> consoles_since(const fs::path& directory, HostTime start) {
  std::vector<CellInFlight> cells;
  std::error_code error;
  fs::directory_iterator entries(directory / kConsoles, error);
  for (const auto end = fs::directory_iterator(); !error && entries != end;
       entries.increment(error)) {
    const auto cell = cell_of(entries->path().filename().string());
    const auto console = cell ? facts_of(entries->path()) : std::nullopt;
    if (!console || console->written.ns < start.ns) continue;
    const auto spool = facts_of(directory / "spool" / fmt::format("{}.pages", cell->value));
    cells.push_back({*cell, spool && spool->size > kSpoolHeader, console->written});
    if (cells.size() == static_cast<std::size_t>(limits::kCells)) break;
  }
  std::ranges::sort(cells, {}, &CellInFlight::cell);
  return cells;
}

}  // namespace

std::string console_of(CellId cell) { return fmt::format("console/{}.log", cell.value); }

DirectoryState look_at_directory(const fs::path& store) {
  const fs::path directory = store.parent_path();
  DirectoryState state{.held = is_locked(directory / "lock"), .in_flight = {}};
  // Whoever takes the lock writes its process into the file.
  const auto lock = state.held ? facts_of(directory / "lock") : std::nullopt;
  if (lock) state.in_flight = consoles_since(directory, lock->written);
  return state;
}

Result<ConsoleTail> read_console(const fs::path& store, const std::string& console,
                                 std::uintmax_t most) {
  if (!is_console_name(console))
    return user_fault(fmt::format("'{}' is no console of a run directory", console));
  const fs::path file = store.parent_path() / console;
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat found {};
  if (!fd || ::fstat(fd.get(), &found) != 0 || !S_ISREG(found.st_mode))
    return user_fault(fmt::format("there is no {}", file.string()),
                      "the consoles are in the run directory: keep it whole where it is moved");
  ConsoleTail tail;
  tail.size = static_cast<std::uintmax_t>(found.st_size);
  tail.left_out = tail.size > most ? tail.size - most : 0;
  tail.text.resize(tail.size - tail.left_out);
  std::size_t got = 0;
  while (got < tail.text.size()) {
    const ssize_t n = ::pread(fd.get(), tail.text.data() + got, tail.text.size() - got,
                              static_cast<off_t>(tail.left_out + got));
    if (n <= 0) break;  // shorter than it was: what there is
    got += static_cast<std::size_t>(n);
  }
  tail.text.resize(got);
  if (tail.left_out == 0) return tail;
  const std::size_t line = std::min(tail.text.find('\n'), tail.text.size());
  const std::size_t cut = std::min(line + 1, tail.text.size());
  tail.left_out += cut;
  tail.text.erase(0, cut);
  return tail;
}

}  // namespace folioscope::query
