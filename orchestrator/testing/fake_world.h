// SPDX-License-Identifier: GPL-3.0-or-later
// A fleet and a server whose guests do what a script says, at once: for tests of how ends are
// judged. The real ones are exercised by the vm tests.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fleet/fleet.h"
#include "ingest/server.h"
#include "plan/plan.h"

namespace folioscope::run {

// What one fake guest does after it was started. Unset members do not happen.
struct Script {
  bool hello = true;
  bool workload_start = false;
  std::optional<ingest::SessionEnd> session_end;
  std::optional<fleet::GuestEvent> trouble;  // oops or stall, before the end
  std::optional<fleet::GuestEvent> guest_end;
  wire::Received received;
  std::optional<Fault> boot_fault;                        // boot() itself fails
  bool lose_host = false;                                 // with it the host
  std::string process_end;                                // how QEMU ended
  std::function<std::optional<fleet::CpuUse>()> cpu_use;  // unset: nothing to be seen
  // What the agent says of a workload that it was told to stop; the session then ends in order.
  std::optional<wire::WorkloadExit> stopped;
};

// One boot of one variant with one workload, "w"; its limits are 20 ms.
plan::Plan small_plan();

// A script whose boot ends well: one workload, exit 0, no pages.
Script good_boot();

class FakeSession : public ingest::Session {
 public:
  // `pages`: what was sent, by CPU. `stopped`: what the agent still says after it was told to stop,
  // before the session ends.
  FakeSession(wire::Received received, ingest::SessionEvents events,
              std::map<int, std::vector<std::byte>> pages = {},
              std::optional<wire::WorkloadExit> stopped = {})
      : received_(std::move(received)),
        events_(std::move(events)),
        pages_(std::move(pages)),
        stopped_(std::move(stopped)) {}
  void attach(UniqueFd) override {}
  const wire::Received& received() const override { return received_; }
  store::ChunkSource chunks() override;
  store::PagesByCpu pages() override;
  void stop(const std::string& reason) override;
  const ingest::SessionEvents& events() const { return events_; }

 private:
  wire::Received received_;
  ingest::SessionEvents events_;
  std::map<int, std::vector<std::byte>> pages_;
  std::optional<wire::WorkloadExit> stopped_;
};

// Both ends of one world: expect() is called first, then boot(), which plays the next script.
class FakeWorld {
 public:
  explicit FakeWorld(std::function<Script(int boot)> script) : script_(std::move(script)) {}
  fleet::Fleet& fleet() { return fleet_; }
  ingest::Server& server() { return server_; }
  int boots() const { return boots_; }
  int stops() const { return stops_; }
  const std::vector<fleet::BootRequest>& requests() const { return requests_; }

 private:
  class Guest : public fleet::Guest {
   public:
    explicit Guest(FakeWorld& world) : world_(world) {}
    UniqueFd take_channel() override { return {}; }
    std::string diagnose() override { return "CPU#0 halted"; }
    std::optional<fleet::CpuUse> cpu_use() override {
      return world_.current_.cpu_use ? world_.current_.cpu_use() : std::nullopt;
    }
    std::string process_end() override { return world_.current_.process_end; }
    Status stop() override;

   private:
    FakeWorld& world_;
  };
  class Fleet : public fleet::Fleet {
   public:
    explicit Fleet(FakeWorld& world) : world_(world) {}
    Result<std::unique_ptr<fleet::Guest>> boot(
        const fleet::BootRequest& request,
        std::function<void(const fleet::GuestEvent&)> on_event) override;
    Result<std::vector<std::string>> remove_orphans() override {
      return std::vector<std::string>{};
    }
    Result<fleet::HostFacts> facts() override { return fleet::HostFacts{}; }
    bool lost() const override { return world_.lost_; }

   private:
    FakeWorld& world_;
  };
  class Server : public ingest::Server {
   public:
    explicit Server(FakeWorld& world) : world_(world) {}
    std::unique_ptr<ingest::Session> expect(const std::string& token, const wire::Job& job,
                                            const std::filesystem::path& spool,
                                            ingest::SessionEvents events) override;
    std::int64_t refused() const override { return 0; }

   private:
    FakeWorld& world_;
  };

  std::function<Script(int)> script_;
  Fleet fleet_{*this};
  Server server_{*this};
  Script current_;
  FakeSession* session_ = nullptr;
  bool lost_ = false;
  int boots_ = 0;
  int stops_ = 0;
  std::vector<fleet::BootRequest> requests_;
};

}  // namespace folioscope::run
