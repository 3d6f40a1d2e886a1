// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to derive a boot: ten million events of four CPUs that happen at the same time, in
// raw pages, from the first page to the rows. Decoding, the merge by time, pairing of page locks,
// join of failed migrations. One thread; CPU seconds of derive_boot() alone, the pages are made
// before.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <map>
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

using Pages = std::map<int, std::vector<std::byte>>;

// The stream of one CPU. Each CPU is busy all the time, so that their events interleave one by one.
class CpuStream {
 public:
  explicit CpuStream(int cpu) : cpu_(cpu), random_(static_cast<std::uint64_t>(cpu)) {}

  // A lock is let go by the CPU that took it; each CPU has pages of its own.
  void lock_and_unlock(MadeEvents& made) {
    const auto pfn = static_cast<int>(random_() % (kPfns / kCpus) * kCpus) + cpu_;
    made.acquired(now_ += 300, cpu_, pfn, static_cast<int>(random_() % 6),
                  static_cast<int>(random_() % 200));
    made.released(now_ += random_() % 10'000, cpu_, pfn, random_() % 16 == 0);
  }

  void failure(MadeEvents& made) {
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
    made.failure(failure, cpu_);
  }

  // Changes of reference counts, which are counted only, and in between what is paired.
  void mixed(MadeEvents& made) {
    const int pid = 100 + cpu_;
    for (int i = 0; i < 6; ++i)
      made.at(now_ += 200, cpu_, pid, "page_ref_mod", {static_cast<int>(random_() % kPfns), 1});
    lock_and_unlock(made);
    if (random_() % 4 != 0) return;
    made.at(now_ += 100, cpu_, pid, "mmap_lock_start_locking", {1, 0});
    made.at(now_ += 100, cpu_, pid, "mmap_lock_acquire_returned", {1, 0, 1});
    made.at(now_ += 900, cpu_, pid, "mmap_lock_released", {1, 0});
  }

 private:
  int cpu_;
  std::mt19937_64 random_;
  std::uint64_t now_ = 1'000'000;
  std::int64_t failures_ = 0;
};

// `add` writes one turn of a CPU; batch by batch, a few megabytes at a time.
template <class Add>
void make(Pages& pages, std::vector<CpuStream>& streams, std::int64_t turns, Add add) {
  constexpr std::int64_t kBatch = 10'000;
  for (int cpu = 0; cpu < kCpus; ++cpu)
    for (std::int64_t left = turns / kCpus; left > 0; left -= kBatch) {
      MadeEvents made;
      for (std::int64_t i = 0; i < std::min(kBatch, left); ++i)
        (streams[static_cast<std::size_t>(cpu)].*add)(made);
      const std::vector<std::byte> bytes = made.pages(cpu);
      pages[cpu].insert(pages[cpu].end(), bytes.begin(), bytes.end());
    }
}

std::vector<CpuStream> streams() {
  std::vector<CpuStream> all;
  for (int cpu = 0; cpu < kCpus; ++cpu) all.emplace_back(cpu);
  return all;
}

std::vector<store::StackRow> made_stacks() {
  const char* const kFrames[] = {
      "filemap_fault;handle_mm_fault", "folio_add_lru",     "migrate_pages_batch",
      "internal_get_user_pages_fast",  "shrink_folio_list", "filemap_get_read_batch;filemap_read"};
  std::vector<store::StackRow> rows;
  for (std::int64_t id = 1; id < 200; ++id)
    rows.push_back({id, kFrames[static_cast<std::size_t>(id) % std::size(kFrames)]});
  return rows;
}

double user_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The events of all chunks, and some number of the result.
std::pair<std::int64_t, double> derive_all(const BootData& boot) {
  const DerivedBoot got = derived(boot);
  std::int64_t events = 0;
  for (const auto& [cpu, chunks] : got.chunks)
    for (const ChunkFacts& chunk : chunks) events += chunk.events;
  return {events, value_of(got.rows, "lock_pairs").value_or(0)};
}

void measure(benchmark::State& state, Pages pages) {
  BootData boot = MadeEvents().boot();
  boot.named_stacks = made_stacks();
  boot.pages = made_pages(std::move(pages));
  const double before_mib = peak_mib();
  for (auto step : state) {
    (void)step;
    const double start = user_seconds();
    const auto [events, number] = derive_all(boot);
    const double seconds = user_seconds() - start;
    benchmark::DoNotOptimize(number);
    state.SetIterationTime(seconds);
    state.counters["events"] = static_cast<double>(events);
    state.counters["ns_per_event"] = seconds * 1e9 / static_cast<double>(events);
    state.counters["lock_pairs"] = number;
    state.counters["more_MiB"] = peak_mib() - before_mib;
  }
}

void BM_PairAndJoin(benchmark::State& state) {
  Pages pages;
  auto cpus = streams();
  make(pages, cpus, 4'150'000, &CpuStream::lock_and_unlock);
  make(pages, cpus, 100'000, &CpuStream::failure);
  measure(state, std::move(pages));
}
void BM_PairLocks(benchmark::State& state) {
  Pages pages;
  auto cpus = streams();
  make(pages, cpus, 5'000'000, &CpuStream::lock_and_unlock);
  measure(state, std::move(pages));
}
void BM_Mixed(benchmark::State& state) {
  Pages pages;
  auto cpus = streams();
  make(pages, cpus, 1'150'000, &CpuStream::mixed);
  measure(state, std::move(pages));
}

BENCHMARK(BM_PairAndJoin)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(BM_PairLocks)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(BM_Mixed)->UseManualTime()->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();
