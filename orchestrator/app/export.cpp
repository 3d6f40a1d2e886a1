// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "app/cli.h"
#include "app/open_run.h"
#include "app/output.h"
#include "exchange/perfetto.h"
#include "exchange/trace_dat.h"

namespace folioscope::app {
namespace {

constexpr double kNever = -1;
constexpr double kNsPerSecond = 1e9, kNsPerMs = 1e6;

struct ExportArguments {
  std::string run, out, format = "trace.dat", clock = "guest";
  std::optional<std::int64_t> cell, failure;
  double from = kNever, to = kNever;  // seconds of the boot
  double around = 10;                 // ms
};

std::int64_t nanoseconds(double amount, double unit) {
  return static_cast<std::int64_t>(std::llround(std::clamp(amount * unit, -9e18, 9e18)));
}

Result<exchange::TimeWindow> around_failure(store::Reader& reader, std::int64_t cell,
                                            std::int64_t failure, double around_ms) {
  TRY(const auto found,
      reader.sql(fmt::format("SELECT time_ns FROM failure WHERE cell_id = {} AND id = {}", cell,
                             failure)));
  const auto* const time =
      found.rows.empty() ? nullptr : std::get_if<std::int64_t>(&found.rows[0][0]);
  if (time == nullptr)
    return user_fault(
        fmt::format("boot {} has no failure {}", cell, failure),
        fmt::format(
            "folioscope sql RUN \"select id, time_ns, pfn from failure where cell_id = {}\"",
            cell));
  const std::int64_t reach = nanoseconds(around_ms, kNsPerMs);
  return exchange::TimeWindow{*time - reach, *time + reach};
}

Result<exchange::TimeWindow> window_of(store::Reader& reader, const ExportArguments& arguments) {
  if (arguments.failure)
    return around_failure(reader, *arguments.cell, *arguments.failure, arguments.around);
  exchange::TimeWindow window;
  if (arguments.from != kNever) window.from_ns = nanoseconds(arguments.from, kNsPerSecond);
  if (arguments.to != kNever) window.to_ns = nanoseconds(arguments.to, kNsPerSecond);
  if (window.from_ns > window.to_ns)
    return user_fault("--from is later than --to", "give them in seconds of the boot's clock");
  return window;
}

Status export_boot(store::Reader& reader, const ExportArguments& arguments, std::stop_token stop) {
  const CellId cell{*arguments.cell};
  TRY(const exchange::TimeWindow window, window_of(reader, arguments));
  const bool perfetto = arguments.format == "perfetto";
  const auto write = perfetto ? exchange::write_perfetto : exchange::write_trace_dat;
  exchange::ClockShift shift;
  if (arguments.clock == "host") {
    TRY(shift, exchange::shift_to_host(reader, cell));
  }
  TRY(const exchange::Exported written,
      write(reader, cell, window, arguments.out, std::move(stop), shift.ns));
  print_out("{}: {} events of {} CPUs\n", arguments.out, written.events, written.cpus);
  if (arguments.clock == "host")
    print_out("  times are those of CLOCK_MONOTONIC of the host, plus or minus {} us\n",
              (shift.error_ns + 999) / 1000);
  if (perfetto)
    print_out("  open it in ui.perfetto.dev, or with trace_processor_shell {}\n", arguments.out);
  else
    print_out("  trace-cmd report -i {0}\n  kernelshark {0}\n", arguments.out);
  return {};
}

}  // namespace

void add_export(Command& app, Context& context) {
  auto* command = app.add_subcommand("export", "the events of a boot as a file of other programs");
  command->footer(
      "trace.dat is what trace-cmd and KernelShark open: the pages of the guest's ring buffer as\n"
      "its kernel wrote them, with the formats of its events, its symbols and what was lost. Of a\n"
      "window of time, whole pages are written.\n"
      "perfetto is what ui.perfetto.dev and trace_processor_shell open: the events by CPU, where\n"
      "some were lost, and for each page that failed or was held for long, when its lock was "
      "held,\n"
      "by whom, and who had references to it.\n"
      "What stops this leaves no file. Around a failure:\n"
      "  folioscope export RUN --cell 3 --failure 17 --out failure.dat");
  auto arguments = std::make_shared<ExportArguments>();
  command->add_option("RUN", arguments->run, "run directory or its run.db")->required();
  command->add_option("--cell", arguments->cell, "the boot, as `folioscope list RUN` numbers it")
      ->required()
      ->type_name("ID");
  command->add_option("--format", arguments->format, "of the file")
      ->one_of({"trace.dat", "perfetto"})
      ->capture_default_str();
  command->add_option("--out,-o", arguments->out, "file to write")->required()->type_name("FILE");
  command
      ->add_option(
          "--clock", arguments->clock,
          "whose: guest, or CLOCK_MONOTONIC of the host, as `trace-cmd record -C mono` has "
          "it\nthere; --from and --to are the guest's")
      ->one_of({"guest", "host"})
      ->capture_default_str();
  command->add_option("--from", arguments->from, "seconds of the boot's clock")
      ->type_name("SECONDS");
  command->add_option("--to", arguments->to, "seconds of the boot's clock")->type_name("SECONDS");
  auto* failure =
      command->add_option("--failure", arguments->failure, "what lies around it, by its number")
          ->type_name("ID");
  command->add_option("--around", arguments->around, "so long before and after the failure")
      ->type_name("MS")
      ->needs(failure)
      ->capture_default_str();
  command->callback([arguments, &context] {
    const auto reader = open_run(arguments->run, context);
    if (!reader) return;
    if (const Status done = export_boot(*reader, *arguments, context.stop()); !done.ok())
      context.fail(done.fault());
  });
}

}  // namespace folioscope::app
