// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/alarm.h"

#include <sys/time.h>

namespace folioscope::workloads {
namespace {

void ignore(int) {}

}  // namespace

Alarm::Alarm(std::chrono::milliseconds limit) {
  struct sigaction action = {};
  action.sa_handler = ignore;  // and no SA_RESTART
  ::sigaction(SIGALRM, &action, &before_);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
  const std::chrono::microseconds rest = limit - seconds;
  const itimerval timer = {.it_interval = {0, 100'000},
                           .it_value = {seconds.count(), rest.count()}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

Alarm::~Alarm() {
  const itimerval off = {};
  ::setitimer(ITIMER_REAL, &off, nullptr);
  ::sigaction(SIGALRM, &before_, nullptr);
}

}  // namespace folioscope::workloads
