// SPDX-License-Identifier: GPL-3.0-or-later
// Debian packages and all that they depend on, unpacked into one directory of the cache that stands
// for "/". Nothing is installed, and no script of a package is run.
//
//   CACHE/packages/ID/
//     root/       the files, with bin, sbin, lib and lib64 as links into usr
//     packages    "NAME VERSION asked" or "NAME VERSION needed", by name; ID is the hash of it
//     asked       the files of the packages that were asked for, a path of root/ a line, by name
//
// It appears whole, by rename. Which ID a request led to is remembered in CACHE/hashes: from then
// on the same request takes the same versions and no network. Remove CACHE/packages for newer ones.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::image {

struct PackageRequest {
  std::vector<std::string> names;  // "stress-ng"; order and repetition mean nothing
  std::string suite;               // "trixie-backports"; empty: the machine's own, and backports
};
struct PackageOptions {
  std::filesystem::path cache;                               // sys::cache_dir()
  std::function<void(const std::string& what)> on_progress;  // "fetch 12 packages"; may be empty
  std::stop_token stop;
};

struct TakenPackage {
  std::string name, version;
  bool asked = false;  // else another one depends on it

  bool operator==(const TakenPackage&) const = default;
};
struct PackageRoot {
  std::string id;
  std::filesystem::path root;
  std::vector<TakenPackage> packages;  // by name
  std::vector<std::string> asked;      // files and links, relative to root, by name
};

// Whether it can be a package's name, and nothing that apt takes for something else: an option, a
// pattern, "NAME-" (remove it), "NAME/SUITE", "NAME=VERSION".
bool is_package_name(std::string_view text);

// Faults: User (no package's name, no such package or suite, too many, what they depend on cannot
// be had), Host (no network, no apt on this machine, no space, interrupted).
Result<PackageRoot> package_root(const PackageRequest& request, const PackageOptions& options);

// That of an earlier request for the same: neither network nor command, for plans and previews.
std::optional<PackageRoot> package_root_here(const PackageRequest& request,
                                             const std::filesystem::path& cache);

}  // namespace folioscope::image
