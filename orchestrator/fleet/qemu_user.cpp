// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/qemu_user.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "fleet/dimms_xml.h"

namespace folioscope::fleet {
namespace {

// The option -run-with took over from -runas.
constexpr unsigned long kRunWithUser = 9'001'000;

std::optional<QemuUser> find_user(const char* name) {
  const passwd* entry = ::getpwnam(name);
  if (entry == nullptr || entry->pw_uid == 0) return {};
  return QemuUser{name, entry->pw_uid, entry->pw_gid};
}

// In order of preference. Looked up once: runs_qemu_of_ours() is asked of every process.
const std::vector<QemuUser>& candidates() {
  static const std::vector<QemuUser> users = [] {
    std::vector<QemuUser> found;
    for (const char* name : {"libvirt-qemu", "nobody"})
      if (auto user = find_user(name)) found.push_back(*std::move(user));
    return found;
  }();
  return users;
}

bool may_become(const QemuUser& user) {
  const pid_t child = ::fork();
  if (child == 0)
    ::_exit(::setgroups(1, &user.gid) == 0 && ::setgid(user.gid) == 0 && ::setuid(user.uid) == 0
                ? 0
                : 1);
  int status = 1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<QemuUser> user_to_become() {
  if (::geteuid() != 0) return {};
  for (const QemuUser& user : candidates())
    if (may_become(user)) return user;
  return {};
}

bool runs_qemu_of_ours(uid_t user) {
  const uid_t self = ::geteuid();
  return user == self ||
         (self == 0 && std::ranges::find(candidates(), user, &QemuUser::uid) != candidates().end());
}

std::string confinement_arguments(const std::optional<QemuUser>& user, unsigned long qemu_version) {
  const std::string sandbox = qemu_argument(
      "-sandbox",
      fmt::format("on,obsolete=deny,elevateprivileges={},spawn=deny,resourcecontrol=deny",
                  user ? "allow" : "deny"));
  if (!user) return sandbox;
  return sandbox + (qemu_version < kRunWithUser ? qemu_argument("-runas", user->name)
                                                : qemu_argument("-run-with", "user=" + user->name));
}

}  // namespace folioscope::fleet
