// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/origin.h"

#include <fmt/format.h>

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// linux-source-* packages put one tarball into /usr/src.
Result<fs::path> find_package_tarball(const std::string& package) {
  for (const char* suffix : {".tar.xz", ".tar.zst", ".tar.gz"}) {
    const fs::path tarball = fs::path("/usr/src") / (package + suffix);
    if (fs::exists(tarball)) return tarball;
  }
  return user_fault(fmt::format("the source package {} is not installed (no /usr/src/{}.tar.xz)",
                                package, package),
                    fmt::format("apt-get install {}", package));
}

}  // namespace

Result<std::unique_ptr<Origin>> find_origin(const spec::Base& base, const fs::path& cache,
                                            Network network, std::stop_token stop) {
  switch (base.kind) {
    case spec::Base::Kind::Debian: {
      TRY(const fs::path tarball, find_package_tarball(base.source));
      return open_tarball(tarball, cache);
    }
    case spec::Base::Kind::Tarball:
      return open_tarball(fs::absolute(base.source), cache);
    case spec::Base::Kind::Git:
      return open_git(base, cache, network, stop);
    case spec::Base::Kind::Tree:
      return open_directory(fs::absolute(base.source));
  }
  return bug_fault("a base of no kind");
}

}  // namespace folioscope::kbuild
