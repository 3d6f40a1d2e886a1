// SPDX-License-Identifier: GPL-3.0-or-later
// How long the pairing of page locks and the join of failed migrations take, and how much memory:
// ten million events of four CPUs, in raw pages, from the first page to the rows. One thread.
// Making the pages is not timed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <random>
#include <vector>

#include "derive/derive.h"
#include "testing/made_events.h"

using namespace folioscope;
using namespace folioscope::derive;

namespace {

constexpr int kCpus = 4;
constexpr std::uint64_t kPfns = 131'072;  // of a guest of 512 MiB
constexpr int kRecords = 16;              // a full ring

// The stream of one CPU, batch by batch, as the store hands it out.
class CpuStream {
 public:
  explicit CpuStream(int cpu) : cpu_(cpu), random_(static_cast<std::uint64_t>(cpu)) {}

  // A lock is let go by the CPU that took it; each CPU has pages of its own. Events of one batch:
  // a megabyte.
  std::vector<std::byte> locks(std::int64_t events) {
    MadeEvents made;
    for (std::int64_t i = 0; i < events / 2; ++i) {
      const auto pfn = static_cast<int>(random_() % (kPfns / kCpus) * kCpus) + cpu_;
      made.acquired(now_ += 300, cpu_, pfn, static_cast<int>(random_() % 6),
                    static_cast<int>(random_() % 200));
      made.released(now_ += random_() % 10'000, cpu_, pfn, random_() % 16 == 0);
    }
    return made.pages(cpu_);
  }

  std::vector<std::byte> failures(std::int64_t count) {
    MadeEvents made;
    for (std::int64_t i = 0; i < count; ++i) made.failure(failure(), cpu_);
    return made.pages(cpu_);
  }

 private:
  MigrationFailure failure() {
    MigrationFailure failure;
    failure.id = ++failures_ * kCpus + cpu_;
    failure.time = {now_ += 5'000};
    failure.pid = 900;
    failure.pfn = random_() % kPfns;
    failure.seen = 4;
    failure.expected = 2;
    failure.records = kRecords;
    for (int i = 0; i < kRecords; ++i)
      failure.history.push_back({.time = {now_ - 4'000 + static_cast<std::uint64_t>(i)},
                                 .pid = static_cast<std::int32_t>(random_() % 5),
                                 .stack = static_cast<std::uint32_t>(random_() % 200),
                                 .delta = i % 3 == 2 ? -1 : 1,
                                 .count = 2 + i / 3});
    return failure;
  }

  int cpu_;
  std::mt19937_64 random_;
  std::uint64_t now_ = 1'000'000;
  std::int64_t failures_ = 0;
};

std::vector<store::StackRow> made_stacks() {
  const char* const kFrames[] = {
      "filemap_fault;handle_mm_fault", "folio_add_lru",     "migrate_pages_batch",
      "internal_get_user_pages_fast",  "shrink_folio_list", "filemap_get_read_batch;filemap_read"};
  std::vector<store::StackRow> rows;
  for (std::int64_t id = 1; id < 200; ++id)
    rows.push_back({id, kFrames[static_cast<std::size_t>(id) % std::size(kFrames)]});
  return rows;
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Timed {
 public:
  template <class Call>
  auto operator()(Call call) {
    const auto start = std::chrono::steady_clock::now();
    auto result = call();
    total_ += std::chrono::steady_clock::now() - start;
    return result;
  }
  double seconds() const { return total_.count(); }

 private:
  std::chrono::duration<double> total_{0};
};

// Events by kind, in millions of a whole run: lock events, and failures of 17 events each.
void derive_boot(benchmark::State& state, std::int64_t lock_events, std::int64_t failures) {
  constexpr std::int64_t kBatch = 20'000;
  for (auto step : state) {
    (void)step;
    const MadeEvents formats;
    Finish rest;
    rest.named_stacks = made_stacks();
    Timed timed;
    Deriver deriver({}, formats.formats(), 4096);
    std::int64_t events = 0;
    for (int cpu = 0; cpu < kCpus; ++cpu) {
      CpuStream stream(cpu);
      const auto add = [&](const std::vector<std::byte>& pages) {
        events += timed([&] { return deriver.add_pages(cpu, pages); }).events;
      };
      for (std::int64_t done = 0; done < lock_events / kCpus; done += kBatch)
        add(stream.locks(std::min(kBatch, lock_events / kCpus - done)));
      for (std::int64_t done = 0; done < failures / kCpus; done += kBatch / kRecords)
        add(stream.failures(std::min(kBatch / kRecords, failures / kCpus - done)));
    }
    const Derived derived = timed([&] { return deriver.finish(rest); });
    benchmark::DoNotOptimize(derived.metrics.data());
    state.SetIterationTime(timed.seconds());
    state.counters["events"] = static_cast<double>(events);
    state.counters["ns_per_event"] = timed.seconds() * 1e9 / static_cast<double>(events);
    state.counters["peak_MiB"] = peak_mib();
  }
}

void BM_PairAndJoin(benchmark::State& state) { derive_boot(state, 8'300'000, 100'000); }
void BM_PairLocks(benchmark::State& state) { derive_boot(state, 10'000'000, 0); }

BENCHMARK(BM_PairAndJoin)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(BM_PairLocks)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();
