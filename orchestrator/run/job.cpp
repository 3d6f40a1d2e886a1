// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "fleet/fleet.h"
#include "instrumentation/abi.h"
#include "run/boot_clock.h"
#include "run/guest_files.h"
#include "run/selftests.h"

namespace folioscope::run {
namespace {

// An emulated guest is told what its delay loop is worth (10^7 of the TSC's cycles a tick: 2.5 GHz
// at HZ=250). Left alone it measures that against its timer, on every CPU, and a starved one may
// measure for ten minutes of its CPU time (calibrate_delay_direct(), init/calibrate.c). No device
// of an emulator depends on the length of a delay; under KVM the kernel knows it from the TSC.
constexpr const char* kDelayLoop = " lpj=10000000";

// The control files of the instrumentation (guest-image/instrumentation/README.md).
constexpr const char* kControl = "/sys/kernel/debug/" MMTRACE_DIRECTORY;

// Switches the instrumentation on, and asks for what it knows at the end.
void observe(const spec::Spec& spec, spec::Observe level, wire::Job& job) {
  if (!spec.instrumented() || level == spec::Observe::None) return;
  const auto control = [](const char* file) { return fmt::format("{}/{}", kControl, file); };
  const auto level_text = [](mmtrace_level value) {
    return fmt::format("{}", static_cast<int>(value));
  };
  // Events switch on what they need themselves.
  if (level == spec::Observe::Counters)
    job.settings.push_back({control(MMTRACE_FILE_LEVEL), level_text(MMTRACE_LEVEL_COUNTERS)});
  if (level == spec::Observe::Histograms)
    job.settings.push_back({control(MMTRACE_FILE_LEVEL), level_text(MMTRACE_LEVEL_HISTOGRAMS)});
  if (level == spec::Observe::Events && !spec.watch.empty())
    job.settings.push_back({control(MMTRACE_FILE_WATCH), spec.watch});
  for (const char* file : kGuestFiles) job.files.push_back(control(file));
  job.files.push_back(kKernelNotes);
  job.files.push_back(kZoneInfo);
  job.files.push_back(kCmaAreas);
}

wire::EventName to_wire(const spec::EventName& event) { return {event.system, event.name}; }

bool is_in(const std::vector<std::size_t>& indices, std::size_t index) {
  return std::ranges::find(indices, index) != indices.end();
}

// What is recorded and summed up of the kernel's events.
void ask_for_events(const spec::Spec& spec, const Lacking& lacking, wire::Job& job) {
  using From = spec::EventRequest::Kind;
  using To = wire::EventRequest::Kind;
  for (std::size_t i = 0; i < spec.events.size(); ++i) {
    if (is_in(lacking.events, i)) continue;
    const spec::EventRequest& event = spec.events[i];
    const To kind = event.kind == From::Tracepoint ? To::Tracepoint
                    : event.kind == From::Kprobe   ? To::Kprobe
                                                   : To::Kretprobe;
    wire::EventRequest asked{kind, to_wire(event.event), event.symbols, event.fetch, event.where};
    if (event.window)
      asked.window = wire::Window{to_wire(event.window->from), to_wire(event.window->to)};
    job.events.push_back(std::move(asked));
  }
  for (std::size_t i = 0; i < spec.histograms.size(); ++i) {
    if (is_in(lacking.histograms, i)) continue;
    const spec::Histogram& histogram = spec.histograms[i];
    job.histograms.push_back({to_wire(histogram.event), histogram.keys, histogram.values,
                              histogram.size, histogram.where});
  }
}

void fill_brought(const spec::Workload& from, wire::Workload& to) {
  to.args = from.words;
  to.environment = from.environment;
  to.user = from.user;
  to.input = from.input;
  to.before = from.before;
  to.after = from.after;
}

std::uint32_t agent_timeout_ms(std::uint32_t timeout_ms) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(
      std::min(kMost, std::uint64_t{timeout_ms} * BootClock::kWallBound));
}

}  // namespace

std::string base_cmdline(const spec::Machine& machine, fleet::Accel accel) {
  // panic=-1 reboots at once, which ends the domain; oops=panic makes every oops an end.
  //
  // The clock of a guest runs on while its host runs something else. no_timer_check: the kernel
  // does not count the timer's ticks in a loop of its own, which a starved guest loses and then
  // panics ("IO-APIC + timer doesn't work"); under KVM the kernel sets it for itself. The guest's
  // own watchdogs stay, as signs of a hang that do not end a boot, with time that fits an emulated,
  // overcommitted host: 120 s for a soft lockup, an RCU stall and a workqueue.
  //
  // Not here: tsc=reliable and clocksource=tsc. The TSC's rate is measured against the timer while
  // the kernel boots, and a starved guest measures it wrong; left alone, the kernel notices, or
  // takes the HPET, whose rate is known.
  std::string line =
      "console=ttyS0 loglevel=6 nokaslr panic=-1 oops=panic no_timer_check "
      "watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120 workqueue.watchdog_thresh=120 "
      "rdinit=/init";
  if (accel == fleet::Accel::Tcg) line += kDelayLoop;
  for (const std::string& more : {fleet::disks_parameter(machine), machine.cmdline})
    if (!more.empty()) line += " " + more;
  return line;
}

wire::Job make_job(const plan::Plan& plan, const plan::Cell& cell, const Lacking& lacking) {
  wire::Job job;
  job.clock = plan.spec.clock;
  job.buffer_kib_per_cpu = plan.spec.buffer_kib_per_cpu;
  const plan::WorkloadCondition& condition = plan.workloads[cell.workload];
  if (condition.observe == spec::Observe::Events) ask_for_events(plan.spec, lacking, job);
  // The host kills the workload when it had its time; the agent's own limit is for a host that is
  // gone, and holds on the guest's clock, which a starved guest sees running.
  wire::Workload workload{
      program_on(plan.spec.workloads[condition.workload], plan.spec.bases, condition.base),
      {},
      agent_timeout_ms(condition.timeout_ms)};
  fill_brought(plan.spec.workloads[condition.workload], workload);
  for (const auto& [key, value] : condition.args)
    if (plan.spec.workloads[condition.workload].is_script)
      workload.environment.push_back(key + "=" + value);
    else
      workload.args.push_back("--" + key + "=" + value);
  job.workloads.push_back(std::move(workload));
  // The variant's come last: what they set again holds.
  for (const spec::Setting& setting : condition.settings)
    job.settings.push_back({setting.path, setting.value});
  for (const spec::Setting& setting : plan.spec.variants[cell.variant].settings)
    job.settings.push_back({setting.path, setting.value});
  observe(plan.spec, condition.observe, job);
  return job;
}

}  // namespace folioscope::run
