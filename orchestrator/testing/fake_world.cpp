// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/fake_world.h"

#include <utility>

namespace folioscope::run {
namespace {

constexpr const char* kHeaderPage =
    "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
    "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
    "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
    "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";

}  // namespace

plan::Plan small_plan() {
  plan::Plan plan;
  plan.spec.name = "unit";
  plan.spec.variants = {{"stock", {}}};
  spec::Machine machine;
  machine.name = "m";
  machine.nodes = {{mib(512), {0}}};
  machine.cmdline = "cma=32M";
  plan.spec.machines = {machine};
  plan.spec.boot_timeout_ms = 20;
  plan.spec.workloads = {{"w", {{"allocations", {"50"}}}, 20}};
  plan.workloads = {{"w", "w", {{"allocations", "50"}}, 20, spec::Observe::Events}};
  plan::Cell cell;
  cell.id = CellId{1};
  plan.cells = {cell};
  return plan;
}

Script good_boot() {
  Script script;
  script.session_end = ingest::SessionEnd{true, ""};
  script.guest_end = fleet::GuestEvent{fleet::GuestEvent::Kind::Stopped, ""};
  script.received.hello.cpus = 1;
  script.received.hello.page_size = 4096;
  script.received.header_page = kHeaderPage;
  script.received.workload_exits.push_back({0, 0, 0, "", 1'000'000});
  return script;
}

store::ChunkSource FakeSession::chunks() {
  return [next = pages_.begin(), this]() mutable -> Result<std::optional<store::PageChunk>> {
    if (next == pages_.end()) return std::optional<store::PageChunk>();
    store::PageChunk chunk{.cpu = next->first, .pages = next->second};
    ++next;
    return std::optional(std::move(chunk));
  };
}

store::PagesByCpu FakeSession::pages() {
  store::PagesByCpu pages;
  for (const auto& [cpu, bytes] : pages_) pages.cpus.push_back(cpu);
  pages.open = [this](int cpu) {
    return Result<store::ChunkSource>(
        [this, cpu, done = false]() mutable -> Result<std::optional<store::PageChunk>> {
          if (std::exchange(done, true)) return std::optional<store::PageChunk>();
          return std::optional(store::PageChunk{.cpu = cpu, .pages = pages_.at(cpu)});
        });
  };
  return pages;
}

void FakeSession::stop(const std::string& reason) {
  if (!stopped_) return events_.on_end({false, reason});
  received_.workload_exits = {*stopped_};
  events_.on_workload_end();
  events_.on_end({true, ""});
}

Status FakeWorld::Guest::stop() {
  ++world_.stops_;
  return {};
}

std::unique_ptr<ingest::Session> FakeWorld::Server::expect(const std::string&, const wire::Job&,
                                                           const std::filesystem::path&,
                                                           ingest::SessionEvents events) {
  world_.current_ = world_.script_(world_.boots_);
  auto session = std::make_unique<FakeSession>(world_.current_.received, std::move(events),
                                               std::map<int, std::vector<std::byte>>(),
                                               world_.current_.stopped);
  world_.session_ = session.get();
  return session;
}

Result<std::unique_ptr<fleet::Guest>> FakeWorld::Fleet::boot(
    const fleet::BootRequest& request, std::function<void(const fleet::GuestEvent&)> on_event) {
  ++world_.boots_;
  world_.requests_.push_back(request);
  const Script& script = world_.current_;
  world_.lost_ |= script.lose_host;
  if (script.boot_fault) return *script.boot_fault;
  if (script.hello) world_.session_->events().on_hello();
  if (script.workload_start) world_.session_->events().on_workload_start();
  if (script.trouble) on_event(*script.trouble);
  if (script.session_end) world_.session_->events().on_end(*script.session_end);
  if (script.guest_end) on_event(*script.guest_end);
  return std::unique_ptr<fleet::Guest>(std::make_unique<Guest>(world_));
}

}  // namespace folioscope::run
