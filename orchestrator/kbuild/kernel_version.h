// SPDX-License-Identifier: GPL-3.0-or-later
// Which Linux a source is: the first lines of its top Makefile, and nothing of how it was named.
#pragma once

#include <compare>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kbuild/origin.h"

namespace folioscope::kbuild {

// What decides about options, hooks and fragments; the rest of a release's name is no difference.
struct KernelVersion {
  int version = 0;     // 6 of 6.12.95
  int patchlevel = 0;  // 12

  auto operator<=>(const KernelVersion&) const = default;
  std::string text() const;  // "6.12"
};

// The oldest series that is still maintained. Nothing older was tried, and today's compilers refuse
// much of it.
inline constexpr KernelVersion kOldestKernel{5, 10};

// "6.12"; Fault (User) for anything else.
Result<KernelVersion> parse_version(std::string_view text);
// Fault (User): the text has no VERSION and PATCHLEVEL.
Result<KernelVersion> version_in_makefile(std::string_view makefile);

// "6.12.95", with the extra part of a release candidate ("7.3.0-rc2"); empty where there is none.
std::string release_in_makefile(std::string_view makefile);

// Remembered in the cache: of a tarball it takes a second. Faults (User): no kernel source; older
// than kOldestKernel.
Result<KernelVersion> version_of(const Origin& origin, const std::filesystem::path& cache,
                                 std::stop_token stop);

// Fault (User): the tree lacks arch/x86.
Status check_architecture(const std::filesystem::path& tree);

}  // namespace folioscope::kbuild
