// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_options.h"

#include <fmt/format.h>

#include <map>

#include "app/noise_store.h"

namespace folioscope::app {

void add_run_options(Command& command, RunOptions& arguments) {
  command.add_option("--uri", arguments.uri,
                     "libvirt connection (qemu:///session, qemu:///system, ...); default: a driver "
                     "inside this process, no daemon needed");
  command.add_option("--accel", arguments.accel, "acceleration of the guests")
      ->one_of({"auto", "kvm", "tcg"})
      ->capture_default_str();
  command
      .add_option("--guests", arguments.guests,
                  "guests at the same time; default: what cores and memory allow, and\n"
                  "the experiment's `guests`")
      ->between(1, 1024);
  command.add_option("--jobs,-j", arguments.jobs, "parallel compiler jobs; default: the cores")
      ->between(1, 1024);
}

run::Options make_options(const RunOptions& arguments, const std::string& directory,
                          const Context& context, ProgressLine& progress) {
  static const std::map<std::string, run::AccelChoice> kAccels = {{"auto", run::AccelChoice::Auto},
                                                                  {"kvm", run::AccelChoice::Kvm},
                                                                  {"tcg", run::AccelChoice::Tcg}};
  run::Options options;
  options.directory = directory;
  options.uri = arguments.uri;
  options.accel = kAccels.at(arguments.accel);
  options.build_jobs = arguments.jobs;
  options.guests = arguments.guests;
  options.stop = context.stop;
  options.on_progress = [&progress](const run::Progress& step) { progress.show(step); };
  return options;
}

void print_end(const Result<run::Summary>& summary, Context& context) {
  if (!summary) {
    context.fail(summary.fault());
    return;
  }
  const std::string run = summary->directory.string();
  std::string counts;
  for (const auto& [status, count] : summary->cells)
    if (count != 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, to_string(status));
  fmt::print("{}: {}\n", run, counts);
  fmt::print("  folioscope report {0}\n  folioscope-analyzer {0}\n", run);
  if (summary->complete)
    remember_noise_of(summary->directory);
  else
    context.exit_code = kExitHost;
}

}  // namespace folioscope::app
