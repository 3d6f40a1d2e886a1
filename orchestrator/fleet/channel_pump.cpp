// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/channel_pump.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "fleet/channel.h"
#include "fleet/libvirt_error.h"

namespace folioscope::fleet {
namespace {

constexpr std::size_t kChannelPiece = 64 << 10;

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool send_all(virStreamPtr stream, const char* bytes, std::size_t size) {
  while (size > 0) {
    const int n = virStreamSend(stream, bytes, size);
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<ChannelPump>> ChannelPump::open(const HostUri& uri,
                                                       const std::string& domain) {
  TRY(QuietConnection connection, QuietConnection::open(uri.text, uri.shown));
  const Domain there(virDomainLookupByName(connection.get(), domain.c_str()));
  if (!there) return libvirt_fault("find the guest " + domain);
  Stream stream(virStreamNew(connection.get(), 0));
  if (!stream || virDomainOpenChannel(there.get(), kChannelName, stream.get(), 0) != 0)
    return libvirt_fault("open the channel of " + domain);
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return host_fault(fmt::format("cannot make a socket: {}", std::strerror(errno)),
                      "raise `ulimit -n`, or run fewer guests at once");
  UniqueFd ours(ends[0]), theirs(ends[1]);
  ::fcntl(theirs.get(), F_SETFL, O_NONBLOCK);
  return std::unique_ptr<ChannelPump>(new ChannelPump(std::move(connection), std::move(stream),
                                                      std::move(ours), std::move(theirs)));
}

ChannelPump::ChannelPump(QuietConnection connection, Stream stream, UniqueFd ours, UniqueFd theirs)
    : connection_(std::move(connection)),
      stream_(std::move(stream)),
      ours_(std::move(ours)),
      theirs_(std::move(theirs)),
      reader_([this] { from_guest(); }),
      writer_([this] { to_guest(); }) {}

ChannelPump::~ChannelPump() {
  ::shutdown(ours_.get(), SHUT_RDWR);
  connection_.sever();
}

void ChannelPump::from_guest() {
  std::vector<char> buffer(kChannelPiece);
  int n = 0;
  do {
    n = virStreamRecv(stream_.get(), buffer.data(), buffer.size());
  } while (n > 0 && send_all(ours_.get(), buffer.data(), static_cast<std::size_t>(n)));
  ::shutdown(ours_.get(), SHUT_WR);
}

void ChannelPump::to_guest() {
  std::vector<char> buffer(kChannelPiece);
  ssize_t n = 0;
  do {
    do {
      n = ::recv(ours_.get(), buffer.data(), buffer.size(), 0);
    } while (n < 0 && errno == EINTR);
  } while (n > 0 && send_all(stream_.get(), buffer.data(), static_cast<std::size_t>(n)));
}

}  // namespace folioscope::fleet
