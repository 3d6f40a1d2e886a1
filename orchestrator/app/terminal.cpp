// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace folioscope::app {
namespace {

constexpr char kEscape = 0x1d;  // Ctrl-], as in `virsh console`
constexpr int kStopCheckMs = 200;

// Raw until this object goes.
class RawTerminal {
 public:
  RawTerminal() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    termios raw = before_;
    ::cfmakeraw(&raw);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  ~RawTerminal() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

 private:
  termios before_{};
  bool is_terminal_;
};

Result<UniqueFd> connect_to(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path)
    return host_fault(fmt::format("the path {} is too long for a socket", text),
                      "use a shorter TMPDIR");
  std::memcpy(address.sun_path, text.data(), text.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return host_fault(
        fmt::format("cannot reach the guest's console at {}: {}", text, std::strerror(errno)));
  return socket;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Bytes that there are; nothing at the end of them.
std::optional<std::string> read_some(int from) {
  std::string bytes(4096, '\0');
  const ssize_t size = ::read(from, bytes.data(), bytes.size());
  if (size < 0 && errno == EINTR) return std::string();
  if (size <= 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

// Whether `text` has gone by, in however many pieces.
class LookOut {
 public:
  explicit LookOut(std::string_view text) : text_(text) {}
  void see(const std::string& bytes) {
    if (seen_) return;
    tail_ += bytes;
    seen_ = tail_.find(text_) != tail_.npos;
    if (tail_.size() > text_.size()) tail_.erase(0, tail_.size() - text_.size());
  }
  bool seen() const { return seen_; }

 private:
  std::string_view text_;
  std::string tail_;
  bool seen_ = false;
};

}  // namespace

Status join_terminal(const std::filesystem::path& socket, std::string_view ready,
                     const std::stop_token& stop) {
  TRY(const UniqueFd guest, connect_to(socket));
  const RawTerminal raw;
  LookOut look_out(ready);
  bool input_open = true;
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> waits{
        pollfd{guest.get(), POLLIN, 0},
        pollfd{input_open && look_out.seen() ? STDIN_FILENO : -1, POLLIN, 0}};
    if (::poll(waits.data(), waits.size(), kStopCheckMs) < 0 && errno != EINTR) break;
    if (waits[0].revents != 0) {
      const auto said = read_some(guest.get());
      if (!said || !write_all(STDOUT_FILENO, *said)) break;
      look_out.see(*said);
    }
    if (waits[1].revents == 0) continue;
    const auto typed = read_some(STDIN_FILENO);
    input_open = typed.has_value();
    if (typed && (typed->find(kEscape) != typed->npos || !write_all(guest.get(), *typed))) break;
  }
  return {};
}

}  // namespace folioscope::app
