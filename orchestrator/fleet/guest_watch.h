// SPDX-License-Identifier: GPL-3.0-or-later
// What one guest tells from outside: its console and its domain's life, turned into GuestEvents.
// Lives from before the domain exists until its Guest is destroyed.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "fleet/asio_fwd.h"
#include "fleet/console_scanner.h"
#include "fleet/fleet.h"

namespace folioscope::fleet {

class ConsoleTail;
struct SilenceTimer;

// Why a domain is gone, as libvirt and QEMU say.
enum class DomainEnd { Shutdown, Destroyed, Crashed, Failed, Other };

class GuestWatch : public std::enable_shared_from_this<GuestWatch> {
 public:
  using OnEvent = std::function<void(const GuestEvent&)>;
  ~GuestWatch();

  // Creates the console file anew and follows it.
  static Result<std::shared_ptr<GuestWatch>> create(boost::asio::io_context& io,
                                                    const std::filesystem::path& console,
                                                    OnEvent on_event);

  // From the io thread.
  void on_shutdown_reason(const std::string& reason);  // QEMU's word, e.g. "guest-reset"
  // The last event follows when the console is complete, if that comes on a way of its own.
  void on_domain_end(DomainEnd end);
  void on_console_end();
  void on_host_lost(const std::string& why);  // the end of what is known of the guest

  // From any thread.
  void expect_console_end();  // before the domain exists: on_console_end() will come
  void expect_stop();         // the domain's end is our own doing from now on
  // After this returns no event arrives any more; waits for one that is being delivered.
  void close();
  std::string last_console_lines();

 private:
  GuestWatch(boost::asio::io_context& io, OnEvent on_event);
  void on_console(std::string_view bytes);
  void arm_silence();
  void deliver(const ConsoleReport& report);
  void deliver(const GuestEvent& event);
  void finish(const GuestEvent& last);
  GuestEvent last_event(DomainEnd end) const;

  // Recursive: draining the console at the domain's end comes back through on_console().
  std::recursive_mutex mutex_;
  OnEvent on_event_;
  bool closed_ = false;
  bool ended_ = false;
  bool stop_expected_ = false;
  bool console_open_ = false;             // on_console_end() is expected
  std::optional<DomainEnd> waiting_end_;  // for the console's
  std::string shutdown_reason_;
  ConsoleScanner scanner_;
  std::uint64_t console_bytes_ = 0;
  bool flood_told_ = false;
  std::unique_ptr<SilenceTimer> silence_, patience_;
  std::shared_ptr<ConsoleTail> tail_;
};

}  // namespace folioscope::fleet
