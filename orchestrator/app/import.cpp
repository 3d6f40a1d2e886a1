// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"
#include "app/output.h"
#include "app/progress_line.h"
#include "imports/csv.h"
#include "imports/guest_directory.h"
#include "imports/imported_run.h"
#include "imports/perf_script.h"
#include "imports/trace_boot.h"

namespace folioscope::app {
namespace {

struct ImportArguments {
  std::vector<std::string> traces;
  std::string perf_script, csv, into = "runs/imported", variant, machine, workload, buffer, mmtrace,
                                experiment;
  std::optional<std::int64_t> boot;
};

// A line for each boot that is in.
void print_boot(const store::CellRow& cell, const std::string& what) {
  print_out("  boot {} of {}, {}, {}: {}\n", cell.boot, cell.variant, cell.machine, cell.workload,
            what);
}

class Importer {
 public:
  explicit Importer(const ImportArguments& arguments) : arguments_(arguments) {}

  Status run() {
    TRY_STATUS(check());
    const Status taken = take_all();
    if (run_) {  // what came before a file that is refused stays
      const Status finished = run_->finish();
      if (taken.ok()) TRY_STATUS(finished);
    }
    TRY_STATUS(taken);
    print_out("  folioscope report {0}\n  folioscope-analyzer {0}\n", arguments_.into);
    return {};
  }

 private:
  Status check() const;
  Status take_all() {
    for (const std::string& trace : arguments_.traces) TRY_STATUS(take_trace(trace));
    if (!arguments_.perf_script.empty()) TRY_STATUS(take_perf_script());
    return arguments_.csv.empty() ? Status() : take_csv();
  }
  Status take_trace(const std::string& file);
  Status take_buffer(const std::shared_ptr<const imports::InputFile>& file,
                     const imports::TraceFile& trace, const imports::TraceBuffer& buffer);
  Status take_perf_script();
  Status take_csv();
  // Nothing is made before there is something to put into it.
  Result<store::CellRow> add(imports::ImportedBoot boot);
  imports::Label label() const;

  const ImportArguments& arguments_;
  std::optional<imports::ImportedRun> run_;
};

Status Importer::check() const {
  const std::size_t others =
      (arguments_.perf_script.empty() ? 0u : 1u) + (arguments_.csv.empty() ? 0u : 1u);
  const std::size_t files = arguments_.traces.size() + others;
  if (files == 0)
    return user_fault("there is nothing to import",
                      "name trace.dat files, or --perf-script FILE, or --csv FILE");
  if (arguments_.boot && files > 1)
    return user_fault("--boot is about one file", "without it boots get the next numbers");
  if (arguments_.boot && (*arguments_.boot < 0 || *arguments_.boot > 1'000'000))
    return user_fault("--boot is no number of a boot", "0, 1, 2, ...");
  if (!arguments_.mmtrace.empty() && (files > 1 || others > 0))
    return user_fault("--mmtrace is about one file of trace-cmd", "import one file at a time");
  if (arguments_.variant.empty() && files > (arguments_.csv.empty() ? 0u : 1u))
    return user_fault("there is no --variant", "--variant NAME: the kernel that was measured");
  return {};
}

imports::Label Importer::label() const {
  imports::Label label{arguments_.variant, arguments_.machine, arguments_.workload};
  if (arguments_.boot) label.boot = static_cast<int>(*arguments_.boot);
  return label;
}

Result<store::CellRow> Importer::add(imports::ImportedBoot boot) {
  if (!run_) {
    TRY(run_, imports::ImportedRun::open(arguments_.into, arguments_.experiment));
  }
  return run_->add(std::move(boot));
}

Status Importer::take_trace(const std::string& name) {
  TRY(imports::InputFile opened, imports::InputFile::open(name));
  const auto file = std::make_shared<const imports::InputFile>(std::move(opened));
  TRY(const imports::TraceFile trace, imports::read_trace_file(*file));
  std::vector<const imports::TraceBuffer*> buffers;
  for (const imports::TraceBuffer& buffer : trace.buffers) {
    const bool has_pages = std::ranges::any_of(
        buffer.cpus, [](const imports::CpuPlace& place) { return place.size > 0; });
    if (has_pages && (arguments_.buffer.empty() || buffer.name == arguments_.buffer))
      buffers.push_back(&buffer);
  }
  if (buffers.empty())
    return user_fault(
        fmt::format("{} has no events{}", name, arguments_.buffer.empty() ? "" : " in this buffer"),
        "`trace-cmd report --stat` says what is in a file");
  print_out("{}: version {}, {}, {} CPUs\n", name, trace.version,
            trace.uname.empty() ? "machine not said" : trace.uname, trace.cpus);
  for (const imports::TraceBuffer* buffer : buffers) TRY_STATUS(take_buffer(file, trace, *buffer));
  return {};
}

Status Importer::take_buffer(const std::shared_ptr<const imports::InputFile>& file,
                             const imports::TraceFile& trace, const imports::TraceBuffer& buffer) {
  derive::GuestFiles guest;
  if (!arguments_.mmtrace.empty()) {
    TRY(guest, imports::read_guest_directory(arguments_.mmtrace));
  }
  TRY(imports::TraceBoot made, imports::boot_of(file, trace, buffer, label(), std::move(guest)));
  TRY(const store::CellRow cell, add(std::move(made.boot)));
  print_boot(cell, fmt::format("{} events, {} lost", made.events, made.lost));
  if (made.read_elsewhere > 0)
    print_out(
        "    its counters say that {} events more were read: of an earlier recording, or they "
        "were not written\n",
        made.read_elsewhere);
  return {};
}

Status Importer::take_perf_script() {
  TRY(const imports::InputFile file, imports::InputFile::open(arguments_.perf_script));
  imports::Label named = label();
  if (named.machine.empty()) named.machine = imports::kUnknownMachine;
  if (named.workload.empty()) named.workload = imports::kTraceWorkload;
  TRY(imports::PerfBoot made, imports::read_perf_script(file, std::move(named)));
  TRY(const store::CellRow cell, add(std::move(made.boot)));
  print_boot(cell, fmt::format("{} events", made.events));
  if (made.not_understood > 0) print_out("    {} lines not understood\n", made.not_understood);
  if (made.names_left_out > 0)
    print_out("    {} events and tasks have no metric: there are too many\n", made.names_left_out);
  return {};
}

Status Importer::take_csv() {
  TRY(const imports::InputFile file, imports::InputFile::open(arguments_.csv));
  const imports::CsvDefaults defaults{
      arguments_.machine.empty() ? imports::kUnknownMachine : arguments_.machine,
      arguments_.workload.empty() ? imports::kTableWorkload : arguments_.workload};
  TRY(std::vector<imports::ImportedBoot> boots, imports::read_csv(file, defaults));
  for (imports::ImportedBoot& boot : boots) {
    const std::size_t metrics = boot.record.metrics.size();
    TRY(const store::CellRow cell, add(std::move(boot)));
    print_boot(cell, fmt::format("{} metrics", metrics));
  }
  return {};
}

}  // namespace

void add_import(Command& app, Context& context) {
  auto* command = app.add_subcommand("import", "boots that were measured elsewhere, as a run");
  command->footer(
      "FILE is a trace.dat of trace-cmd 2 to 3 (versions 6 and 7, packed or not), as `trace-cmd\n"
      "record` leaves it on a real machine. Its pages, formats and lost events go into the run as\n"
      "they are, and metrics are derived as for a boot of ours. A file is a boot of --variant; "
      "each\n"
      "buffer of it that has events is a workload of its own.\n"
      "perf-script is what `perf script` prints: events are counted by name and by task.\n"
      "csv is a table with the columns variant,boot,metric,value,unit; also machine, workload and\n"
      "better (lower, higher) where it has them. The first variant of a run is its baseline.\n"
      "Boots are not known to have run next to each other, so all are one block: variants are\n"
      "compared without pairs, and whatever changed on the machine meanwhile counts as a "
      "difference.\n"
      "  folioscope import before-*.dat --variant stock --into runs/host\n"
      "  folioscope import after-*.dat --variant patched --into runs/host\n"
      "  folioscope report runs/host");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->traces, "files of trace-cmd, each a boot");
  command->add_option("--perf-script", arguments->perf_script, "text of perf script, a boot")
      ->type_name("FILE");
  command->add_option("--csv", arguments->csv, "table of results")->type_name("FILE");
  command->add_option("--into", arguments->into, "run directory; made where it is not there")
      ->type_name("RUN")
      ->capture_default_str();
  command
      ->add_option("--experiment", arguments->experiment,
                   "what a new run is called, for `folioscope history`; else as its directory")
      ->type_name("NAME");
  command->add_option("--variant", arguments->variant, "the kernel that was measured")
      ->type_name("NAME");
  command->add_option("--boot", arguments->boot, "its number; else the next")->type_name("N");
  command->add_option("--machine", arguments->machine, "else the host that the file names")
      ->type_name("NAME");
  command->add_option("--workload", arguments->workload, "what ran")->type_name("NAME");
  command->add_option("--buffer", arguments->buffer, "only this tracing instance of the file")
      ->type_name("NAME");
  command
      ->add_option("--mmtrace", arguments->mmtrace,
                   "what our instrumentation kept there: cp -r /sys/kernel/debug/mmtrace DIR,\n"
                   "before the next recording")
      ->type_name("DIR");
  command->callback([arguments, &context] {
    if (const Status done = Importer(*arguments).run(); !done.ok()) context.fail(done.fault());
  });
}

}  // namespace folioscope::app
