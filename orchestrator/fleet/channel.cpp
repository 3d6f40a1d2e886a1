// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/channel.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "fleet/embed_root.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

constexpr std::size_t kNameHash = 16;  // characters of the hash of the domain's name

Fault cannot_connect(const std::filesystem::path& path) {
  return host_fault(
      fmt::format("cannot connect to the guest's channel {}: {}", path.string(),
                  std::strerror(errno)),
      errno == EMFILE || errno == ENFILE ? "raise `ulimit -n`, or run fewer guests at once" : "");
}

}  // namespace

Result<ChannelSocket> ChannelSocket::prepare(const std::filesystem::path& base,
                                             const std::string& domain) {
  TRY_STATUS(prepare_base(base));
  std::filesystem::path path = base / ("channel-" + sys::sha256(domain).substr(0, kNameHash));
  if (path.native().size() >= sizeof(sockaddr_un::sun_path))
    return user_fault(fmt::format("the path {} is too long for a socket", path.string()),
                      "set XDG_RUNTIME_DIR to a shorter path");
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return host_fault(fmt::format("cannot remove {}: {}", path.string(), std::strerror(errno)));
  return ChannelSocket(std::move(path));
}

ChannelSocket::ChannelSocket(ChannelSocket&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

Result<UniqueFd> ChannelSocket::connect() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
  UniqueFd channel(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!channel ||
      ::connect(channel.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return cannot_connect(path_);
  remove();
  return channel;
}

void ChannelSocket::remove() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace folioscope::fleet
