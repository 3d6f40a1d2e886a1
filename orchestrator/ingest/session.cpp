// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/session.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace folioscope::ingest {
namespace {

constexpr char kAbandoned[] = "nobody waits for this session any more";

std::chrono::nanoseconds now() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace

SessionCore::SessionCore(std::string token, wire::Job job, std::filesystem::path spool,
                         SessionEvents events)
    : token_(std::move(token)),
      job_(std::move(job)),
      spool_file_(std::move(spool)),
      events_(std::move(events)) {}

Status SessionCore::begin(wire::Hello hello, std::function<void(const wire::HostMessage&)> say) {
  say_ = std::move(say);
  const std::uint32_t version = hello.protocol_version, page_size = hello.page_size;
  state_.emplace(std::move(hello), job_);
  if (events_.on_hello) events_.on_hello();
  if (version != wire::kProtocolVersion)
    return guest_fault(fmt::format("the agent speaks version {} of the protocol, the host {}",
                                   version, wire::kProtocolVersion),
                       "build the guest image and the orchestrator from the same source");
  TRY(Spool spool, Spool::create(spool_file_, page_size));
  spool_.emplace(std::move(spool));
  state_->say(now());
  say_(job_);
  return {};
}

Status SessionCore::take(wire::AgentMessage message) {
  if (abandoned_) return host_fault(kAbandoned);
  TRY(const std::optional<wire::PageBatch> batch, state_->take(std::move(message), now()));
  if (batch) TRY_STATUS(spool_->append(*batch));
  if (state_->wants_mark()) {
    state_->say(now());
    say_(wire::Mark{});
  }
  tell_stage();
  return {};
}

void SessionCore::tell_stage() {
  if (!start_told_ && state_->workload_started()) {
    start_told_ = true;
    if (events_.on_workload_start) events_.on_workload_start();
  }
  if (!end_told_ && state_->workload_ended()) {
    end_told_ = true;
    if (events_.on_workload_end) events_.on_workload_end();
  }
}

void SessionCore::stream_closed() {
  const wire::Received& got = received();
  if (state_ && state_->complete()) return end({.orderly = true, .reason = {}});
  if (got.failure)
    return end({.reason = fmt::format("the agent could not do the job: {}", got.failure->what),
                .domain = FaultDomain::Guest});
  end({.reason = fmt::format("the agent's stream ended while the host waited for {}",
                             state_ ? state_->waiting_for() : "Hello"),
       .lost = true});
}

void SessionCore::fail(const Fault& fault) { end({.reason = fault.what, .domain = fault.domain}); }

void SessionCore::stop(const std::string& reason) {
  if (!ended_ && say_) say_(wire::Stop{reason});
}

void SessionCore::abandon() {
  stop(kAbandoned);
  abandoned_ = true;
  events_ = {};
  spool_.reset();
}

void SessionCore::end(SessionEnd how) {
  if (std::exchange(ended_, true)) return;
  say_ = {};
  if (events_.on_end) events_.on_end(how);
}

const wire::Received& SessionCore::received() const {
  return state_ ? state_->received() : nothing_;
}

store::ChunkSource SessionCore::chunks() const {
  if (spool_) return spool_->chunks();
  return [] { return Result<std::optional<store::PageChunk>>(std::nullopt); };
}

store::PagesByCpu SessionCore::pages() const {
  return spool_ ? spool_->pages() : store::PagesByCpu();
}

bool same_token(const std::string& expected, const std::string& shown) {
  if (expected.size() != shown.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    difference = static_cast<unsigned char>(difference | (expected[i] ^ shown[i]));
  return difference == 0;
}

}  // namespace folioscope::ingest
