// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "run/status_of.h"

namespace folioscope::run {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

// A guest that had so much CPU since the last ping and did not answer it, does not answer: an agent
// needs milliseconds for one, under emulation tens of them.
constexpr seconds kTimeToAnswer{60};
// An agent that reaches nobody powers its guest off after ten minutes of the guest's clock, which
// begins later than ours (guest-image/agent/main.cpp).
constexpr std::chrono::minutes kAgentsPatience{10};
// A pause of this process that can have made the two ends lose each other.
constexpr seconds kLongPause{5};

double in_seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Judgement host_error(const std::string& what, const BootFacts& facts) {
  return {CellStatus::HostError, what + "; " + describe(facts.host)};
}

// Deaths of a kernel that are not its own doing.
struct KnownFault {
  std::string_view text;
  bool emulated_only;
  std::string_view why;
};
constexpr std::array kKnownFaults{
    // The kernel patches its text by way of a breakpoint on every CPU. QEMU's translator may run
    // the old bytes of one vCPU while another writes them, and then the trap has no owner. No C
    // code ends in int3: BUG() is ud2. Since 6.10 the line begins with "Oops: ".
    KnownFault{"int3: ", true, "QEMU's emulation lost a breakpoint of the kernel's text patching"},
    // The kernel counts the timer's ticks in a loop of its own: a starved guest sees none.
    KnownFault{"IO-APIC + timer doesn't work", false,
               "the guest got no CPU while it tried its timer"},
};

std::optional<std::string_view> known_fault(const BootFacts& facts) {
  for (const KnownFault& fault : kKnownFaults)
    if (facts.state.oops->find(fault.text) != std::string::npos &&
        (!fault.emulated_only || facts.accel == fleet::Accel::Tcg))
      return fault.why;
  return std::nullopt;
}

Judgement judge_oops(const BootFacts& facts) {
  const std::string& oops = *facts.state.oops;
  if (const auto why = known_fault(facts))
    return host_error(fmt::format("{}: {}", *why, first_line(oops)), facts);
  if (facts.state.hello) return {CellStatus::GuestOops, oops};
  return {CellStatus::BootError,
          fmt::format("the kernel died while booting: {}", first_line(oops))};
}

bool qemu_died(const BootState& state) {
  return state.guest_end && state.guest_end->kind == fleet::GuestEvent::Kind::QemuDied;
}

Judgement judge_death_of_qemu(const BootFacts& facts) {
  std::string what = facts.state.guest_end->text;
  if (!facts.process_end.empty()) what += fmt::format(" by {}", facts.process_end);
  if (facts.process_end.starts_with("signal 9"))
    what += "; `dmesg` of the host tells a kill for memory";
  return host_error(what, facts);
}

std::string how_guest_ended(const BootState& state) {
  if (!state.guest_end) return "the guest is still running";
  if (state.guest_end->kind == fleet::GuestEvent::Kind::Stopped) return "the guest powered off";
  return fmt::format("the guest crashed: {}", state.guest_end->text);
}

Judgement judge_boot(const BootFacts& facts) {
  const BootState& state = facts.state;
  if (state.guest_end) {
    const bool gave_up = state.guest_end->kind == fleet::GuestEvent::Kind::Stopped &&
                         facts.host.wall >= kAgentsPatience;
    if (gave_up &&
        (facts.lately.paused > kLongPause || facts.lately.served < facts.lately.wall / 2))
      return host_error("no hello from the agent; the guest gave up and powered off", facts);
    return {CellStatus::BootError,
            fmt::format("no hello from the agent; {}", how_guest_ended(state)), true};
  }
  if (facts.expired == Expired::Wall)
    return host_error("no hello from the agent: the host gave the guest too little CPU", facts);
  return {CellStatus::BootError,
          fmt::format("no hello from the agent after {:.1f} s of the guest's CPU time",
                      in_seconds(facts.host.served)),
          true};
}

Judgement hang(std::string_view why, const BootState& state) {
  return {CellStatus::Hang,
          fmt::format("{}{}{}", why, state.stall ? "; " : "", state.stall.value_or("")), true};
}

// The keepalive gave up on a guest that still runs. An agent that dies takes its guest with it, and
// the connection does not leave the host.
Judgement judge_silence(const BootFacts& facts) {
  const std::string& reason = facts.state.session_end->reason;
  if (facts.lately.paused > kLongPause)
    return host_error("folioscope did not run, and the connection broke meanwhile: " + reason,
                      facts);
  if (facts.lately.served < std::min<nanoseconds>(kTimeToAnswer, facts.lately.wall / 2))
    return host_error("the host gave the guest too little CPU to answer: " + reason, facts);
  return hang(fmt::format("the guest runs, but answers no more: {}", reason), facts.state);
}

// The guest is gone, its stream is not at its end.
Judgement judge_loss(const BootFacts& facts) {
  const BootState& state = facts.state;
  const std::string what = state.session_end
                               ? fmt::format("the stream broke: {}; {}", state.session_end->reason,
                                             how_guest_ended(state))
                               : how_guest_ended(state) + " without ending its stream";
  if (state.guest_end && state.guest_end->kind == fleet::GuestEvent::Kind::Crashed)
    return {CellStatus::GuestOops, what};
  if (state.guest_end && state.guest_end->oom_kills != 0)
    return {CellStatus::GuestError,
            fmt::format("{}; the guest killed {} processes for memory: give the machine more", what,
                        state.guest_end->oom_kills)};
  Judgement judgement = host_error(what, facts);
  judgement.unexplained =
      facts.lately.paused <= kLongPause && facts.lately.served >= facts.lately.wall / 2;
  return judgement;
}

// tools/testing/selftests/kselftest.h: KSFT_FAIL, KSFT_SKIP.
constexpr int kTestsFailed = 1, kTestsSkipped = 4;

std::string describe_exit(const wire::WorkloadExit& exit) {
  std::string text = exit.timed_out     ? "did not end before its timeout and was killed"
                     : exit.signal != 0 ? fmt::format("ended by signal {}", exit.signal)
                                        : fmt::format("exited with {}", exit.exit_code);
  if (!exit.stderr_tail.empty()) text += fmt::format(": {}", exit.stderr_tail);
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

Judgement judge_workload(const BootFacts& facts) {
  for (const wire::WorkloadExit& exit : facts.workload_exits) {
    if (exit.exit_code == 0 && exit.signal == 0) continue;
    // A selftest that ran and failed, or skipped all: its results are what the boot is about.
    if (facts.reported_tests && (exit.exit_code == kTestsFailed || exit.exit_code == kTestsSkipped))
      continue;
    const std::string what = fmt::format("the workload {}", describe_exit(exit));
    // The agent's own limit is far beyond the timeout: only a starved guest comes to it.
    if (exit.timed_out && facts.workload_expired != Expired::Served)
      return host_error(what + ": the host gave the guest too little CPU", facts);
    return {CellStatus::WorkloadError, what};
  }
  if (facts.workload_exits.empty())
    return {CellStatus::WorkloadError, "the agent never said how the workload ended"};
  // A starved CPU that does not come up within 10 s is left out by the kernel.
  if (facts.cpus < facts.vcpus && facts.host.served < facts.host.wall / 2)
    return host_error(
        fmt::format("the guest came up with {} of its {} CPUs", facts.cpus, facts.vcpus), facts);
  return {CellStatus::Done, {}};
}

// What the session says of its own end, when nothing else said more.
Judgement judge_session(const BootFacts& facts) {
  const ingest::SessionEnd& end = *facts.state.session_end;
  if (facts.failure)
    return {CellStatus::JobError,
            fmt::format("{}: {}", facts.failure->what, facts.failure->detail)};
  if (end.orderly) return judge_workload(facts);
  if (end.lost) return facts.state.guest_end ? judge_loss(facts) : judge_silence(facts);
  const Fault fault{end.domain, end.reason, {}};
  Judgement judgement{
      status_of(fault, Stage::Session),
      fmt::format("the stream broke: {}; {}", end.reason, how_guest_ended(facts.state))};
  if (judgement.status == CellStatus::HostError) return host_error(judgement.reason, facts);
  return judgement;
}

}  // namespace

std::string describe(const HostEvidence& host) {
  std::string text =
      fmt::format("QEMU ran for {:.1f} s and its vCPUs waited {:.1f} s for a CPU in {:.1f} s",
                  in_seconds(host.ran), in_seconds(host.waited), in_seconds(host.wall));
  if (host.stopped.count() > 0)
    text += fmt::format("; QEMU was stopped for {:.1f} s", in_seconds(host.stopped));
  if (host.paused.count() > 0)
    text += fmt::format("; folioscope itself did not run for {:.1f} s", in_seconds(host.paused));
  if (host.steal.count() > 0)
    text += fmt::format("; {:.1f} s were stolen from the host", in_seconds(host.steal));
  return text;
}

Judgement after_last_attempt(Judgement judgement, int attempts) {
  if (!judgement.unexplained) return judgement;
  judgement.status = CellStatus::GuestError;
  judgement.reason +=
      fmt::format("; {} attempts ended without a fault of the host: it is the guest's", attempts);
  return judgement;
}

Judgement judge(const BootFacts& facts) {
  const BootState& state = facts.state;
  if (state.oops) return judge_oops(facts);
  if (qemu_died(state)) return judge_death_of_qemu(facts);
  if (!state.hello) return judge_boot(facts);
  if (state.session_end) return judge_session(facts);
  if (state.guest_end) return judge_loss(facts);
  if (facts.expired == Expired::Wall)
    return host_error("no end in time: the host gave the guest too little CPU", facts);
  return hang("no end before the deadline", state);
}

}  // namespace folioscope::run
