// SPDX-License-Identifier: GPL-3.0-or-later
// What the cache holds and what of it can go. All of it can be made again; what a build is using is
// locked by that build and stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::kbuild {

// Trees are kept warm for this many pairs of base and configuration: two bases, each with and
// without instrumentation, and one of either to try things on.
inline constexpr std::size_t kWarmTrees = 6;

struct CacheEntry {
  std::filesystem::path path;
  std::string kind;  // "tree", "kernel", "image", or the name of what stands in the cache itself
  std::string what;  // of a tree, its base; else empty
  std::uintmax_t bytes = 0;
  std::filesystem::file_time_type used;
};

// Everything, by kind, the most recently used first.
Result<std::vector<CacheEntry>> cache_entries(const std::filesystem::path& cache);

// Removes the warm trees but the `keep` that were used last, as far as each can be locked at once:
// never waits. One line for each that went.
Result<std::vector<std::string>> prune_trees(const std::filesystem::path& cache, std::size_t keep);

// The same for entries of a kind that has no locks: "kernel", "image", "log".
Result<std::vector<std::string>> prune_kind(const std::filesystem::path& cache,
                                            std::string_view kind, std::size_t keep);

}  // namespace folioscope::kbuild
