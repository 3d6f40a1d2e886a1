// SPDX-License-Identifier: GPL-3.0-or-later
// The tarball of a Debian source package: the installed one, or one that apt fetches into the cache
// with a state of its own. Nothing is installed, nothing of the machine's apt is changed, no root
// is needed; apt checks the archive's signature.
//
// CACHE/sources/PACKAGE_SUITE/ holds the tarball and `origin` (package, version, where from). It
// appears whole, by rename, and is used from then on without the network; remove it for a newer
// version.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kbuild/origin.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

// Replaces the machine's mirror; as in sources.list, options before it: "http://ftp.de.debian.org/
// debian", "[trusted=yes] file:/srv/mirror".
inline constexpr const char* kMirrorVariable = "FOLIOSCOPE_DEBIAN_MIRROR";

// Without a suite the installed package, else a fetched one; with a suite a fetched one.
std::optional<std::filesystem::path> tarball_here(const spec::Base& base,
                                                  const std::filesystem::path& cache);

// Faults: User (no such package or suite; not fetched yet and the network is forbidden), Host (no
// network, no apt, a signature that cannot be checked, no space).
Result<std::filesystem::path> package_tarball(const spec::Base& base,
                                              const std::filesystem::path& cache, Network network,
                                              std::stop_token stop);

// One archive that apt of a machine is told to use.
struct AptSource {
  std::string options;  // "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" or empty
  std::string uri;
  std::vector<std::string> suites;

  bool operator==(const AptSource&) const = default;
};
// Those of Debian itself for binary packages, in a file of one-line entries or (`deb822`) stanzas.
// Archives of others are left out.
enum class SourcesForm { OneLine, Deb822 };
std::vector<AptSource> read_sources(std::string_view text, SourcesForm form);

// The lines for apt: `suite` on the mirror of the first source, or, where it is empty, the sources
// as they are and the backports of `release` ("bookworm"; may be empty). Without a source,
// Debian's own.
std::string sources_list(const std::vector<AptSource>& sources, const std::string& suite,
                         const std::string& release);

}  // namespace folioscope::kbuild
