// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/session.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/files.h"
#include "agent/monotonic.h"
#include "agent/pressure.h"
#include "agent/ring_reader.h"
#include "agent/streamer.h"
#include "agent/trace_commands.h"
#include "agent/tracefs.h"
#include "agent/workload.h"
#include "base/unique_fd.h"
#include "wire/limits.h"

namespace folioscope::agent {
namespace {

struct Guest {
  std::uint32_t cpus = 0;
  std::uint32_t page_size = 0;
};

Guest this_guest() {
  return {static_cast<std::uint32_t>(::sysconf(_SC_NPROCESSORS_ONLN)),
          static_cast<std::uint32_t>(::sysconf(_SC_PAGESIZE))};
}

wire::Hello hello(const Guest& guest, const std::string& token) {
  utsname name{};
  ::uname(&name);
  wire::Hello message;
  message.token = token;
  message.kernel_release = name.release;
  message.kernel_version = name.version;
  message.cpus = guest.cpus;
  message.page_size = guest.page_size;
  message.boot_time_ns = monotonic_ns();
  return message;
}

// A job under way. Its members end in the right order: the thread that reads the rings first, the
// trace instance last.
class Execution {
 public:
  Execution(HostLink& link, const Options& options, const Guest& guest, wire::Job job)
      : link_(link), options_(options), guest_(guest), job_(std::move(job)) {}

  Status prepare();
  Status measure();
  Status report();

 private:
  Status run_workloads();
  Status send_clock(wire::Phase phase);
  Status send_vmstat(wire::Phase phase);
  Status send_cpu_stats(wire::Phase phase);

  HostLink& link_;
  const Options& options_;
  const Guest guest_;
  const wire::Job job_;
  std::vector<std::filesystem::path> programs_;
  UniqueFd stop_;  // eventfd, readable once the host wants no more
  std::optional<TraceInstance> trace_;
  std::optional<RingReader> rings_;
  std::unique_ptr<Streamer> streamer_;
  std::vector<wire::Histogram> histograms_;
};

// Everything that may be refused, before anything is measured.
Status Execution::prepare() {
  TRY_STATUS(send_clock(wire::Phase::Start));
  stop_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop_) return guest_fault(fmt::format("cannot create an eventfd: {}", std::strerror(errno)));
  link_.on_stop([fd = stop_.get()] { ::eventfd_write(fd, 1); });
  for (const wire::Workload& workload : job_.workloads) {
    TRY(std::filesystem::path program, find_workload(options_.workloads, workload.program));
    programs_.push_back(std::move(program));
  }
  for (const wire::Setting& setting : job_.settings)
    TRY_STATUS(write_text(setting.path, setting.value));
  for (const wire::Workload& workload : job_.workloads)
    for (const std::string& line : workload.before) TRY_STATUS(run_shell(line));

  const Watermark mark =
      watermark(job_.buffer_kib_per_cpu, guest_.page_size, kBatchBytes / guest_.page_size);
  TRY(TraceInstance trace, TraceInstance::create(options_.tracefs));
  trace_.emplace(std::move(trace));
  TRY_STATUS(trace_->set_up(job_, mark));
  TRY(RingReader rings, RingReader::open(trace_->directory(), guest_.cpus, guest_.page_size));
  rings_.emplace(std::move(rings));
  TRY(streamer_, Streamer::create(link_, *rings_, mark.pages));
  return {};
}

Status Execution::measure() {
  TRY(const wire::Formats formats, trace_->formats());
  TRY_STATUS(link_.send(formats));
  TRY_STATUS(send_cpu_stats(wire::Phase::Start));
  TRY_STATUS(send_vmstat(wire::Phase::Start));
  TRY_STATUS(trace_->tracing_on());
  streamer_->start();
  const Status ran = run_workloads();
  const Result<std::string> vmstat = read_text("/proc/vmstat", wire::kMaxVmstat);
  Status off = trace_->tracing_off();
  if (off.ok()) off = trace_->disable_events();
  TRY_STATUS(streamer_->stop());
  TRY_STATUS(ran);
  TRY_STATUS(off);
  TRY(histograms_, trace_->take_histograms());
  TRY(std::string text, vmstat);
  return link_.send(wire::Vmstat{wire::Phase::End, std::move(text)});
}

// In the job's order; the first that does not end well is the last.
Status Execution::run_workloads() {
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    const Pressure before = read_pressure();
    TRY(const WorkloadEnd end,
        run_workload({programs_[i], job_.workloads[i], index, stop_.get(), [&](std::string line) {
                        streamer_->post({index, std::move(line)});
                      }}));
    for (std::string& line : usage_lines(end)) streamer_->post({index, std::move(line)});
    for (std::string& line : pressure_lines(before, read_pressure()))
      streamer_->post({index, std::move(line)});
    streamer_->post(end.exit);
    if (end.exit.exit_code != 0) return {};
  }
  return {};
}

Status Execution::report() {
  TRY_STATUS(streamer_->drain());
  for (const wire::Workload& workload : job_.workloads)
    for (const std::string& line : workload.after) TRY_STATUS(run_shell(line));
  TRY_STATUS(send_cpu_stats(wire::Phase::End));
  TRY(const wire::ProbeStats probes, trace_->probe_stats());
  TRY_STATUS(link_.send(probes));
  for (const std::string& path : job_.files) {
    TRY(std::string text, read_text(path, wire::kMaxGuestFile + 1));
    if (text.size() > wire::kMaxGuestFile)
      return guest_fault(fmt::format("{} has more than {} bytes", path, wire::kMaxGuestFile));
    TRY_STATUS(link_.send(wire::GuestFile{path, std::move(text)}));
  }
  for (wire::Histogram& histogram : histograms_) TRY_STATUS(link_.send(std::move(histogram)));
  TRY_STATUS(link_.await_mark());
  TRY_STATUS(send_clock(wire::Phase::End));
  return link_.send(
      wire::Bye{streamer_->pages_bytes(), peak_resident_bytes(), streamer_->lines_dropped()});
}

Status Execution::send_clock(wire::Phase phase) {
  return link_.send(wire::Clock{phase, link_.heard_ns(), monotonic_ns()});
}

Status Execution::send_vmstat(wire::Phase phase) {
  TRY(std::string text, read_text("/proc/vmstat", wire::kMaxVmstat));
  return link_.send(wire::Vmstat{phase, std::move(text)});
}

Status Execution::send_cpu_stats(wire::Phase phase) {
  for (std::uint32_t cpu = 0; cpu < guest_.cpus; ++cpu) {
    TRY(std::string text, trace_->cpu_stats(cpu));
    TRY_STATUS(link_.send(wire::CpuStats{phase, cpu, std::move(text)}));
  }
  return {};
}

// The first line is what happened, the rest the kernel's own words.
wire::Failure failure(const Fault& fault) {
  const std::size_t end = std::min(fault.what.find('\n'), fault.what.size());
  wire::Failure message{fault.what.substr(0, end), fault.what.substr(end)};
  if (!fault.remedy.empty()) message.detail += "\n" + fault.remedy;
  message.detail.erase(0, message.detail.find_first_not_of('\n'));
  message.what.resize(std::min(message.what.size(), wire::kMaxText));
  message.detail.resize(std::min(message.detail.size(), wire::kMaxText));
  return message;
}

Status execute(Execution& execution) {
  TRY_STATUS(execution.prepare());
  TRY_STATUS(execution.measure());
  return execution.report();
}

}  // namespace

Status run_session(HostLink& link, const Options& options) {
  const Guest guest = this_guest();
  TRY_STATUS(link.send(hello(guest, link.token())));
  TRY(wire::Job job, link.await_job());
  Execution execution(link, options, guest, std::move(job));
  if (const Status done = execute(execution); !done.ok()) {
    // Without a link the host knows already, and the fault we return is the first one.
    if (link.send(failure(done.fault())).ok()) (void)link.close();
    return done.fault();
  }
  return link.close();
}

}  // namespace folioscope::agent
