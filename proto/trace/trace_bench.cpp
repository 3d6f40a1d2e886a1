// SPDX-License-Identifier: GPL-3.0-or-later
// How many recorded page_ref events a second one core decodes: walk the page, find the format, read
// every field. Beside it the library of trace-cmd and perf: the same fields, and the text that
// `trace-cmd report` prints. trace_bench [--benchmark_...]
#include <benchmark/benchmark.h>
#include <event-parse.h>
#include <trace-seq.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "testing/places.h"
#include "testing/recorded_trace.h"
#include "trace/page.h"

namespace folioscope::trace {
namespace {

// More than any cache, so that pages come from memory as they do in a run.
constexpr std::size_t kVolume = std::size_t{64} << 20;

struct Input {
  Recording recording = load_recording(source_dir() + "/proto/trace/testdata", "refs");
  std::vector<std::byte> pages;

  Input() {
    while (pages.size() < kVolume)
      for (const auto& cpu : recording.cpus)
        pages.insert(pages.end(), cpu.pages.begin(), cpu.pages.end());
  }
};

template <class Visit>
void for_each_record(const Input& input, Visit visit) {
  constexpr std::size_t kPage = Recording::kPageSize;
  for (std::size_t at = 0; at < input.pages.size(); at += kPage) {
    PageCursor cursor(input.recording.layout, std::span(input.pages).subspan(at, kPage));
    Record record;
    while (cursor.next(record)) visit(record);
  }
}

void decode_all_fields(benchmark::State& state) {
  const Input input;
  std::int64_t events = 0;
  for (auto _ : state) {
    std::int64_t sum = 0;
    for_each_record(input, [&](const Record& record) {
      const EventFormat* format = input.recording.formats.by_id(record.type());
      if (format == nullptr || record.data.size() < format->fixed_size) return;
      for (const Field& field : format->fields) sum += read_number(field, record.data);
      ++events;
    });
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(events);
}
BENCHMARK(decode_all_fields);

void walk_only(benchmark::State& state) {
  const Input input;
  std::int64_t events = 0;
  for (auto _ : state) for_each_record(input, [&](const Record&) { ++events; });
  benchmark::DoNotOptimize(events);
  state.SetItemsProcessed(events);
}
BENCHMARK(walk_only);

// Calls visit(tep, event, record) for every event, with the record as libtraceevent wants it.
template <class Visit>
void by_libtraceevent(benchmark::State& state, Visit visit) {
  const Input input;
  const std::unique_ptr<tep_handle, decltype(&tep_free)> tep(tep_alloc(), tep_free);
  for (const auto& [system, text] : input.recording.format_texts)
    tep_parse_event(tep.get(), text.data(), text.size(), system.c_str());
  std::int64_t events = 0;
  for (auto _ : state) {
    for_each_record(input, [&](const Record& record) {
      tep_record raw{};
      raw.ts = record.time.ns;
      raw.size = static_cast<int>(record.data.size());
      raw.data = const_cast<std::byte*>(record.data.data());
      if (tep_event* event = tep_find_event_by_record(tep.get(), &raw)) visit(*tep, *event, raw);
      ++events;
    });
  }
  state.SetItemsProcessed(events);
}

void libtraceevent_fields(benchmark::State& state) {
  by_libtraceevent(state, [](tep_handle&, tep_event& event, tep_record& record) {
    unsigned long long sum = 0, value = 0;
    for (tep_format_field* field = event.format.fields; field != nullptr; field = field->next)
      if (tep_read_number_field(field, record.data, &value) == 0) sum += value;
    benchmark::DoNotOptimize(sum);
  });
}
BENCHMARK(libtraceevent_fields);

void libtraceevent_text(benchmark::State& state) {
  trace_seq text;
  trace_seq_init(&text);
  by_libtraceevent(state, [&](tep_handle& tep, tep_event&, tep_record& record) {
    trace_seq_reset(&text);
    tep_print_event(&tep, &text, &record, "%s-%d %6.1000d %s: %s", TEP_PRINT_COMM, TEP_PRINT_PID,
                    TEP_PRINT_TIME, TEP_PRINT_NAME, TEP_PRINT_INFO);
    benchmark::DoNotOptimize(text.len);
  });
  trace_seq_destroy(&text);
}
BENCHMARK(libtraceevent_text);

}  // namespace
}  // namespace folioscope::trace

BENCHMARK_MAIN();
