// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/files_at_hand.h"

#include "kbuild/debian_package.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;

Result<std::optional<FilesAtHand>> files_at_hand(const spec::Base& base,
                                                 const std::vector<std::string>& files,
                                                 const fs::path& cache, std::stop_token stop) {
  if (!is_here(base, cache)) return std::optional<FilesAtHand>();
  FilesAtHand found;
  TRY(found.origin, find_origin(base, cache, Network::Forbidden, stop));
  if (auto reader = found.origin->reader()) {
    found.read = *std::move(reader);
    return std::optional(std::move(found));
  }
  found.tree = find_warm_tree(cache, found.origin->identity());
  if (found.tree) {
    found.read = found.tree->read;
    return std::optional(std::move(found));
  }
  TRY(found.scratch, TempDir::create("folioscope-files-at-hand-"));
  std::optional<fs::path> tarball = fs::path(base.source);
  if (base.kind == spec::Base::Kind::Debian) tarball = tarball_here(base, cache);
  if (!tarball) return std::optional<FilesAtHand>();  // it went meanwhile
  TRY(found.read, unpack_files(*tarball, files, found.scratch->path(), std::move(stop)));
  return std::optional(std::move(found));
}

}  // namespace folioscope::kbuild
