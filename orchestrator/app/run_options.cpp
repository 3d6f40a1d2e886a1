// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_options.h"

#include <fmt/format.h>

#include <map>

#include "app/noise_store.h"
#include "app/output.h"
#include "spec/hosts_file.h"

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
                  "guests at the same time, on each host; default: what cores and memory allow,\n"
                  "and the experiment's `guests`")
      ->between(1, 1024);
  command.add_option("--jobs,-j", arguments.jobs, "parallel compiler jobs; default: the cores")
      ->between(1, 1024);
}

void add_host_option(Command& command, RunOptions& arguments) {
  command
      .add_option(
          "--host", arguments.hosts,
          "boot on this host instead, by its libvirt: qemu+ssh://HOST/system, qemu+tls://...,\n"
          "qemu+unix:///system?socket=PATH, qemu:///system. More than one: repeat it. Without\n"
          "it and --uri: `hosts:` of ~/.config/folioscope/hosts.yaml, if that is there")
      ->type_name("URI");
}

bool find_hosts(RunOptions& arguments, Context& context) {
  if (!arguments.uri.empty() && !arguments.hosts.empty()) {
    context.fail(user_fault("--uri and --host say both where guests run", "leave out one"));
    return false;
  }
  if (!arguments.uri.empty() || !arguments.hosts.empty()) return true;
  auto hosts = spec::read_hosts(spec::hosts_file());
  if (hosts)
    arguments.hosts = *std::move(hosts);
  else
    context.fail(hosts.fault());
  return hosts.ok();
}

namespace {

// What failed comes first: "5 of 8 boots failed: 4 boot-error, 1 guest-oops; 3 done".
std::string describe(const run::Summary& summary) {
  std::string failed, others;
  int tried = 0;
  for (const auto& [status, count] : summary.cells) {
    if (count == 0) continue;
    std::string& text = is_failure(status) ? failed : others;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
    if (was_tried(status)) tried += count;
  }
  if (failed.empty()) return others;
  return fmt::format("{} of {} boots failed: {}{}{}", summary.failed(), tried, failed,
                     others.empty() ? "" : "; ", others);
}

}  // namespace

run::Options make_options(const RunOptions& arguments, const std::string& directory,
                          Context& context, ProgressLine& progress) {
  static const std::map<std::string, run::AccelChoice> kAccels = {{"auto", run::AccelChoice::Auto},
                                                                  {"kvm", run::AccelChoice::Kvm},
                                                                  {"tcg", run::AccelChoice::Tcg}};
  run::Options options;
  options.directory = directory;
  options.uri = arguments.uri;
  options.hosts = arguments.hosts;
  options.accel = kAccels.at(arguments.accel);
  options.build_jobs = arguments.jobs;
  options.guests = arguments.guests;
  options.stop = context.stop();
  options.on_progress = [&progress](const run::Progress& step) { progress.show(step); };
  return options;
}

void print_end(const Result<run::Summary>& summary, Context& context) {
  if (!summary) {
    context.fail(summary.fault());
    return;
  }
  const std::string run = summary->directory.string();
  print_out("{}: {}\n", run, describe(*summary));
  if (summary->failed() != 0) print_out("  folioscope show {}\n", run);
  print_out("  folioscope report {0}\n  folioscope-analyzer {0}\n", run);
  if (summary->of_other_parts != 0)
    print_out("  {} boots are of other parts: folioscope merge {} RUN... --out RUN\n",
              summary->of_other_parts, run);
  if (summary->complete && summary->of_other_parts == 0) remember_noise_of(summary->directory);
  if (!summary->complete)
    context.exit_code = kExitHost;
  else if (summary->failed() != 0)
    context.exit_code = kExitBoots;
}

}  // namespace folioscope::app
