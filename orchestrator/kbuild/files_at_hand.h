// SPDX-License-Identifier: GPL-3.0-or-later
// Single files of a base, from whatever of it is on this host: a repository, a directory, a warm
// tree, a tarball. Nothing is fetched, and nothing but these files is unpacked, into a directory
// that goes with the value.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/temp_dir.h"
#include "kbuild/origin.h"
#include "kbuild/readers.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

struct FilesAtHand {
  std::unique_ptr<Origin> origin;
  std::optional<TreeReader> tree;  // nobody builds in it while this lives
  std::optional<TempDir> scratch;
  patches::ReadOriginal read;
};

// Nothing: the base is not on this host. Of a tarball that is not unpacked only `files` can be
// read, after as long as it takes to decompress all of it. Faults: of find_origin() and
// unpack_files().
Result<std::optional<FilesAtHand>> files_at_hand(const spec::Base& base,
                                                 const std::vector<std::string>& files,
                                                 const std::filesystem::path& cache,
                                                 std::stop_token stop);

}  // namespace folioscope::kbuild
