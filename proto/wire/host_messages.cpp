// SPDX-License-Identifier: GPL-3.0-or-later
// What the host says.
#include <fmt/format.h>
#include <folioscope/v1/agent.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/repeated_ptr_field.h>

#include <string_view>
#include <utility>

#include "base/names.h"
#include "wire/convert.h"
#include "wire/limits.h"

namespace folioscope::wire {
namespace {

void fill(v1::EventName& to, const EventName& from) {
  to.set_system(from.system);
  to.set_name(from.name);
}

void fill(v1::Probe& to, const EventRequest& from) {
  to.set_name(from.event.name);
  for (const std::string& symbol : from.symbols) to.add_symbols(symbol);
  to.set_fetch(from.fetch);
}

void fill(v1::EventRequest& to, const EventRequest& from) {
  switch (from.kind) {
    case EventRequest::Kind::Tracepoint:
      fill(*to.mutable_tracepoint(), from.event);
      break;
    case EventRequest::Kind::Kprobe:
      fill(*to.mutable_kprobe(), from);
      break;
    case EventRequest::Kind::Kretprobe:
      fill(*to.mutable_kretprobe(), from);
      break;
  }
  to.set_filter(from.filter);
  if (!from.window) return;
  fill(*to.mutable_window()->mutable_from(), from.window->from);
  fill(*to.mutable_window()->mutable_to(), from.window->to);
}

void fill(v1::HistogramRequest& to, const HistogramRequest& from) {
  fill(*to.mutable_event(), from.event);
  for (const std::string& key : from.keys) to.add_keys(key);
  for (const std::string& value : from.values) to.add_values(value);
  to.set_size(from.size);
  to.set_filter(from.filter);
}

void fill(v1::HostMessage& to, const Job& from) {
  v1::Job& job = *to.mutable_job();
  job.mutable_trace()->set_clock(from.clock);
  job.mutable_trace()->set_buffer_kib_per_cpu(from.buffer_kib_per_cpu);
  for (const EventRequest& event : from.events) fill(*job.mutable_trace()->add_events(), event);
  for (const HistogramRequest& histogram : from.histograms)
    fill(*job.mutable_trace()->add_histograms(), histogram);
  for (const Workload& workload : from.workloads) {
    v1::Workload& added = *job.add_workloads();
    added.set_program(workload.program);
    for (const std::string& arg : workload.args) added.add_args(arg);
    added.set_timeout_ms(workload.timeout_ms);
    for (const std::string& one : workload.environment) added.add_environment(one);
    added.set_user(workload.user);
    added.set_input(workload.input);
    for (const std::string& line : workload.before) added.add_before(line);
    for (const std::string& line : workload.after) added.add_after(line);
  }
  for (const Setting& setting : from.settings) {
    v1::Setting& added = *job.add_settings();
    added.set_path(setting.path);
    added.set_value(setting.value);
  }
  for (const std::string& path : from.files) job.add_files(path);
}

void fill(v1::HostMessage& to, const Mark&) { to.mutable_mark(); }

void fill(v1::HostMessage& to, const Stop& from) { to.mutable_stop()->set_reason(from.reason); }

Fault host_malformed(std::string what) { return host_fault("the host sent " + std::move(what)); }

Status check_count(int count, std::size_t limit, const char* name) {
  if (static_cast<std::size_t>(count) > limit)
    return host_malformed(
        fmt::format("a job with {} {}; at most {} are accepted", count, name, limit));
  return {};
}

// A text that ends up in a path, a command or an argument: a NUL byte would cut it silently.
Status check_text(std::string_view text, const char* name) {
  if (text.size() > kMaxText)
    return host_malformed(
        fmt::format("a {} of {} bytes; at most {} are accepted", name, text.size(), kMaxText));
  if (text.find('\0') != text.npos)
    return host_malformed(fmt::format("a {} with a NUL byte", name));
  return {};
}

Result<EventName> take(v1::EventName& from) {
  TRY_STATUS(check_text(from.system(), "event's system"));
  TRY_STATUS(check_text(from.name(), "event's name"));
  return EventName{std::move(*from.mutable_system()), std::move(*from.mutable_name())};
}

Result<EventRequest> take(EventRequest::Kind kind, v1::Probe& from) {
  TRY_STATUS(check_text(from.name(), "probe's name"));
  TRY_STATUS(check_text(from.fetch(), "probe's fetch arguments"));
  TRY_STATUS(check_count(from.symbols_size(), kMaxSymbols, "symbols for one probe"));
  EventRequest request{kind, {names::kProbeSystem, std::move(*from.mutable_name())}};
  request.fetch = std::move(*from.mutable_fetch());
  for (std::string& symbol : *from.mutable_symbols()) {
    TRY_STATUS(check_text(symbol, "probe's symbol"));
    request.symbols.push_back(std::move(symbol));
  }
  return request;
}

Result<EventRequest> take_what(v1::EventRequest& from) {
  switch (from.what_case()) {
    case v1::EventRequest::kTracepoint: {
      TRY(EventName event, take(*from.mutable_tracepoint()));
      return EventRequest{EventRequest::Kind::Tracepoint, std::move(event)};
    }
    case v1::EventRequest::kKprobe:
      return take(EventRequest::Kind::Kprobe, *from.mutable_kprobe());
    case v1::EventRequest::kKretprobe:
      return take(EventRequest::Kind::Kretprobe, *from.mutable_kretprobe());
    case v1::EventRequest::WHAT_NOT_SET:
      break;
  }
  return host_malformed("an event request of unknown kind");
}

Result<EventRequest> take(v1::EventRequest& from) {
  TRY(EventRequest request, take_what(from));
  TRY_STATUS(check_text(from.filter(), "event filter"));
  request.filter = std::move(*from.mutable_filter());
  if (!from.has_window()) return request;
  v1::Window& window = *from.mutable_window();
  if (!window.has_from() || !window.has_to()) return host_malformed("a window with one end");
  TRY(EventName first, take(*window.mutable_from()));
  TRY(EventName last, take(*window.mutable_to()));
  request.window = Window{std::move(first), std::move(last)};
  return request;
}

Result<HistogramRequest> take(v1::HistogramRequest& from) {
  TRY_STATUS(check_count(from.keys_size(), kMaxHistogramFields, "keys of one histogram"));
  TRY_STATUS(check_count(from.values_size(), kMaxHistogramFields, "values of one histogram"));
  TRY_STATUS(check_text(from.filter(), "histogram's filter"));
  TRY(EventName event, take(*from.mutable_event()));
  HistogramRequest histogram;
  histogram.event = std::move(event);
  histogram.size = from.size();
  histogram.filter = std::move(*from.mutable_filter());
  for (std::string& key : *from.mutable_keys()) {
    TRY_STATUS(check_text(key, "histogram's key"));
    histogram.keys.push_back(std::move(key));
  }
  for (std::string& value : *from.mutable_values()) {
    TRY_STATUS(check_text(value, "histogram's value"));
    histogram.values.push_back(std::move(value));
  }
  return histogram;
}

using Texts = google::protobuf::RepeatedPtrField<std::string>;

Status take_texts(Texts& from, const char* many, const char* one, std::vector<std::string>& to) {
  TRY_STATUS(check_count(from.size(), kMaxArgs, many));
  for (std::string& text : from) {
    TRY_STATUS(check_text(text, one));
    to.push_back(std::move(text));
  }
  return {};
}

Result<Workload> take(v1::Workload& from) {
  TRY_STATUS(check_text(from.program(), "workload's name"));
  Workload workload;
  workload.program = std::move(*from.mutable_program());
  workload.timeout_ms = from.timeout_ms();
  TRY_STATUS(take_texts(*from.mutable_args(), "arguments of one workload", "workload's argument",
                        workload.args));
  TRY_STATUS(take_texts(*from.mutable_environment(), "variables of one workload",
                        "workload's environment", workload.environment));
  workload.user = from.user();
  TRY_STATUS(check_text(from.input(), "workload's input"));
  workload.input = std::move(*from.mutable_input());
  TRY_STATUS(take_texts(*from.mutable_before(), "lines before a workload", "line before a workload",
                        workload.before));
  TRY_STATUS(take_texts(*from.mutable_after(), "lines after a workload", "line after a workload",
                        workload.after));
  return workload;
}

Result<HostMessage> take(v1::Job& from) {
  v1::TraceSetup& trace = *from.mutable_trace();
  TRY_STATUS(check_count(trace.events_size(), kMaxEvents, "events"));
  TRY_STATUS(check_count(trace.histograms_size(), kMaxHistograms, "histograms"));
  TRY_STATUS(check_count(from.workloads_size(), kMaxWorkloads, "workloads"));
  TRY_STATUS(check_count(from.settings_size(), kMaxSettings, "settings"));
  TRY_STATUS(check_count(from.files_size(), kMaxFiles, "files"));
  TRY_STATUS(check_text(trace.clock(), "clock"));
  Job job;
  if (!trace.clock().empty()) job.clock = std::move(*trace.mutable_clock());
  if (trace.buffer_kib_per_cpu() != 0) job.buffer_kib_per_cpu = trace.buffer_kib_per_cpu();
  for (v1::EventRequest& event : *trace.mutable_events()) {
    TRY(EventRequest taken, take(event));
    job.events.push_back(std::move(taken));
  }
  for (v1::HistogramRequest& histogram : *trace.mutable_histograms()) {
    TRY(HistogramRequest taken, take(histogram));
    job.histograms.push_back(std::move(taken));
  }
  for (v1::Workload& workload : *from.mutable_workloads()) {
    TRY(Workload taken, take(workload));
    job.workloads.push_back(std::move(taken));
  }
  for (v1::Setting& setting : *from.mutable_settings()) {
    TRY_STATUS(check_text(setting.path(), "setting's path"));
    TRY_STATUS(check_text(setting.value(), "setting's value"));
    job.settings.push_back(
        {std::move(*setting.mutable_path()), std::move(*setting.mutable_value())});
  }
  for (std::string& path : *from.mutable_files()) {
    TRY_STATUS(check_text(path, "file's path"));
    job.files.push_back(std::move(path));
  }
  return HostMessage{std::move(job)};
}

}  // namespace

std::string encode(const HostMessage& message) {
  v1::HostMessage proto;
  std::visit([&](const auto& kind) { fill(proto, kind); }, message);
  return proto.SerializeAsString();
}

Result<HostMessage> decode_host_message(google::protobuf::io::ZeroCopyInputStream& bytes) {
  v1::HostMessage proto;
  if (!proto.ParseFromZeroCopyStream(&bytes)) return host_malformed("bytes that are no message");
  switch (proto.kind_case()) {
    case v1::HostMessage::kJob:
      return take(*proto.mutable_job());
    case v1::HostMessage::kStop:
      TRY_STATUS(check_text(proto.stop().reason(), "reason to stop"));
      return HostMessage{Stop{std::move(*proto.mutable_stop()->mutable_reason())}};
    case v1::HostMessage::kMark:
      return HostMessage{Mark{}};
    case v1::HostMessage::KIND_NOT_SET:
      break;
  }
  return host_malformed("a message of unknown kind");
}

Result<HostMessage> decode_host_message(std::string_view bytes) {
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  return decode_host_message(stream);
}

}  // namespace folioscope::wire
