// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/guest_watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "fleet/console_tail.h"

namespace folioscope::fleet {

// Of its own, so that the header needs no Asio.
struct SilenceTimer {
  explicit SilenceTimer(boost::asio::io_context& io) : timer(io) {}
  boost::asio::steady_timer timer;
};

namespace {

namespace asio = boost::asio;

// A report is over when the console says nothing more for this long: printing one takes
// milliseconds, and a guest that stops in the middle must not keep its oops to itself.
constexpr std::chrono::milliseconds kReportSilence{1000};

// Between a domain's end and its console's, where they come on two ways: what QEMU wrote is there
// already.
constexpr std::chrono::milliseconds kConsolePatience{2000};

// A boot prints some 20 KiB; a guest that prints this much fills the host's disk for no one's gain.
constexpr std::uint64_t kConsoleFlood = 64u << 20;

// For this user alone: a guest may print what it was given to keep.
Status create_file(const std::filesystem::path& path) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file && ::fchmod(file.get(), 0600) == 0) return {};
  return host_fault(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
}

std::string describe(const ConsoleNotes& notes) {
  std::string out;
  if (notes.warnings != 0) out += fmt::format("; {} kernel warnings", notes.warnings);
  if (notes.oom_kills != 0) out += fmt::format("; {} processes killed for memory", notes.oom_kills);
  if (notes.cut_lines != 0) out += fmt::format("; {} overlong console lines", notes.cut_lines);
  return out;
}

}  // namespace

GuestWatch::GuestWatch(asio::io_context& io, OnEvent on_event)
    : on_event_(std::move(on_event)),
      silence_(std::make_unique<SilenceTimer>(io)),
      patience_(std::make_unique<SilenceTimer>(io)) {}

GuestWatch::~GuestWatch() = default;

Result<std::shared_ptr<GuestWatch>> GuestWatch::create(asio::io_context& io,
                                                       const std::filesystem::path& console,
                                                       OnEvent on_event) {
  TRY_STATUS(create_file(console));
  std::shared_ptr<GuestWatch> watch(new GuestWatch(io, std::move(on_event)));
  TRY(watch->tail_, ConsoleTail::create(io, console, [weak = std::weak_ptr(watch)](auto bytes) {
        if (auto self = weak.lock()) self->on_console(bytes);
      }));
  watch->tail_->start();
  return watch;
}

void GuestWatch::on_console(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  for (const ConsoleReport& report : scanner_.feed(bytes)) deliver(report);
  console_bytes_ += bytes.size();
  if (console_bytes_ > kConsoleFlood && !std::exchange(flood_told_, true))
    deliver(GuestEvent{
        GuestEvent::Kind::Oops,
        fmt::format("the guest printed more than {} MiB to its console", kConsoleFlood >> 20)});
  arm_silence();
}

void GuestWatch::arm_silence() {
  if (!scanner_.report_open() || ended_) return;
  silence_->timer.expires_after(kReportSilence);
  silence_->timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    const std::lock_guard lock(self->mutex_);
    if (const auto report = self->scanner_.close_report()) self->deliver(*report);
  });
}

void GuestWatch::on_shutdown_reason(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  // The guest's own reason comes first; then libvirt ends QEMU by a signal, which QEMU tells as
  // well.
  if (shutdown_reason_.empty()) shutdown_reason_ = reason;
}

void GuestWatch::on_domain_end(DomainEnd end) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  tail_->drain();
  if (!console_open_) {
    for (const ConsoleReport& report : scanner_.finish()) deliver(report);
    return finish(last_event(end));
  }
  waiting_end_ = end;
  patience_->timer.expires_after(kConsolePatience);
  patience_->timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    if (const auto self = weak.lock(); self && !error) self->on_console_end();
  });
}

void GuestWatch::on_console_end() {
  const std::lock_guard lock(mutex_);
  console_open_ = false;
  if (waiting_end_) on_domain_end(*std::exchange(waiting_end_, std::nullopt));
}

void GuestWatch::on_host_lost(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  tail_->drain();
  finish({GuestEvent::Kind::QemuDied, why, scanner_.notes().oom_kills});
}

void GuestWatch::finish(const GuestEvent& last) {
  deliver(last);
  ended_ = true;
}

GuestEvent GuestWatch::last_event(DomainEnd end) const {
  using Kind = GuestEvent::Kind;
  const ConsoleNotes& notes = scanner_.notes();
  const std::string more = describe(notes);
  const auto event = [&](Kind kind, const std::string& what) {
    return GuestEvent{kind, what + more, notes.oom_kills};
  };
  if (stop_expected_) return event(Kind::Stopped, "stopped by folioscope");
  switch (end) {
    case DomainEnd::Shutdown:
      if (shutdown_reason_.starts_with("host-"))
        return event(Kind::QemuDied, "QEMU was told to end by somebody else: " + shutdown_reason_);
      if (shutdown_reason_ != "guest-reset") return event(Kind::Stopped, "powered off");
      if (notes.panicked) return event(Kind::Stopped, "reset after a panic");
      if (notes.said_restart) return event(Kind::Stopped, "restarted; guests run once");
      return event(Kind::Crashed,
                   "reset without a word: a triple fault, or a panic before the console");
    case DomainEnd::Destroyed:
      return event(Kind::QemuDied, "destroyed by somebody else");
    case DomainEnd::Crashed:
      return event(Kind::Crashed, "the guest crashed");
    case DomainEnd::Failed:
      return event(Kind::QemuDied, "QEMU ended unexpectedly");
    case DomainEnd::Other:
      break;
  }
  return event(Kind::QemuDied, "the domain ended for a reason libvirt does not tell");
}

void GuestWatch::expect_console_end() {
  const std::lock_guard lock(mutex_);
  console_open_ = true;
}

void GuestWatch::expect_stop() {
  const std::lock_guard lock(mutex_);
  stop_expected_ = true;
}

void GuestWatch::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  on_event_ = nullptr;
  tail_->close();
  asio::post(silence_->timer.get_executor(), [self = shared_from_this()] {
    self->silence_->timer.cancel();
    self->patience_->timer.cancel();
  });
}

std::string GuestWatch::last_console_lines() {
  const std::lock_guard lock(mutex_);
  return scanner_.last_lines();
}

void GuestWatch::deliver(const ConsoleReport& report) {
  using Kind = GuestEvent::Kind;
  const bool oops = report.kind == ConsoleReport::Kind::Oops;
  deliver(GuestEvent{oops ? Kind::Oops : Kind::Hang, report.text});
}

void GuestWatch::deliver(const GuestEvent& event) {
  if (closed_ || ended_) return;
  on_event_(event);
}

}  // namespace folioscope::fleet
