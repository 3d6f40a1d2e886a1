// SPDX-License-Identifier: GPL-3.0-or-later
// Built kernels, found by the hash of everything that went in: CACHE/kernels/HASH/ with vmlinux
// (stripped), config, System.map, functions, build.log and kernel.json. A directory appears whole, by rename.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kbuild/builder.h"
#include "patches/note.h"

namespace folioscope::kbuild {

// What went in, name and value, in a fixed order; its hash is the kernel's address.
using Ingredients = std::vector<std::pair<std::string, std::string>>;
std::string address(const Ingredients& ingredients);

// A kernel that is there, with `reused` set; nullopt when it is not, or not whole.
std::optional<Kernel> find_kernel(const std::filesystem::path& cache, const std::string& hash);

// Copies the results of the build in `source` and publishes them.
Result<Kernel> store_kernel(const std::filesystem::path& cache, const std::string& hash,
                            const Ingredients& ingredients, const std::filesystem::path& source,
                            const std::filesystem::path& log, const Kernel& about = {});

}  // namespace folioscope::kbuild
