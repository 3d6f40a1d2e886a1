// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <system_error>
#include <tuple>
#include <utility>

#include "kbuild/tree_state.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

struct Place {
  std::string_view folder, kind;
};
constexpr std::array<Place, 8> kPlaces{{{"trees", "tree"},
                                        {"kernels", "kernel"},
                                        {"images", "image"},
                                        {"sources", "source"},
                                        {"packages", "package"},
                                        {"selftests", "selftest"},
                                        {"hashes", "hash"},
                                        {"logs", "log"}}};

// A tree that is being removed stands under a name of its own, so that nobody opens it.
constexpr std::string_view kRemoved = ".removed-";

std::string_view kind_of(std::string_view folder) {
  for (const Place& place : kPlaces)
    if (place.folder == folder) return place.kind;
  return folder;
}

// What vanishes while we count is not counted.
std::uintmax_t bytes_of(const fs::path& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return fs::file_size(path, error);
  std::uintmax_t sum = 0;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    if (!at->is_regular_file(gone) || at->is_symlink(gone)) continue;
    const std::uintmax_t size = at->file_size(gone);
    if (!gone) sum += size;
  }
  return sum;
}

// Every owner of a tree writes its process id into the lock.
fs::file_time_type used(const fs::path& path) {
  std::error_code error;
  auto time = fs::last_write_time(path / "lock", error);
  if (error) time = fs::last_write_time(path, error);
  return error ? fs::file_time_type::min() : time;
}

CacheEntry entry_of(const fs::path& path, std::string_view kind) {
  CacheEntry entry{path, std::string(kind), "", bytes_of(path), used(path)};
  if (kind == "tree") entry.what = load_tree_state(path / "state").base;
  return entry;
}

std::string gone_line(const CacheEntry& entry) {
  return fmt::format("removed {} ({} MiB)", entry.path.string(), entry.bytes >> 20);
}

std::vector<CacheEntry> of_kind(std::vector<CacheEntry> entries, std::string_view kind) {
  std::erase_if(entries, [&](const CacheEntry& entry) { return entry.kind != kind; });
  return entries;
}

Status erase(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return host_fault(fmt::format("cannot remove {}: {}", path.string(), error.message()));
  return {};
}

// Whether it went; false when somebody has it.
Result<bool> remove_tree(const fs::path& tree) {
  const auto lock = sys::FileLock::take(tree / "lock");
  if (!lock) {
    if (lock.fault().domain == FaultDomain::User) return false;
    return lock.fault();
  }
  const fs::path away = tree.parent_path() / (std::string(kRemoved) + tree.filename().string());
  std::error_code error;
  fs::rename(tree, away, error);
  if (error) return host_fault(fmt::format("cannot move {}: {}", tree.string(), error.message()));
  TRY_STATUS(erase(away));
  return true;
}

}  // namespace

Result<std::vector<CacheEntry>> cache_entries(const fs::path& cache) {
  std::vector<CacheEntry> entries;
  std::error_code error;
  for (fs::directory_iterator folder(cache, error), end; !error && folder != end;
       folder.increment(error)) {
    const std::string name = folder->path().filename();
    if (!folder->is_directory()) {
      entries.push_back(entry_of(folder->path(), name));
      continue;
    }
    std::error_code inner;
    for (fs::directory_iterator at(folder->path(), inner); !inner && at != end; at.increment(inner))
      entries.push_back(entry_of(at->path(), kind_of(name)));
  }
  if (error) return host_fault(fmt::format("cannot read {}: {}", cache.string(), error.message()));
  std::ranges::sort(entries, [](const CacheEntry& a, const CacheEntry& b) {
    return a.kind != b.kind ? a.kind < b.kind : std::tie(b.used, a.path) < std::tie(a.used, b.path);
  });
  return entries;
}

Result<std::vector<std::string>> prune_trees(const fs::path& cache, std::size_t keep) {
  // Which trees there are costs nothing; how large they are is asked only of those that go.
  std::vector<std::pair<fs::file_time_type, fs::path>> trees;
  std::vector<std::string> lines;
  std::error_code error;
  for (fs::directory_iterator at(cache / "trees", error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename().string().starts_with(kRemoved)) {
      TRY_STATUS(erase(at->path()));  // somebody was killed over it
    } else {
      trees.emplace_back(used(at->path()), at->path());
    }
  }
  std::ranges::sort(trees, std::greater<>());
  for (std::size_t i = keep; i < trees.size(); ++i) {
    const CacheEntry entry = entry_of(trees[i].second, "tree");
    TRY(const bool gone, remove_tree(entry.path));
    if (gone) lines.push_back(gone_line(entry));
  }
  return lines;
}

Result<std::vector<std::string>> prune_kind(const fs::path& cache, std::string_view kind,
                                            std::size_t keep) {
  TRY(std::vector<CacheEntry> entries, cache_entries(cache));
  entries = of_kind(std::move(entries), kind);
  std::vector<std::string> lines;
  for (std::size_t i = keep; i < entries.size(); ++i) {
    TRY_STATUS(erase(entries[i].path));
    lines.push_back(gone_line(entries[i]));
  }
  return lines;
}

}  // namespace folioscope::kbuild
