// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <thread>

#include "app/cli.h"
#include "app/output.h"

namespace folioscope::app {

Interrupt::Interrupt() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  std::thread([this] { wait(); }).detach();
}

std::stop_token Interrupt::obeyed() {
  obeyed_ = true;
  return stop_.get_token();
}

void Interrupt::wait() {
  int signal = 0;
  if (sigwait(&signals_, &signal) != 0) return;
  if (!obeyed_) ::_exit(kExitInterrupted);
  print_error("\nfolioscope: stopping; press Ctrl-C again to stop at once\n");
  stop_.request_stop();
  if (sigwait(&signals_, &signal) == 0) ::_exit(kExitInterrupted);
}

}  // namespace folioscope::app
