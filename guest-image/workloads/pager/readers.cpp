// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/readers.h"

#include <sys/resource.h>

#include <stop_token>

#include "workloads/kit/random.h"

namespace folioscope::workloads {
namespace {

// Minor ones too: a fault that sleeps on a page which another one reads is a major fault only
// where it had to be tried again, which is just what variants differ in.
long faults_of_this_thread() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

void read_pages(const std::stop_token& stop, const Mapping& mapping, Random random,
                Faults& faults) {
  const std::uint64_t pages = mapping.size() / kPageSize;
  long before = faults_of_this_thread();
  while (!stop.stop_requested()) {
    const std::byte* page = mapping.data() + random.below(pages) * kPageSize;
    const Stopwatch watch;
    static_cast<void>(*const_cast<const volatile std::byte*>(page));
    const double elapsed = watch.milliseconds();
    const long after = faults_of_this_thread();
    if (after != before) {
      ++faults.count;
      if (faults.latency_ms.size() < Faults::kKept) faults.latency_ms.push_back(elapsed);
    }
    // Growing the vector may have faulted as well.
    before = faults_of_this_thread();
  }
}

}  // namespace

Readers::Readers(const std::vector<Mapping>& mappings, std::size_t threads, std::uint64_t seed)
    : faults_(threads) {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([&mapping = mappings[i % mappings.size()], &faults = faults_[i],
                           seed = seed + i](const std::stop_token& stop) {
      read_pages(stop, mapping, Random(seed), faults);
    });
}

Faults Readers::stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
  Faults all;
  for (const Faults& one : faults_) {
    all.count += one.count;
    all.latency_ms.insert(all.latency_ms.end(), one.latency_ms.begin(), one.latency_ms.end());
  }
  return all;
}

}  // namespace folioscope::workloads
