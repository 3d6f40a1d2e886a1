// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cell_runner.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <chrono>

#include "derive/ktap.h"
#include "run/cell_watch.h"
#include "run/job.h"
#include "run/judge.h"
#include "run/status_of.h"

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

fleet::BootRequest make_request(const RunContext& context, const plan::Cell& cell,
                                const std::filesystem::path& kernel) {
  const spec::Machine& machine = context.plan.spec.machines[cell.machine];
  fleet::BootRequest request;
  request.name = fmt::format("{}", cell.id.value);
  request.machine = machine;
  request.accel = context.accel;
  request.kernel = kernel;
  request.initrd = context.initrd;
  request.cmdline = base_cmdline(machine, context.accel) + " folioscope.agent";
  request.channel = true;
  request.console = context.directory.console(cell.id);
  request.scratch = context.directory.scratch();
  return request;
}

bool has_ended(const BootState& state) {
  return state.oops || state.guest_end || state.session_end;
}

// One boot under way: what is waited for, one step after the other.
class Boot {
 public:
  Boot(const RunContext& context, const plan::Cell& cell, const VariantKernel& kernel,
       std::stop_token stop)
      : context_(context), cell_(cell), kernel_(kernel), stop_(std::move(stop)) {}

  Result<BootOutcome> run();

 private:
  void expect_session(const std::string& token);
  void await_hello();
  void await_end();
  void await_workload(const Deadline& session);
  void await_last_signs();
  BootOutcome conclude(fleet::Guest& guest);

  // How `state_` looks once `enough` holds, or the deadline has expired.
  Expired wait(const std::function<bool(const BootState&)>& enough, const Deadline& deadline) {
    state_ = watch_->wait(enough, deadline, *time_, stop_);
    return enough(state_) ? Expired::No : time_->clock().expired(deadline);
  }
  Deadline in(milliseconds limit) const { return time_->clock().in(context_.scale(limit)); }
  std::uint32_t timeout_ms() const { return context_.plan.workloads[cell_.workload].timeout_ms; }

  Reading read() {
    return {std::chrono::steady_clock::now(), guest_ ? guest_->cpu_use() : std::nullopt,
            context_.host_counters()};
  }

  const RunContext& context_;
  const plan::Cell& cell_;
  const VariantKernel& kernel_;
  const std::stop_token stop_;
  std::shared_ptr<CellWatch> watch_ = std::make_shared<CellWatch>();
  std::unique_ptr<ingest::Session> session_;
  std::unique_ptr<fleet::Guest> guest_;
  // From the moment that QEMU runs: starting it blocks, which is no pause of ours.
  std::optional<BootTime> time_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  BootState state_;
  BootFacts facts_;
};

void Boot::expect_session(const std::string& token) {
  session_ = context_.server.expect(
      token, make_job(context_.plan, cell_, kernel_.lacking), context_.directory.spool(cell_.id),
      {.on_hello = [watch = watch_] { watch->hello(); },
       .on_workload_start = [watch = watch_] { watch->workload_started(); },
       .on_workload_end = [watch = watch_] { watch->workload_ended(); },
       .on_end = [watch = watch_](const auto& end) { watch->session_ended(end); }});
}

void Boot::await_hello() {
  facts_.expired = wait([](const BootState& s) { return s.hello || has_ended(s); },
                        in(milliseconds(context_.plan.spec.boot_timeout_ms)));
}

// The workload has its timeout, and everything from the hello to the end another, longer one.
void Boot::await_end() {
  const Deadline session = in(milliseconds(timeout_ms()) + kSessionOverhead);
  facts_.expired =
      wait([](const BootState& s) { return s.workload_started || has_ended(s); }, session);
  if (facts_.expired == Expired::No && timeout_ms() != 0) await_workload(session);
  if (facts_.expired == Expired::No) facts_.expired = wait(has_ended, session);
}

void Boot::await_workload(const Deadline& session) {
  const Deadline timeout = time_->clock().in(milliseconds(timeout_ms()));
  const Deadline sooner{std::min(timeout.served, session.served),
                        std::min(timeout.wall, session.wall)};
  facts_.workload_expired =
      wait([](const BootState& s) { return s.workload_ended || has_ended(s); }, sooner);
  if (facts_.workload_expired != Expired::No && !stop_.stop_requested())
    session_->stop("the workload did not end before its timeout");
}

// The signs of one end arrive in any order; give the others their moment.
void Boot::await_last_signs() {
  if (!state_.hello) {
    if (state_.oops)
      wait([](const BootState& s) { return s.guest_end.has_value(); }, in(kAftermath));
    return;
  }
  if (!has_ended(state_)) return;
  wait([](const BootState& s) { return s.guest_end && s.session_end; },
       in(state_.oops ? kAftermath : kPowerOff));
}

BootOutcome Boot::conclude(fleet::Guest& guest) {
  time_->tick();
  facts_.state = state_;
  facts_.host = time_->clock().evidence();
  facts_.lately = time_->clock().lately();
  facts_.accel = context_.accel;
  facts_.vcpus = context_.plan.spec.machines[cell_.machine].vcpus;
  if (state_.guest_end && state_.guest_end->kind == fleet::GuestEvent::Kind::QemuDied)
    facts_.process_end = guest.process_end();
  if (state_.session_end) {
    const wire::Received& said = session_->received();
    facts_.failure = said.failure;
    facts_.workload_exits = said.workload_exits;
    facts_.reported_tests = derive::is_ktap(said.workload_lines);
    facts_.cpus = static_cast<int>(said.hello.cpus);
  }

  Judgement judgement = judge(facts_);
  if (judgement.diagnosis) judgement.reason += "\n" + guest.diagnose();
  BootOutcome outcome{.judgement = std::move(judgement), .host = facts_.host};
  outcome.process_end = std::move(facts_.process_end);
  if (state_.hello)
    outcome.boot_ms = std::chrono::duration_cast<milliseconds>(*state_.hello - started_).count();
  if (auto stopped = guest.stop(); !stopped && outcome.status() == CellStatus::Done)
    outcome.judgement = {status_of(stopped.fault(), Stage::Session), stopped.fault().what};
  if (outcome.status() == CellStatus::Done) outcome.session = std::move(session_);
  return outcome;
}

BootOutcome failed(const Fault& fault) {
  return {.judgement = {status_of(fault, Stage::Boot), fault.what}};
}

Result<BootOutcome> Boot::run() {
  const Fault interrupted = host_fault("interrupted");
  const std::string token = make_token();
  if (token.empty()) return failed(host_fault("no random numbers for a token"));
  expect_session(token);
  auto booted = context_.fleet.boot(
      make_request(context_, cell_, kernel_.kernel->image),
      [watch = watch_](const fleet::GuestEvent& event) { watch->guest_event(event); });
  if (!booted) return failed(booted.fault());
  guest_ = *std::move(booted);
  session_->attach(guest_->take_channel());
  time_.emplace([this] { return read(); });
  await_hello();
  if (state_.hello && !stop_.stop_requested()) await_end();
  if (!stop_.stop_requested()) await_last_signs();
  if (stop_.stop_requested()) return interrupted;
  return conclude(*guest_);
}

}  // namespace

Result<BootOutcome> boot_cell(const RunContext& context, const plan::Cell& cell,
                              const VariantKernel& kernel, std::stop_token stop) {
  return Boot(context, cell, kernel, std::move(stop)).run();
}

}  // namespace folioscope::run
