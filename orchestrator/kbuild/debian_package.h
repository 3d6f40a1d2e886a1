// SPDX-License-Identifier: GPL-3.0-or-later
// The tarball of a Debian source package: the installed one, or one that is fetched into the cache
// (apt.h).
//
// CACHE/sources/PACKAGE_SUITE/ holds the tarball and `origin` (package, version, where from). It
// appears whole, by rename, and is used from then on without the network; remove it for a newer
// version.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include "base/result.h"
#include "kbuild/origin.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

// Without a suite the installed package, else a fetched one; with a suite a fetched one.
std::optional<std::filesystem::path> tarball_here(const spec::Base& base,
                                                  const std::filesystem::path& cache);

// Faults: User (no such package or suite; not fetched yet and the network is forbidden), Host (no
// network, no apt, a signature that cannot be checked, no space).
Result<std::filesystem::path> package_tarball(const spec::Base& base,
                                              const std::filesystem::path& cache, Network network,
                                              std::stop_token stop);

}  // namespace folioscope::kbuild
