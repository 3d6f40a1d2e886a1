// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/embed_root.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "sys/files.h"

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;

// "/lib/qemu/domain-NNNNN-" + 20 characters of the domain's name + "/monitor.sock" + NUL.
constexpr std::size_t kSocketSuffix = 23 + 20 + 13 + 1;
constexpr std::size_t kLongestRoot = sizeof(sockaddr_un::sun_path) - kSocketSuffix;

// As root, libvirt would switch to an unprivileged user that cannot read the run directory, label
// files, and build namespaces and cgroups that containers refuse. Consoles are plain files.
constexpr std::string_view kQemuConf = R"(user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
stdio_handler = "file"
)";

fs::path base_directory() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime == '/' && ::access(runtime, W_OK) == 0)
    return fs::path(runtime) / "folioscope";
  return fmt::format("/tmp/folioscope-{}", ::geteuid());
}

// One directory, ours and ours alone: /tmp is shared, and whoever owns the root owns the guests.
Status make_private(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return user_fault(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)),
                      "set XDG_RUNTIME_DIR to a directory you can write to");
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid())
    return user_fault(fmt::format("{} belongs to somebody else", path.string()),
                      "remove it or set XDG_RUNTIME_DIR to a directory of your own");
  if ((status.st_mode & 0077) != 0 && ::chmod(path.c_str(), 0700) != 0)
    return user_fault(fmt::format("cannot make {} private: {}", path.string(),
                                  std::strerror(errno)));
  return {};
}

}  // namespace

fs::path embed_root_path(const fs::path& base, const std::string& owner) {
  return base / sys::sha256(owner).substr(0, 12);
}

Result<fs::path> prepare_embed_root(const std::string& owner, const fs::path& named) {
  fs::path root = named;
  if (root.empty()) {
    const fs::path base = base_directory();
    TRY_STATUS(make_private(base));
    root = embed_root_path(base, owner);
  }
  if (root.native().size() > kLongestRoot)
    return user_fault(fmt::format("the libvirt root {} is longer than {} bytes, sockets below it "
                                  "cannot be opened",
                                  root.string(), kLongestRoot),
                      "set XDG_RUNTIME_DIR to a shorter path");
  TRY_STATUS(make_private(root));
  TRY_STATUS(make_private(root / "etc"));
  TRY_STATUS(sys::write_file(root / "etc" / "qemu.conf", kQemuConf));
  return root;
}

}  // namespace folioscope::fleet
