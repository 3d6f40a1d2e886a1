// SPDX-License-Identifier: GPL-3.0-or-later
// Debian packages for a guest: the files of those that are asked for, and of what they depend on
// only the libraries that these files are linked with. There is no distribution inside: no
// configuration script has run, and what a program finds out by dlopen() or by running others has
// to be asked for by its package's name.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "image/brought.h"
#include "image/package_root.h"

namespace folioscope::image {

struct PackageFiles {
  // By guest path. A guest has one place for programs: bin/NAME and usr/bin/NAME of a package
  // become usr/bin/NAME, those of sbin usr/sbin/NAME; libraries that programs are linked with stand
  // in kPackageLibraryDir, the loader where programs ask for it. Links are files of their own here.
  std::vector<GuestFile> files;
  std::vector<std::string> versions;  // of those asked for, by name: "stress-ng 0.15.06-2"
  std::vector<std::string> needed;    // the same of what they depend on, used or not
  std::string id;                     // content address: the same for the same packages
  Bytes size;                         // of all files
  // What a reader has to know: plugins whose libraries are missing, links that lead nowhere,
  // scripts whose interpreter does not come with them.
  std::vector<std::string> notes;
};

// Equal packages give equal files, names and order. Fetches what the cache does not have
// (package_root.h); afterwards needs no network. Faults: those of package_root(), and User: a
// program's library is in none of the packages; nothing is left of the packages but documentation.
Result<PackageFiles> packages_for_guest(const PackageRequest& request,
                                        const PackageOptions& options);

}  // namespace folioscope::image
