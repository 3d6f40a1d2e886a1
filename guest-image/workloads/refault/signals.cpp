// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/signals.h"

#include <sys/mman.h>

#include <limits>
#include <new>

namespace folioscope::workloads {
namespace {

constexpr int kAll = std::numeric_limits<int>::max();

}  // namespace

void Signals::pause() {
  std::uint32_t going = kGo;
  word_.compare_exchange_strong(going, kPause);
}

void Signals::resume() {
  std::uint32_t paused = kPause;
  if (word_.compare_exchange_strong(paused, kGo)) futex_wake(word_, kAll);
}

void Signals::stop() {
  if (word_.exchange(kStop) == kPause) futex_wake(word_, kAll);
}

bool Signals::goes_on_after_pause() const {
  std::uint32_t now;
  while ((now = word_.load(std::memory_order_relaxed)) == kPause) futex_wait(word_, kPause);
  return now == kGo;
}

Result<SharedSignals> SharedSignals::create() {
  SharedSignals shared;
  TRY(shared.page_,
      Mapping::map(nullptr, kPageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  shared.signals_ = new (shared.page_.data()) Signals;
  return shared;
}

}  // namespace folioscope::workloads
