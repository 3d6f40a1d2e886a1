// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <cstdio>
#include <stop_token>
#include <thread>

#include "app/cli.h"
#include "run/version.h"

namespace folioscope::app {

int Context::fail(const Fault& fault) {
  fmt::print(stderr, "folioscope: {}\n", fault.what);
  if (!fault.remedy.empty()) fmt::print(stderr, "  -> {}\n", fault.remedy);
  if (stop.stop_requested())
    exit_code = kExitInterrupted;
  else
    exit_code = fault.domain == FaultDomain::User || fault.domain == FaultDomain::Patch ? kExitUsage
                                                                                        : kExitHost;
  return exit_code;
}

namespace {

// Turns SIGINT and SIGTERM into a stop request, on a thread that waits for them. The second one
// ends the program at once; what a killed run leaves is cleaned up by the next.
class SignalThread {
 public:
  SignalThread() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);  // before any other thread exists
    thread_ = std::thread([this] { wait(); });
    thread_.detach();  // ends with the process: it owns nothing
  }
  std::stop_token token() const { return stop_.get_token(); }

 private:
  void wait() {
    int signal = 0;
    if (sigwait(&signals_, &signal) != 0) return;
    fmt::print(stderr, "\nfolioscope: stopping; press Ctrl-C again to stop at once\n");
    stop_.request_stop();
    if (sigwait(&signals_, &signal) == 0) ::_exit(kExitInterrupted);
  }

  sigset_t signals_{};
  std::stop_source stop_;
  std::thread thread_;
};

constexpr const char* kDescription =
    "Measures what a memory-management patch does to a Linux kernel: builds the kernels with and\n"
    "without it, boots fleets of instrumented virtual machines, stores what they did, compares.";

constexpr const char* kFooter =
    "With a patch at hand:\n"
    "  folioscope try fix.patch\n"
    "A first experiment:\n"
    "  folioscope check configs/experiments/quickstart.yaml\n"
    "  folioscope plan  configs/experiments/quickstart.yaml\n"
    "  folioscope run   configs/experiments/quickstart.yaml --out runs/first\n"
    "  folioscope report runs/first\n"
    "  folioscope-analyzer runs/first\n"
    "\n"
    "Exit codes: 0 done, 2 usage or bad input, 4 the host failed, 130 interrupted; of run and "
    "resume\n"
    "5 when boots failed; of report and compare 1 regressed, and of these and bisect 3 "
    "inconclusive.\n"
    "Kernels, images and sources are cached in $FOLIOSCOPE_CACHE (~/.cache/folioscope).";

int main(int argc, char** argv) {
  SignalThread signals;
  Context context{signals.token()};
  Command app(kDescription, "folioscope");
  app.footer(kFooter);
  app.version(std::string("folioscope ") + run::kVersion);
  app.require_subcommand(1);
  add_try(app, context);
  add_shell(app, context);
  add_init(app, context);
  add_check(app, context);
  add_schema(app, context);
  add_plan(app, context);
  add_build(app, context);
  add_run(app, context);
  add_resume(app, context);
  add_submit(app, context);
  add_status(app, context);
  add_merge(app, context);
  add_list(app, context);
  add_show(app, context);
  add_report(app, context);
  add_compare(app, context);
  add_correlate(app, context);
  add_sql(app, context);
  add_derive(app, context);
  add_calibrate(app, context);
  add_bisect(app, context);
  add_cache(app, context);
  add_hooks(app, context);
  add_doctor(app, context);
  if (!app.parse(argc, argv)) return kExitUsage;
  return context.exit_code;
}

}  // namespace
}  // namespace folioscope::app

int main(int argc, char** argv) { return folioscope::app::main(argc, argv); }
