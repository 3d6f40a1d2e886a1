// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/trace_commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/names.h"

namespace folioscope::agent {
namespace {

// Instances of a kretprobe that may be inside the function at the same time; the kernel's default
// is the number of CPUs, and every sleeper beyond is a miss. 4096 is the kernel's maximum and about
// 300 KiB a probe.
constexpr int kKretprobeInstances = 4096;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
}

// "pfn", "common_pid.execname".
bool is_field(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-' || c == '.';
  });
}

// A filter that is always true. A trigger with a filter runs when its event has got its time, one
// without runs before; this way nothing in a window is older than the event that opened it.
constexpr char kAnyTask[] = "common_pid >= 0";

bool is_one_line(std::string_view text) { return text.find('\n') == std::string_view::npos; }

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  constexpr std::string_view kBlank = " \t";
  for (std::size_t at = line.find_first_not_of(kBlank); at != std::string_view::npos;
       at = line.find_first_not_of(kBlank, at)) {
    const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
    result.push_back(line.substr(at, end - at));
    at = end;
  }
  return result;
}

bool parse_count(std::string_view text, std::uint64_t& count) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc{} && end == text.data() + text.size();
}

bool is_single(const EventName& event) { return is_name(event.system) && is_name(event.name); }

std::string text_of(const EventName& event) {
  return fmt::format("{}:{}", event.system, event.name);
}

}  // namespace

Result<EventName> event_name(const wire::EventRequest& request) {
  const EventName& event = request.event;
  if (request.kind != wire::EventRequest::Kind::Tracepoint) {
    if (!is_name(event.name))
      return user_fault(fmt::format("'{}' is no name for the probe of {}", event.name,
                                    request.symbols.empty() ? "nothing" : request.symbols.front()),
                        "use letters, digits and underscores");
    return EventName{names::kProbeSystem, event.name};
  }
  if (!is_single(event) && !(is_name(event.system) && event.name == "*"))
    return user_fault(fmt::format("'{}' is no tracepoint", text_of(event)),
                      "write SYSTEM:NAME or SYSTEM:*");
  return event;
}

std::string Trigger::line(std::string_view attribute) const {
  std::string line = fmt::format("{}{}", command, attribute);
  if (!filter.empty()) line += " if " + filter;
  return line;
}

Result<std::array<Trigger, 2>> window_triggers(const wire::Window& window, const EventName& event) {
  for (const EventName& end : {window.from, window.to})
    if (!is_single(end))
      return user_fault(fmt::format("'{}' is not one event", text_of(end)), "write SYSTEM:NAME");
  return std::array{Trigger{window.from, "enable_event:" + text_of(event), kAnyTask},
                    Trigger{window.to, "disable_event:" + text_of(event)}};
}

Result<Trigger> histogram_trigger(const wire::HistogramRequest& request) {
  const std::string name = text_of(request.event);
  if (!is_single(request.event))
    return user_fault(fmt::format("'{}' is not one event", name), "write SYSTEM:NAME");
  std::vector<std::string> fields = request.keys;
  fields.insert(fields.end(), request.values.begin(), request.values.end());
  for (const std::string& field : fields)
    if (!is_field(field))
      return user_fault(fmt::format("'{}' is no field of {}", field, name),
                        "name fields of the event, or stacktrace");
  if (request.keys.empty() || !is_one_line(request.filter))
    return user_fault(fmt::format("no histogram of {} can be made", name),
                      "it needs a key, and its filter is one line");
  std::string command = fmt::format("hist:keys={}", fmt::join(request.keys, ","));
  if (!request.values.empty()) command += fmt::format(":vals={}", fmt::join(request.values, ","));
  // The most hits come first, so that what is cut off a long text matters least.
  command += ":sort=hitcount.descending";
  if (request.size != 0) command += fmt::format(":size={}", request.size);
  return Trigger{request.event, std::move(command), request.filter};
}

Result<std::string> probe_definition(const wire::EventRequest& request, std::string_view symbol) {
  TRY(const EventName event, event_name(request));
  const bool on_return = request.kind == wire::EventRequest::Kind::Kretprobe;
  if (symbol.empty() || !is_one_line(symbol) || !is_one_line(request.fetch) ||
      symbol.find_first_of(" \t") != std::string_view::npos)
    return user_fault(fmt::format("'{} {}' is no place to probe", symbol, request.fetch),
                      "name one kernel symbol, or SYMBOL+OFFSET for a kprobe");
  const std::string kind = on_return ? fmt::format("r{}", kKretprobeInstances) : "p";
  std::string line = fmt::format("{}:{}/{} {}", kind, event.system, event.name, symbol);
  if (!request.fetch.empty()) line += " " + request.fetch;
  return line;
}

Result<std::vector<wire::Probe>> parse_probe_profile(std::string_view text,
                                                     const std::vector<std::string>& ours) {
  std::vector<wire::Probe> probes;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto columns = words(line);
    if (columns.empty() || std::find(ours.begin(), ours.end(), columns[0]) == ours.end()) continue;
    wire::Probe probe{std::string(columns[0])};
    if (columns.size() != 3 || !parse_count(columns[1], probe.hits) ||
        !parse_count(columns[2], probe.misses))
      return guest_fault(fmt::format("kprobe_profile has the line '{}'", line));
    probes.push_back(std::move(probe));
  }
  return probes;
}

Watermark watermark(std::uint64_t buffer_kib_per_cpu, std::size_t page_size,
                    std::size_t batch_pages) {
  const std::size_t ring_pages =
      std::max<std::size_t>(1, static_cast<std::size_t>(buffer_kib_per_cpu) * 1024 / page_size);
  // The kernel wakes when (full pages + 1) * 100 >= percent * ring pages (full_hit() in
  // ring_buffer.c), so a batch of n full pages needs the percentage of n + 1.
  const std::size_t wanted = ((batch_pages + 1) * 100 + ring_pages - 1) / ring_pages;
  const std::size_t percent = std::clamp<std::size_t>(wanted, 1, 50);
  const std::size_t hit = (percent * ring_pages + 99) / 100;
  return {static_cast<unsigned>(percent),
          std::clamp<std::size_t>(hit > 1 ? hit - 1 : 1, 1, batch_pages)};
}

}  // namespace folioscope::agent
