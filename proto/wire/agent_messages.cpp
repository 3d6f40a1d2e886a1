// SPDX-License-Identifier: GPL-3.0-or-later
// What the agent says.
#include <fmt/format.h>
#include <folioscope/v1/agent.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <bit>
#include <string_view>
#include <utility>

#include "wire/convert.h"
#include "wire/limits.h"

namespace folioscope::wire {
namespace {

using google::protobuf::internal::WireFormatLite;

v1::Phase to_proto(Phase phase) { return phase == Phase::Start ? v1::START : v1::END; }

void fill(v1::AgentMessage& to, const Hello& from) {
  auto& hello = *to.mutable_hello();
  hello.set_protocol_version(from.protocol_version);
  hello.set_token(from.token);
  hello.set_kernel_release(from.kernel_release);
  hello.set_kernel_version(from.kernel_version);
  hello.set_cpus(from.cpus);
  hello.set_page_size(from.page_size);
  hello.set_boot_time_ns(from.boot_time_ns);
}

void fill(v1::AgentMessage& to, const Formats& from) {
  to.mutable_formats()->set_header_page(from.header_page);
  for (const EventFormat& format : from.formats) {
    auto& added = *to.mutable_formats()->add_formats();
    added.set_system(format.system);
    added.set_name(format.name);
    added.set_text(format.text);
  }
}

void fill(v1::AgentMessage& to, const CpuStats& from) {
  to.mutable_cpu_stats()->set_phase(to_proto(from.phase));
  to.mutable_cpu_stats()->set_cpu(from.cpu);
  to.mutable_cpu_stats()->set_text(from.text);
}

void fill(v1::AgentMessage& to, const Vmstat& from) {
  to.mutable_vmstat()->set_phase(to_proto(from.phase));
  to.mutable_vmstat()->set_text(from.text);
}

void fill(v1::AgentMessage& to, const PageBatch& from) {
  to.mutable_pages()->set_cpu(from.cpu);
  to.mutable_pages()->set_sequence(from.sequence);
  to.mutable_pages()->set_data(from.data);
}

void fill(v1::AgentMessage& to, const WorkloadLine& from) {
  to.mutable_workload_result()->set_workload(from.workload);
  to.mutable_workload_result()->set_line(from.line);
}

void fill(v1::AgentMessage& to, const WorkloadExit& from) {
  auto& exit = *to.mutable_workload_exit();
  exit.set_workload(from.workload);
  exit.set_exit_code(from.exit_code);
  exit.set_signal(from.signal);
  exit.set_stderr_tail(from.stderr_tail);
  exit.set_duration_ns(from.duration_ns);
  exit.set_timed_out(from.timed_out);
}

void fill(v1::AgentMessage& to, const ProbeStats& from) {
  auto& stats = *to.mutable_probe_stats();
  for (const Probe& probe : from.probes) {
    auto& added = *stats.add_probes();
    added.set_name(probe.name);
    added.set_hits(probe.hits);
    added.set_misses(probe.misses);
  }
}

void fill(v1::AgentMessage& to, const GuestFile& from) {
  to.mutable_guest_file()->set_path(from.path);
  to.mutable_guest_file()->set_text(from.text);
}

void fill(v1::AgentMessage& to, const Histogram& from) {
  v1::Histogram& histogram = *to.mutable_histogram();
  histogram.mutable_event()->set_system(from.event.system);
  histogram.mutable_event()->set_name(from.event.name);
  histogram.set_text(from.text);
}

void fill(v1::AgentMessage& to, const Failure& from) {
  to.mutable_failure()->set_what(from.what);
  to.mutable_failure()->set_detail(from.detail);
}

void fill(v1::AgentMessage& to, const Clock& from) {
  to.mutable_clock()->set_phase(to_proto(from.phase));
  to.mutable_clock()->set_heard_ns(from.heard_ns);
  to.mutable_clock()->set_sent_ns(from.sent_ns);
}

void fill(v1::AgentMessage& to, const Bye& from) {
  to.mutable_bye()->set_pages_bytes(from.pages_bytes);
  to.mutable_bye()->set_agent_rss_bytes(from.agent_rss_bytes);
  to.mutable_bye()->set_lines_dropped(from.lines_dropped);
}

Fault agent_malformed(std::string what) { return guest_fault("the agent sent " + std::move(what)); }

// `name` is what the reader of the fault calls the text.
Status check_length(std::string_view text, std::size_t limit, const char* name) {
  if (text.size() > limit)
    return agent_malformed(
        fmt::format("{} of {} bytes; at most {} are accepted", name, text.size(), limit));
  return {};
}

Result<Phase> phase_from(int phase) {
  if (phase == v1::START) return Phase::Start;
  if (phase == v1::END) return Phase::End;
  return agent_malformed(fmt::format("the unknown phase {}", phase));
}

Result<AgentMessage> take(v1::Hello& from) {
  TRY_STATUS(check_length(from.token(), kMaxName, "a token"));
  TRY_STATUS(check_length(from.kernel_release(), kMaxName, "a kernel release"));
  TRY_STATUS(check_length(from.kernel_version(), kMaxName, "a kernel version"));
  if (from.cpus() == 0 || from.cpus() > kMaxCpus)
    return agent_malformed(fmt::format("a number of CPUs of {}", from.cpus()));
  if (!std::has_single_bit(from.page_size()) || from.page_size() < kMinPageSize ||
      from.page_size() > kMaxPageSize)
    return agent_malformed(fmt::format("a page size of {}", from.page_size()));
  return AgentMessage{Hello{from.protocol_version(), std::move(*from.mutable_token()),
                            std::move(*from.mutable_kernel_release()),
                            std::move(*from.mutable_kernel_version()), from.cpus(),
                            from.page_size(), from.boot_time_ns()}};
}

Result<AgentMessage> take(v1::Formats& from) {
  if (static_cast<std::size_t>(from.formats_size()) > kMaxFormats)
    return agent_malformed(fmt::format("{} event formats", from.formats_size()));
  TRY_STATUS(check_length(from.header_page(), kMaxText, "a header_page"));
  Formats formats;
  formats.header_page = std::move(*from.mutable_header_page());
  std::size_t total = 0;
  for (v1::EventFormat& format : *from.mutable_formats()) {
    TRY_STATUS(check_length(format.system(), kMaxName, "an event system"));
    TRY_STATUS(check_length(format.name(), kMaxName, "an event name"));
    TRY_STATUS(check_length(format.text(), kMaxText, "an event format"));
    total += format.text().size();
    formats.formats.push_back({std::move(*format.mutable_system()),
                               std::move(*format.mutable_name()),
                               std::move(*format.mutable_text())});
  }
  if (total > kMaxFormatsBytes)
    return agent_malformed(fmt::format("{} bytes of event formats", total));
  return AgentMessage{std::move(formats)};
}

Result<AgentMessage> take(v1::CpuStats& from) {
  TRY(Phase phase, phase_from(from.phase()));
  TRY_STATUS(check_length(from.text(), kMaxText, "ring-buffer stats"));
  return AgentMessage{CpuStats{phase, from.cpu(), std::move(*from.mutable_text())}};
}

Result<AgentMessage> take(v1::Vmstat& from) {
  TRY(Phase phase, phase_from(from.phase()));
  TRY_STATUS(check_length(from.text(), kMaxVmstat, "vmstat"));
  return AgentMessage{Vmstat{phase, std::move(*from.mutable_text())}};
}

Result<AgentMessage> take(const v1::Clock& from) {
  TRY(Phase phase, phase_from(from.phase()));
  if (from.heard_ns() > from.sent_ns() || from.sent_ns() > kMaxClock)
    return agent_malformed(fmt::format("a clock that was at {} ns and then at {} ns",
                                       from.heard_ns(), from.sent_ns()));
  return AgentMessage{Clock{phase, from.heard_ns(), from.sent_ns()}};
}

Result<AgentMessage> take(v1::Pages& from) {
  if (from.data().empty()) return agent_malformed("an empty batch of pages");
  TRY_STATUS(check_length(from.data(), kMaxPagesBytes, "a batch of pages"));
  return AgentMessage{PageBatch{from.cpu(), from.sequence(), std::move(*from.mutable_data())}};
}

Result<AgentMessage> take(v1::WorkloadResult& from) {
  TRY_STATUS(check_length(from.line(), kMaxText, "a workload's line"));
  return AgentMessage{WorkloadLine{from.workload(), std::move(*from.mutable_line())}};
}

Result<AgentMessage> take(v1::WorkloadExit& from) {
  TRY_STATUS(check_length(from.stderr_tail(), kMaxStderrTail, "a workload's stderr"));
  return AgentMessage{WorkloadExit{from.workload(), from.exit_code(), from.signal(),
                                   std::move(*from.mutable_stderr_tail()), from.duration_ns(),
                                   from.timed_out()}};
}

Result<AgentMessage> take(v1::ProbeStats& from) {
  if (static_cast<std::size_t>(from.probes_size()) > kMaxProbes)
    return agent_malformed(fmt::format("the counters of {} probes", from.probes_size()));
  ProbeStats stats;
  for (v1::ProbeStats::Probe& probe : *from.mutable_probes()) {
    TRY_STATUS(check_length(probe.name(), kMaxName, "a probe's name"));
    stats.probes.push_back({std::move(*probe.mutable_name()), probe.hits(), probe.misses()});
  }
  return AgentMessage{std::move(stats)};
}

Result<AgentMessage> take(v1::GuestFile& from) {
  TRY_STATUS(check_length(from.path(), kMaxName, "a file's path"));
  TRY_STATUS(check_length(from.text(), kMaxGuestFile, "a file"));
  return AgentMessage{GuestFile{std::move(*from.mutable_path()), std::move(*from.mutable_text())}};
}

Result<AgentMessage> take(v1::Histogram& from) {
  v1::EventName& event = *from.mutable_event();
  TRY_STATUS(check_length(event.system(), kMaxName, "an event system"));
  TRY_STATUS(check_length(event.name(), kMaxName, "an event name"));
  TRY_STATUS(check_length(from.text(), kMaxGuestFile, "a histogram"));
  return AgentMessage{
      Histogram{{std::move(*event.mutable_system()), std::move(*event.mutable_name())},
                std::move(*from.mutable_text())}};
}

Result<AgentMessage> take(v1::Failure& from) {
  TRY_STATUS(check_length(from.what(), kMaxText, "a failure"));
  TRY_STATUS(check_length(from.detail(), kMaxText, "a failure's detail"));
  return AgentMessage{Failure{std::move(*from.mutable_what()), std::move(*from.mutable_detail())}};
}

Result<AgentMessage> take(v1::Bye& from) {
  return AgentMessage{Bye{from.pages_bytes(), from.agent_rss_bytes(), from.lines_dropped()}};
}

}  // namespace

std::string encode(const AgentMessage& message) {
  v1::AgentMessage proto;
  std::visit([&](const auto& kind) { fill(proto, kind); }, message);
  return proto.SerializeAsString();
}

std::string encode_page_batch_head(std::uint32_t cpu, std::uint64_t sequence,
                                   std::uint64_t data_size) {
  v1::Pages pages;
  pages.set_cpu(cpu);
  pages.set_sequence(sequence);
  std::string head = pages.SerializeAsString();
  {
    google::protobuf::io::StringOutputStream appended(&head);
    google::protobuf::io::CodedOutputStream out(&appended);
    out.WriteTag(WireFormatLite::MakeTag(v1::Pages::kDataFieldNumber,
                                         WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
    out.WriteVarint64(data_size);
  }
  std::string message;
  {
    google::protobuf::io::StringOutputStream appended(&message);
    google::protobuf::io::CodedOutputStream out(&appended);
    out.WriteTag(WireFormatLite::MakeTag(v1::AgentMessage::kPagesFieldNumber,
                                         WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
    out.WriteVarint64(head.size() + data_size);
  }
  return message + head;
}

Result<AgentMessage> decode_agent_message(google::protobuf::io::ZeroCopyInputStream& bytes) {
  v1::AgentMessage proto;
  if (!proto.ParseFromZeroCopyStream(&bytes)) return agent_malformed("bytes that are no message");
  switch (proto.kind_case()) {
    case v1::AgentMessage::kHello:
      return take(*proto.mutable_hello());
    case v1::AgentMessage::kFormats:
      return take(*proto.mutable_formats());
    case v1::AgentMessage::kCpuStats:
      return take(*proto.mutable_cpu_stats());
    case v1::AgentMessage::kVmstat:
      return take(*proto.mutable_vmstat());
    case v1::AgentMessage::kPages:
      return take(*proto.mutable_pages());
    case v1::AgentMessage::kWorkloadResult:
      return take(*proto.mutable_workload_result());
    case v1::AgentMessage::kWorkloadExit:
      return take(*proto.mutable_workload_exit());
    case v1::AgentMessage::kProbeStats:
      return take(*proto.mutable_probe_stats());
    case v1::AgentMessage::kGuestFile:
      return take(*proto.mutable_guest_file());
    case v1::AgentMessage::kHistogram:
      return take(*proto.mutable_histogram());
    case v1::AgentMessage::kFailure:
      return take(*proto.mutable_failure());
    case v1::AgentMessage::kClock:
      return take(proto.clock());
    case v1::AgentMessage::kBye:
      return take(*proto.mutable_bye());
    case v1::AgentMessage::KIND_NOT_SET:
      break;
  }
  return agent_malformed("a message of unknown kind");
}

}  // namespace folioscope::wire
