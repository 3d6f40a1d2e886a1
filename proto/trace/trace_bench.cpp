// SPDX-License-Identifier: GPL-3.0-or-later
// How many recorded page_ref events a second one core decodes: walk the page, find the format, read
// every field. trace_bench [--benchmark_...]
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trace/page.h"
#include "trace/recording.h"

namespace folioscope::trace {
namespace {

// More than any cache, so that pages come from memory as they do in a run.
constexpr std::size_t kVolume = std::size_t{64} << 20;

struct Input {
  Recording recording = load_recording(FOLIOSCOPE_TESTDATA, "refs");
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

}  // namespace
}  // namespace folioscope::trace

BENCHMARK_MAIN();
