// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cell_runner.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <chrono>

#include "run/cell_watch.h"
#include "run/guest_files.h"

namespace folioscope::run {
namespace {

using std::chrono::milliseconds;

// After the stream has ended in order, the guest only has to power off.
constexpr milliseconds kPowerOff{5'000};
// Between the first sign of trouble and its last line on the console.
constexpr milliseconds kAftermath{2'000};
// Arming the trace, draining the ring and both vmstat reads, on top of the workloads' own time.
constexpr milliseconds kSessionOverhead{30'000};

std::string make_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  std::string token;
  for (unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

milliseconds job_time(const plan::Plan& plan, const plan::Cell& cell) {
  return milliseconds(plan.workloads[cell.workload].timeout_ms) + kSessionOverhead;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string how_guest_ended(const BootState& state) {
  if (!state.guest_end) return "the guest is still running";
  if (state.guest_end->kind == fleet::GuestEvent::Kind::Stopped) return "the guest powered off";
  return fmt::format("the guest crashed: {}", state.guest_end->text);
}

// Why there was no hello.
BootOutcome failed_boot(const BootState& state, fleet::Guest& guest) {
  BootOutcome outcome;
  outcome.status = CellStatus::BootError;
  if (state.oops)
    outcome.reason = fmt::format("the kernel died while booting: {}", first_line(*state.oops));
  else if (state.guest_end)
    outcome.reason =
        fmt::format("no hello from the agent; {}\n{}", how_guest_ended(state), guest.diagnose());
  else
    outcome.reason =
        fmt::format("no hello from the agent before the deadline\n{}", guest.diagnose());
  return outcome;
}

std::string describe_exit(const wire::WorkloadExit& exit) {
  std::string text = exit.timed_out     ? "did not end before its timeout and was killed"
                     : exit.signal != 0 ? fmt::format("ended by signal {}", exit.signal)
                                        : fmt::format("exited with {}", exit.exit_code);
  if (!exit.stderr_tail.empty()) text += fmt::format(": {}", exit.stderr_tail);
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

// How a session that ended (in whatever way) counts.
BootOutcome judge_session(const BootState& state, std::unique_ptr<ingest::Session> session) {
  BootOutcome outcome;
  const wire::Received& received = session->received();
  if (state.oops) {
    outcome.status = CellStatus::GuestOops;
    outcome.reason = *state.oops;
    return outcome;
  }
  if (received.failure) {
    outcome.status = CellStatus::JobError;
    outcome.reason = fmt::format("{}: {}", received.failure->what, received.failure->detail);
    return outcome;
  }
  if (!state.session_end->orderly) {
    outcome.status = CellStatus::HostError;
    outcome.reason =
        fmt::format("the stream broke: {}; {}", state.session_end->reason, how_guest_ended(state));
    return outcome;
  }
  for (const wire::WorkloadExit& exit : received.workload_exits) {
    if (exit.exit_code == 0 && exit.signal == 0) continue;
    outcome.status = CellStatus::WorkloadError;
    outcome.reason = fmt::format("the workload {}", describe_exit(exit));
    return outcome;
  }
  if (received.workload_exits.empty()) {
    outcome.status = CellStatus::WorkloadError;
    outcome.reason = "the agent never said how the workload ended";
    return outcome;
  }
  outcome.status = CellStatus::Done;
  outcome.session = std::move(session);
  return outcome;
}

BootOutcome hung(std::string_view why, const BootState& state, fleet::Guest& guest) {
  BootOutcome outcome;
  outcome.status = CellStatus::Hang;
  outcome.reason = fmt::format("{}{}{}\n{}", why, state.stall ? "; " : "", state.stall.value_or(""),
                               guest.diagnose());
  return outcome;
}

// The keepalive gave up on a guest that still runs: its vCPUs, or its network, answer nobody. An
// agent that dies takes its guest with it, and the connection does not leave the host.
bool fell_silent(const BootState& state) {
  return state.session_end && state.session_end->lost && !state.guest_end && !state.oops;
}

fleet::BootRequest make_request(const Bench& bench, const plan::Cell& cell,
                                const std::filesystem::path& kernel, const std::string& token) {
  const spec::Machine& machine = bench.plan.spec.machines[cell.machine];
  fleet::BootRequest request;
  request.name = fmt::format("{}", cell.id.value);
  request.machine = machine;
  request.accel = bench.accel;
  request.kernel = kernel;
  request.initrd = bench.initrd;
  request.cmdline = fmt::format("{} folioscope.host=10.0.2.2:{} folioscope.token={}",
                                base_cmdline(machine), bench.server.port(), token);
  request.console = bench.directory.console(cell.id);
  request.scratch = bench.directory.scratch();
  return request;
}

// The control files of the instrumentation (guest-image/instrumentation/README.md).
constexpr const char* kControl = "/sys/kernel/debug/" MMTRACE_DIRECTORY;

// Switches the instrumentation on, and asks for what it knows at the end.
void observe(const spec::Spec& spec, spec::Observe level, wire::Job& job) {
  if (spec.instrumentation.empty() || level == spec::Observe::None) return;
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
}

// What is recorded and summed up of the kernel's events.
void ask_for_events(const spec::Spec& spec, wire::Job& job) {
  using From = spec::EventRequest::Kind;
  using To = wire::EventRequest::Kind;
  for (const spec::EventRequest& event : spec.events) {
    const To kind = event.kind == From::Tracepoint ? To::Tracepoint
                    : event.kind == From::Kprobe   ? To::Kprobe
                                                   : To::Kretprobe;
    const spec::Window window = event.window.value_or(spec::Window{});
    job.events.push_back(
        {kind, event.target, event.name, event.fetch, event.where, window.from, window.to});
  }
  for (const spec::Histogram& histogram : spec.histograms)
    job.histograms.push_back(
        {histogram.event, histogram.keys, histogram.values, histogram.size, histogram.where});
}

}  // namespace

std::string base_cmdline(const spec::Machine& machine) {
  // panic=-1 reboots at once, which ends the domain; oops=panic makes every oops an end. The
  // guest's own watchdogs get time that fits an emulated, overcommitted host.
  std::string line =
      "console=ttyS0 loglevel=6 nokaslr panic=-1 oops=panic "
      "watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120 rdinit=/init";
  for (const std::string& more : {fleet::disks_parameter(machine), machine.cmdline})
    if (!more.empty()) line += " " + more;
  return line;
}

wire::Job make_job(const plan::Plan& plan, const plan::Cell& cell) {
  wire::Job job;
  job.clock = plan.spec.clock;
  job.buffer_kib_per_cpu = plan.spec.buffer_kib_per_cpu;
  const plan::WorkloadPoint& point = plan.workloads[cell.workload];
  if (point.observe == spec::Observe::Events) ask_for_events(plan.spec, job);
  wire::Workload workload{point.program, {}, point.timeout_ms};
  for (const auto& [key, value] : point.args) workload.args.push_back("--" + key + "=" + value);
  job.workloads.push_back(std::move(workload));
  // The variant's come last: what they set again holds.
  for (const spec::Setting& setting : point.settings)
    job.settings.push_back({setting.path, setting.value});
  for (const spec::Setting& setting : plan.spec.variants[cell.variant].settings)
    job.settings.push_back({setting.path, setting.value});
  observe(plan.spec, point.observe, job);
  return job;
}

Result<BootOutcome> boot_cell(const Bench& bench, const plan::Cell& cell,
                              const std::filesystem::path& kernel, std::stop_token stop) {
  const auto interrupted = [&] { return stop.stop_requested(); };
  const Fault interruption = host_fault("interrupted");

  auto watch = std::make_shared<CellWatch>();
  const std::string token = make_token();
  if (token.empty())
    return BootOutcome{CellStatus::HostError, "no random numbers for a token", {}, {}};
  auto session = bench.server.expect(
      token, make_job(bench.plan, cell), bench.directory.spool(cell.id),
      {.on_hello = [watch] { watch->hello(); },
       .on_end = [watch](const ingest::SessionEnd& end) { watch->session_ended(end); }});

  const auto started = std::chrono::steady_clock::now();
  auto booted =
      bench.fleet.boot(make_request(bench, cell, kernel, token),
                       [watch](const fleet::GuestEvent& event) { watch->guest_event(event); });
  if (!booted) return BootOutcome{CellStatus::HostError, booted.fault().what, {}, {}};
  const std::unique_ptr<fleet::Guest> guest = *std::move(booted);

  BootState state = watch->wait(
      [](const BootState& s) { return s.hello || s.oops || s.guest_end || s.session_end; },
      bench.scale(milliseconds(bench.plan.spec.boot_timeout_ms)), stop);
  if (interrupted()) return interruption;
  if (!state.hello) {
    state = watch->wait([](const BootState& s) { return s.oops && s.guest_end; }, kAftermath, stop);
    if (interrupted()) return interruption;
    return failed_boot(state, *guest);
  }
  const auto boot_time = std::chrono::duration_cast<milliseconds>(*state.hello - started).count();

  state = watch->wait([](const BootState& s) { return s.oops || s.guest_end || s.session_end; },
                      bench.scale(job_time(bench.plan, cell)), stop);
  if (interrupted()) return interruption;
  const bool in_time = state.oops || state.guest_end || state.session_end;
  // The three signs of one end arrive in any order; give the others their moment.
  if (in_time)
    state = watch->wait([](const BootState& s) { return s.guest_end && s.session_end; },
                        bench.scale(state.oops ? kAftermath : kPowerOff), stop);
  if (interrupted()) return interruption;

  BootOutcome outcome;
  if (!in_time) {
    outcome = hung("no end before the deadline", state, *guest);
  } else if (fell_silent(state)) {
    outcome =
        hung(fmt::format("the guest runs, but answers no more: {}", state.session_end->reason),
             state, *guest);
  } else if (!state.session_end) {
    outcome.status = state.oops ? CellStatus::GuestOops : CellStatus::HostError;
    outcome.reason =
        state.oops ? *state.oops : how_guest_ended(state) + " without ending its stream";
  } else {
    outcome = judge_session(state, std::move(session));
  }
  outcome.boot_ms = boot_time;
  if (auto stopped = guest->stop(); !stopped && outcome.status == CellStatus::Done)
    return BootOutcome{CellStatus::HostError, stopped.fault().what, boot_time, {}};
  return outcome;
}

}  // namespace folioscope::run
