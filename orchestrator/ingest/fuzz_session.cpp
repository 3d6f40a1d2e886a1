// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: bytes as the messages of one session, in any order: two bytes of length, then the
// message, and so on. Whatever is taken keeps the order and the totals of session_state.h, and a
// session that is over stays so.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "ingest/accounting.h"
#include "ingest/session_state.h"
#include "testing/fuzz.h"
#include "wire/convert.h"
#include "wire/limits.h"

using namespace folioscope;
using fuzz::check;

namespace {

constexpr std::uint32_t kCpus = 2;
constexpr std::size_t kWorkloads = 2;
constexpr std::chrono::nanoseconds kNow{1'000'000};

ingest::SessionState begun() {
  wire::Hello hello;
  hello.cpus = kCpus;
  hello.page_size = wire::kMinPageSize;
  wire::Job job;
  job.workloads.resize(kWorkloads);
  job.files = {"stacks", "holds"};
  job.histograms = {{.event = {"cma", "cma_alloc_start"}, .keys = {}, .values = {}}};
  return {std::move(hello), job};
}

// A message of a few bytes may stand for a page of them, so that inputs stay small.
void fill_up(wire::AgentMessage& message) {
  auto* batch = std::get_if<wire::PageBatch>(&message);
  if (batch != nullptr && batch->data.size() < 4) batch->data.resize(wire::kMinPageSize);
}

void check_received(const ingest::SessionState& state) {
  const wire::Received& received = state.received();
  check(received.cpu_stats.size() == kCpus);
  check(received.workload_exits.size() <= kWorkloads);
  check(received.files.size() <= 2 && received.histograms.size() <= 1);
  for (std::size_t i = 0; i < received.workload_exits.size(); ++i)
    check(received.workload_exits[i].workload == i);
  if (state.complete())
    check(received.files.size() == 2 && received.histograms.size() == 1 && !received.failure);
  if (state.complete()) check(state.workload_started() && state.workload_ended());
  check(state.waiting_for() != nullptr);
  check(received.clock.size() <= 2);
  for (const wire::ClockReading& reading : received.clock)
    check(reading.error_ns >= 0 && reading.guest_ns >= 0 && reading.host_ns <= kNow.count());
}

void check_accounting(const wire::Received& received) {
  for (const wire::CpuStatsText& stats : received.cpu_stats) {
    const auto accounting = ingest::account_events(stats, 3);
    if (accounting)
      check(accounting->produced == 3 + accounting->lost() && accounting->produced >= 0);
    else
      check(accounting.fault().domain == FaultDomain::Guest);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ingest::SessionState state = begun();
  std::uint64_t pages_bytes = 0, missing = 0;
  bool over = false;
  for (fuzz::Taker input(data, size); !input.empty() && !over;) {
    const auto bytes = input.bytes(input.pair());
    google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
    auto message = wire::decode_agent_message(stream);
    if (!message) continue;
    fill_up(*message);
    const auto batch = state.take(*std::move(message), kNow);
    if (state.wants_mark()) state.say(kNow);
    over = !batch.ok();
    if (over) check(batch.fault().domain == FaultDomain::Guest && !batch.fault().what.empty());
    if (batch.ok() && *batch) {
      pages_bytes += (*batch)->data.size();
      check(state.workload_started() && (*batch)->cpu < kCpus);
      check(state.received().pages_bytes == pages_bytes);
      check(state.received().batches_missing >= missing);
      missing = state.received().batches_missing;
    }
    check_received(state);
    if (state.complete() || state.received().failure)
      check(!state.take(wire::Failure{}, kNow).ok() && !state.take(wire::Vmstat{}, kNow).ok());
  }
  check_accounting(state.received());
  return 0;
}
