// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop/display.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace folioscope::desktop {
namespace {

constexpr int kReadyMs = 30'000;
constexpr const char* kRemedy = "./dev setup installs it";

// The first line that comes through; empty: none in time.
std::string first_line(const UniqueFd& fd) {
  std::string line;
  for (char byte = 0; byte != '\n'; line += byte) {
    pollfd readable{.fd = fd.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, kReadyMs) != 1 || ::read(fd.get(), &byte, 1) != 1) return {};
  }
  line.pop_back();
  return line;
}

}  // namespace

// The server finds a number that is free, and writes it when it takes connections.
Result<std::unique_ptr<Display>> Display::start() {
  TRY(TempDir dir, TempDir::create("desktop"));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return host_fault("no pipe can be made", "close some files");
  const UniqueFd number(ends[0]);
  UniqueFd theirs(ends[1]);
  auto server = Started::start(
      {.argv = {"Xvfb", "-displayfd", std::to_string(theirs.get()), "-screen", "0",
                fmt::format("{}x{}x24", kScreenWidth, kScreenHeight), "-nolisten", "tcp"},
       .env = {},
       .kept_fd = theirs.get()});
  if (!server) return host_fault(server.fault().what, kRemedy);
  theirs.reset();
  const std::string line = first_line(number);
  if (line.empty()) return host_fault("Xvfb did not start", "look at what it wrote above");
  std::unique_ptr<Display> display(new Display(std::move(dir), *std::move(server), ':' + line));
  if (const Status managed = display->start_manager(); !managed.ok()) return managed.fault();
  return display;
}

// It runs a command when it manages the windows. Of whoever runs the test it reads no settings.
Status Display::start_manager() {
  const std::string ready = (dir_ / "ready").string();
  if (::mkfifo(ready.c_str(), 0600) != 0) return host_fault("no pipe can be made", "make room");
  const UniqueFd line(::open(ready.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  auto manager = Started::start(
      {.argv = {"openbox", "--sm-disable", "--startup", "sh -c 'echo ready >" + ready + "'"},
       .env = {{"DISPLAY", name_},
               {"HOME", dir_.path().string()},
               {"XDG_CONFIG_HOME", dir_.path().string()},
               {"XDG_CACHE_HOME", dir_.path().string()},
               {"XDG_DATA_HOME", dir_.path().string()}}});
  if (!manager) return host_fault(manager.fault().what, kRemedy);
  manager_ = std::make_unique<Started>(*std::move(manager));
  if (first_line(line) != "ready")
    return host_fault("openbox did not start", "look at what it wrote above");
  return {};
}

}  // namespace folioscope::desktop
