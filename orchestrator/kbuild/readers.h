// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a base that lies in the cache, read without unpacking or building: those of a warm
// tree, and single files of a tarball.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/apply.h"
#include "patches/diff.h"
#include "sys/files.h"

namespace folioscope::kbuild {

// A warm tree as its base is; nobody builds in it while this lives.
struct TreeReader {
  sys::FileLock lock;
  patches::ReadOriginal read;
};
// Nothing where there is no tree, where somebody builds in it, or where it is of another base than
// `identity`. How lately the tree was used stays as it was.
std::optional<TreeReader> read_warm_tree(const std::filesystem::path& tree,
                                         const std::string& identity);

// The one of the cache's warm trees that is of this base; nothing as above.
std::optional<TreeReader> find_warm_tree(const std::filesystem::path& cache,
                                         const std::string& identity);

// Every file that a stack may read, and the top Makefile.
std::vector<std::string> files_read_by(const std::vector<patches::Diff>& stack);

// Those of `files` that the tarball has, written into `scratch`, which outlives the reader. Takes
// as long as decompressing all of it. Faults: User (no tarball), Host (no space, stop requested).
Result<patches::ReadOriginal> unpack_files(const std::filesystem::path& tarball,
                                           const std::vector<std::string>& files,
                                           const std::filesystem::path& scratch,
                                           std::stop_token stop);

}  // namespace folioscope::kbuild
