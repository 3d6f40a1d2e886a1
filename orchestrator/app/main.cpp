// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "app/cli.h"
#include "app/output.h"
#include "run/version.h"

namespace folioscope::app {

int Context::fail(const Fault& fault) {
  print_error("folioscope: {}\n", fault.what);
  if (!fault.remedy.empty()) print_error("  -> {}\n", fault.remedy);
  if (interrupted())
    exit_code = kExitInterrupted;
  else
    exit_code = fault.domain == FaultDomain::User || fault.domain == FaultDomain::Patch ? kExitUsage
                                                                                        : kExitHost;
  return exit_code;
}

namespace {

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

void run_command(int argc, char** argv, Context& context) {
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
  add_history(app, context);
  add_sql(app, context);
  add_export(app, context);
  add_import(app, context);
  add_derive(app, context);
  add_calibrate(app, context);
  add_bisect(app, context);
  add_cache(app, context);
  add_hooks(app, context);
  add_doctor(app, context);
  if (!app.parse(argc, argv)) context.exit_code = kExitUsage;
}

// Output is a result like any other: a full disk behind it is the host's failure.
void finish_output(Context& context) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  context.fail(host_fault(fmt::format("cannot write the output: {}", std::strerror(errno)),
                          "make room where it goes to, then do the same again"));
}

// What the libraries below throw when the host lacks something: a thread, memory, the right to look
// into a directory.
Fault fault_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return host_fault("out of memory", "raise `ulimit -v`, or close something");
  if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return user_fault(
        fmt::format("cannot look at {}: {}", file->path1().string(), file->code().message()),
        "check the permissions of the directories on the way to it");
  const auto* failed = dynamic_cast<const std::system_error*>(&error);
  if (failed != nullptr && failed->code() == std::errc::resource_unavailable_try_again)
    return host_fault(fmt::format("cannot start a thread: {}", error.what()),
                      "raise `ulimit -u` and `ulimit -v`");
  return host_fault(error.what());
}

int main(int argc, char** argv) {
  try {
    // Lives as long as the process: its thread does.
    static auto& interrupt = *new Interrupt;
    Context context(interrupt);
    try {
      run_command(argc, argv, context);
      finish_output(context);
    } catch (const std::exception& error) {
      context.fail(fault_of(error));
    }
    return context.exit_code;
  } catch (const std::exception& error) {
    print_error("folioscope: {}\n", fault_of(error).what);
    return kExitHost;
  }
}

}  // namespace
}  // namespace folioscope::app

int main(int argc, char** argv) { return folioscope::app::main(argc, argv); }
