// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/embed_root.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>
#include <system_error>

#include "base/unique_fd.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashLength = 12;

// "/lib/qemu/domain-NNNNN-" + 20 characters of the domain's name + "/monitor.sock" + NUL.
constexpr std::size_t kSocketSuffix = 23 + 20 + 13 + 1;
constexpr std::size_t kLongestRoot = sizeof(sockaddr_un::sun_path) - kSocketSuffix;

// libvirt would label files, and build namespaces and cgroups that containers refuse. Consoles are
// plain files. QEMU's sandbox comes from confinement_arguments().
constexpr std::string_view kQemuConf = R"(dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
stdio_handler = "file"
seccomp_sandbox = 0
)";

// As root, libvirt would start QEMU as a user that cannot read the run directory (QEMU itself
// becomes one, qemu_user.h); as another user it may not name one at all.
constexpr std::string_view kRootConf = R"(user = "root"
group = "root"
)";

// One directory, ours and ours alone: /tmp is shared, and whoever owns the root owns the guests.
Status make_private(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return user_fault(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)),
                      "set XDG_RUNTIME_DIR to a directory you can write to");
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid())
    return user_fault(fmt::format("{} is not a directory of your own", path.string()),
                      "remove it or set XDG_RUNTIME_DIR to a directory of your own");
  if ((status.st_mode & 0077) != 0 && ::chmod(path.c_str(), 0700) != 0)
    return user_fault(
        fmt::format("cannot make {} private: {}", path.string(), std::strerror(errno)));
  return {};
}

Result<UniqueFd> open_lock(const fs::path& path) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file)
    return host_fault(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  return file;
}

// libvirt keeps of each domain a status and a directory. Of one that a killed process was just
// starting the status says that a job is under way, which libvirt 9.0 takes up and nobody ends: the
// domain can never be destroyed. The guests themselves are found by their processes (orphans.h).
void forget_domains(const fs::path& root) {
  std::error_code error, ignored;
  for (fs::directory_iterator it(root / "run" / "qemu", error), end; !error && it != end;
       it.increment(error)) {
    const fs::path& file = it->path();
    const bool of_domain = file.extension() == ".xml" || file.extension() == ".pid";
    if (of_domain && file.filename() != "driver.pid") fs::remove(file, ignored);
  }
  error.clear();
  for (fs::directory_iterator it(root / "lib" / "qemu", error), end; !error && it != end;
       it.increment(error))
    if (it->path().filename().string().starts_with("domain-")) fs::remove_all(it->path(), ignored);
}

// libvirt shares the lock's fate: its driver, once started, ends with the process. So the
// descriptor is left open on purpose. When it is taken already, this process or another has the
// root, and libvirt itself tells the two apart.
Status mark_in_use(const fs::path& root) {
  TRY(UniqueFd file, open_lock(root / "in-use"));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};
  static_cast<void>(file.release());
  forget_domains(root);
  return {};
}

// libvirt replaces files in there by rename, so that several processes may share them.
Status share_cache(const fs::path& base, const fs::path& root) {
  TRY_STATUS(make_private(base / "cache"));
  const fs::path link = root / "cache";
  if (::symlink((base / "cache").c_str(), link.c_str()) == 0 || errno == EEXIST) return {};
  return host_fault(fmt::format("cannot create {}: {}", link.string(), std::strerror(errno)));
}

bool is_root_name(const std::string& name) {
  return name.size() == kHashLength && name.find_first_not_of("0123456789abcdef") == name.npos;
}

// libvirt keeps ROOT/run/qemu/NAME.xml for each domain that runs.
bool holds_guests(const fs::path& root) {
  std::error_code error;
  for (fs::directory_iterator it(root / "run" / "qemu", error), end; !error && it != end;
       it.increment(error))
    if (it->path().extension() == ".xml") return true;
  return false;
}

// The root's lock; nothing where a process has it.
UniqueFd take_unused(const fs::path& root) {
  auto file = open_lock(root / "in-use");
  if (!file || ::flock(file->get(), LOCK_EX | LOCK_NB) != 0) return {};
  return *std::move(file);
}

// What cannot be removed now is looked at again next time.
void sweep(const fs::path& base, const fs::path& keep) {
  std::error_code error;
  for (fs::directory_iterator it(base, error), end; !error && it != end; it.increment(error)) {
    const fs::path& root = it->path();
    if (root == keep || !is_root_name(root.filename().string())) continue;
    const UniqueFd unused = take_unused(root);
    if (!unused || holds_guests(root)) continue;
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }
}

}  // namespace

fs::path embed_base() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime == '/') {
    const fs::path base = fs::path(runtime) / "folioscope";
    if (make_private(base).ok()) return base;
  }
  return embed_base_below("/tmp");
}

fs::path embed_base_below(const fs::path& shared) {
  const fs::path usual = shared / fmt::format("folioscope-{}", ::geteuid());
  if (make_private(usual).ok()) return usual;
  const std::string beginning = usual.filename().string() + "-";
  std::set<fs::path> ours;
  std::error_code error;
  for (fs::directory_iterator it(shared, error), end; !error && it != end; it.increment(error))
    if (it->path().filename().string().starts_with(beginning) && make_private(it->path()).ok())
      ours.insert(it->path());
  if (!ours.empty()) return *ours.begin();
  std::string made = usual.string() + "-XXXXXX";
  return ::mkdtemp(made.data()) != nullptr ? fs::path(made) : usual;
}

Status prepare_base(const fs::path& base) { return make_private(base); }

fs::path embed_root_path(const fs::path& base, const std::string& owner) {
  return base / sys::sha256(owner).substr(0, kHashLength);
}

Result<fs::path> prepare_embed_root(const fs::path& base, const std::string& owner) {
  TRY_STATUS(prepare_base(base));
  TRY(const UniqueFd lock, open_lock(base / "lock"));
  if (::flock(lock.get(), LOCK_EX) != 0)
    return host_fault(fmt::format("cannot lock {}: {}", base.string(), std::strerror(errno)));
  const fs::path root = embed_root_path(base, owner);
  sweep(base, root);
  TRY_STATUS(prepare_named_root(root));
  TRY_STATUS(share_cache(base, root));
  TRY_STATUS(mark_in_use(root));
  return root;
}

Result<fs::path> prepare_named_root(const fs::path& root) {
  if (root.native().size() > kLongestRoot)
    return user_fault(fmt::format("the libvirt root {} is longer than {} bytes, sockets below it "
                                  "cannot be opened",
                                  root.string(), kLongestRoot),
                      "set XDG_RUNTIME_DIR to a shorter path");
  TRY_STATUS(make_private(root));
  TRY_STATUS(make_private(root / "etc"));
  const std::string conf = std::string(::geteuid() == 0 ? kRootConf : "") + std::string(kQemuConf);
  TRY_STATUS(sys::write_file(root / "etc" / "qemu.conf", conf));
  return root;
}

void remove_embed_root(const fs::path& base, const std::string& owner) {
  const fs::path root = embed_root_path(base, owner);
  std::error_code error;
  if (!fs::is_directory(root, error)) return;
  const auto lock = open_lock(base / "lock");
  if (!lock || ::flock(lock->get(), LOCK_EX) != 0) return;
  if (const UniqueFd unused = take_unused(root)) fs::remove_all(root, error);
}

}  // namespace folioscope::fleet
