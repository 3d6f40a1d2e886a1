// SPDX-License-Identifier: GPL-3.0-or-later
// Patches that do not apply to their base: where they would. They are really tried, without fuzz
// first, on the other bases of the experiment, on what the cache has of other kernels, and on the
// tags of a git base that are nearest to it in time. Nothing is fetched; nothing but the files that
// the patches touch is unpacked, into a directory that goes again.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/request.h"

namespace folioscope::kbuild {

// After so long no other base is begun with, and what is being unpacked is given up; scaled.
inline constexpr int kSearchSeconds = 20;
// So many tags are tried at most.
inline constexpr std::size_t kTriedTags = 24;

// The fault of a stack that the base, as `read` reads it, does not take; with what was found about
// other bases as further lines of Fault::what. A fault of another kind comes back as it is: one of
// another domain, a patch that is in the base already, a conflict with the instrumentation only.
Fault with_other_bases(Fault fault, const Request& request, const patches::ReadOriginal& read,
                       const std::filesystem::path& cache, std::stop_token stop);

}  // namespace folioscope::kbuild
