// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/origin.h"

#include "kbuild/debian_package.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
bool is_here(const spec::Base& base, const fs::path& cache) {
  switch (base.kind) {
    case spec::Base::Kind::Debian:
      return tarball_here(base, cache).has_value();
    case spec::Base::Kind::Git:
      return is_git_here(base, cache);
    case spec::Base::Kind::Tarball:
    case spec::Base::Kind::Tree:
      return true;
  }
  return true;
}

Result<std::unique_ptr<Origin>> find_origin(const spec::Base& base, const fs::path& cache,
                                            Network network, std::stop_token stop) {
  switch (base.kind) {
    case spec::Base::Kind::Debian: {
      TRY(const fs::path tarball, package_tarball(base, cache, network, stop));
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
