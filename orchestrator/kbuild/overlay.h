// SPDX-License-Identifier: GPL-3.0-or-later
// A directory of files that are laid into a kernel's tree, each at its path below the directory,
// under everything that is patched. Only adds: a file that the base has already is refused.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/patch_stack.h"

namespace folioscope::kbuild {

using patches::PatchedFile;
using patches::ReadOriginal;

using Overlay = std::vector<PatchedFile>;

// Every file below the directory, in the order of their paths; a link is what it points to. No
// directory (an empty path): no files. Fault (User): it is not there or cannot be read.
Result<Overlay> read_overlay(const std::filesystem::path& directory);

// Over paths and contents: where the directory stands does not matter.
std::string hash_of(const Overlay& overlay);

// `original`, with the overlay's files in the base. Outlived by what it was given.
ReadOriginal with_overlay(const Overlay& overlay, ReadOriginal original);

// Fault (User): the base has one of the files.
Status check_overlay(const Overlay& overlay, const ReadOriginal& original);

// The files that a stack of patches left, and those of the overlay that it did not touch.
std::vector<PatchedFile> merge(const Overlay& overlay, std::vector<PatchedFile> patched);

}  // namespace folioscope::kbuild
