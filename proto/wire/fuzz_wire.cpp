// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a message of the agent, or (first byte odd) of the host. What is
// accepted keeps its bounds, and comes back from its own encoding as it was; what is refused is the
// fault of whoever sent it.
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <bit>
#include <string>
#include <variant>

#include "testing/fuzz.h"
#include "wire/convert.h"
#include "wire/limits.h"

using namespace folioscope;
using namespace folioscope::wire;
using fuzz::check;

namespace {

Result<AgentMessage> decode_agent(std::string_view bytes) {
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  return decode_agent_message(stream);
}

void check_bounds(const Hello& hello) {
  check(hello.token.size() <= kMaxName && hello.kernel_release.size() <= kMaxName);
  check(hello.cpus > 0 && hello.cpus <= kMaxCpus);
  check(std::has_single_bit(hello.page_size));
  check(hello.page_size >= kMinPageSize && hello.page_size <= kMaxPageSize);
}
void check_bounds(const PageBatch& batch) {
  check(!batch.data.empty() && batch.data.size() <= kMaxPagesBytes);
}
void check_bounds(const WorkloadLine& line) { check(line.line.size() <= kMaxText); }
void check_bounds(const GuestFile& file) { check(file.path.size() <= kMaxName); }
template <class Other>
void check_bounds(const Other&) {}

void agent(std::string_view bytes) {
  const auto message = decode_agent(bytes);
  if (!message) {
    check(message.fault().domain == FaultDomain::Guest && !message.fault().what.empty());
    return;
  }
  std::visit([](const auto& kind) { check_bounds(kind); }, *message);
  const std::string encoded = encode(*message);
  const auto again = decode_agent(encoded);
  check(again.ok() && encode(*again) == encoded);
  if (const auto* batch = std::get_if<PageBatch>(&*message))
    check(encode_page_batch_head(batch->cpu, batch->sequence, batch->data.size()) + batch->data ==
          encoded);
}

void host(std::string_view bytes) {
  const auto message = decode_host_message(bytes);
  if (!message) {
    check(message.fault().domain == FaultDomain::Host && !message.fault().what.empty());
    return;
  }
  if (const auto* job = std::get_if<Job>(&*message)) {
    check(job->events.size() <= kMaxEvents && job->workloads.size() <= kMaxWorkloads);
    check(job->files.size() <= kMaxFiles && job->settings.size() <= kMaxSettings);
    check(job->histograms.size() <= kMaxHistograms);
  }
  const std::string encoded = encode(*message);
  const auto again = decode_host_message(std::string_view(encoded));
  check(again.ok() && encode(*again) == encoded);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  const bool from_host = input.byte() % 2 != 0;
  const std::string_view bytes = fuzz::as_text(input.rest());
  from_host ? host(bytes) : agent(bytes);
  return 0;
}
