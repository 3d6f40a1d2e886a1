// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/mapper.h"

#include <sys/mman.h>

#include <stop_token>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Mapper::Mapper(std::chrono::milliseconds pause)
    : thread_([this, pause](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const Stopwatch watch;
          void* page = ::mmap(nullptr, kPageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          latency_ms_.push_back(watch.milliseconds());
          if (page != MAP_FAILED) ::munmap(page, kPageSize);
          std::this_thread::sleep_for(pause);
        }
      }) {}

std::vector<double> Mapper::stop() {
  thread_.request_stop();
  thread_.join();
  return latency_ms_;
}

}  // namespace folioscope::workloads
