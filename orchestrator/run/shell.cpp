// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/shell.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fleet/io_thread.h"
#include "fleet/process_owner.h"
#include "run/job.h"
#include "run/prepare.h"
#include "spec/diagnostics.h"
#include "sys/process.h"

namespace folioscope::run {
namespace {

// Of a list with names: the one that is called `name`, or the first.
template <class T>
Result<T> one_of(const std::vector<T>& all, const std::string& name, const char* what) {
  if (name.empty()) return all.front();
  const auto found = std::ranges::find(all, name, &T::name);
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const T& one : all) names.push_back(one.name);
  return user_fault(fmt::format("the experiment has no {} `{}`", what, name),
                    spec::suggest(name, names));
}

std::string quoted(const std::string& text) { return sys::shell_line({text}); }

std::string line_of(const wire::Workload& workload) {
  std::string line;
  for (const std::string& variable : workload.environment)
    line += variable.substr(0, variable.find('=') + 1) +
            quoted(variable.substr(variable.find('=') + 1)) + ' ';
  line += "/workloads/" + workload.program;
  for (const std::string& word : workload.args) line += ' ' + quoted(word);
  if (!workload.input.empty()) line += " < " + quoted(workload.input);
  return line + '\n';
}

}  // namespace

Result<spec::Spec> only(const spec::Spec& spec, const std::string& variant, const std::string& base,
                        const std::string& machine) {
  spec::Spec chosen = spec;
  TRY(spec::Variant one, one_of(spec.variants, variant, "variant"));
  TRY(spec::NamedBase source, one_of(spec.bases, base, "base"));
  TRY(spec::Machine host, one_of(spec.machines, machine, "machine"));
  if (!one.is_on(source))
    return user_fault(
        fmt::format("variant `{}` is not on base `{}`", one.name, source.name),
        fmt::format("it is not on {}: choose another --base", fmt::join(one.not_on, ", ")));
  one.not_on.clear();
  one.steps = one.steps_on(source);
  chosen.variants = {std::move(one)};
  chosen.bases = {std::move(source)};
  chosen.machines = {std::move(host)};
  chosen.boots = chosen.fewest_boots = 1;
  return chosen;
}

std::string boot_lines(const plan::Plan& plan) {
  const wire::Job job = make_job(plan, plan.cells.front());
  std::string lines;
  for (const wire::Setting& setting : job.settings)
    lines += fmt::format("echo {} > {}\n", quoted(setting.value), setting.path);
  for (const wire::Workload& workload : job.workloads) {
    for (const std::string& line : workload.before) lines += line + '\n';
    lines += line_of(workload);
    for (const std::string& line : workload.after) lines += line + '\n';
  }
  return lines;
}

Status shell(const plan::Plan& plan, const Options& options,
             const std::function<Status(const std::filesystem::path& socket)>& talk) {
  TRY(const Prepared prepared, prepare(plan, options));
  fleet::IoThread thread;
  TRY(const std::unique_ptr<fleet::Fleet> fleet,
      fleet::Fleet::open(thread.io(),
                         {.uri = options.uri, .owner = fleet::process_owner("shell")}));
  TRY_STATUS(remove_orphans(*fleet, options));
  fleet::BootRequest request;
  request.name = options.directory.filename();
  request.machine = plan.spec.machines.front();
  request.accel = prepared.accel.accel;
  request.kernel = prepared.kernels.front().kernel->image;
  request.initrd = prepared.image.file;
  request.cmdline = base_cmdline(request.machine, request.accel) + " folioscope.shell";
  request.console = options.directory / "console.log";
  request.terminal = options.directory / "terminal";
  request.scratch = options.directory;
  TRY(const std::unique_ptr<fleet::Guest> guest,
      fleet->boot(request, [](const fleet::GuestEvent&) {}));
  Status talked = talk(request.terminal);
  TRY_STATUS(guest->stop());
  return talked;
}

}  // namespace folioscope::run
