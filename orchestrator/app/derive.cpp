// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/derive.h"

#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/progress_line.h"
#include "run/directory.h"
#include "run/guest_files.h"
#include "store/reader.h"
#include "store/writer.h"

namespace folioscope::app {
namespace {

Result<derive::Derived> derive_cell(store::Reader& reader, CellId cell) {
  TRY(const store::Reader::Decoding decoding, reader.decoding(cell));
  derive::Deriver deriver(decoding.layout, decoding.formats, decoding.page_size);
  TRY_STATUS(reader.pages(cell, [&](const store::PageChunk& chunk) -> Status {
    deriver.add_pages(chunk.cpu, chunk.pages);
    return {};
  }));
  TRY(const std::vector<store::VmstatRow> vmstat, reader.vmstat(cell));
  TRY(const std::vector<std::string> lines, reader.workload_results(cell));
  TRY(const std::vector<store::CpuAccounting> accounting, reader.cpu_accounting(cell));
  TRY(const std::vector<store::ProbeAccounting> probes, reader.probe_accounting(cell));
  bool lossy = false;
  for (const store::CpuAccounting& cpu : accounting) lossy |= cpu.lost() != 0;
  for (const store::ProbeAccounting& probe : probes) lossy |= probe.misses != 0;
  derive::Finish rest{.vmstat = vmstat, .workload_lines = lines, .lossy = lossy};
  TRY(rest.named_stacks, reader.stacks(cell));
  TRY(const std::vector<store::GuestFileRow> files, reader.guest_files(cell));
  for (const store::GuestFileRow& file : files) {
    if (file.name == "stacks") rest.guest.stacks = file.text;
    if (file.name == "holds") rest.guest.holds = file.text;
    if (file.name == "counters") rest.guest.counters = file.text;
    if (file.name.starts_with(run::kHistogramPrefix))
      rest.histograms.push_back({file.name, file.text});
  }
  return deriver.finish(rest);
}

Result<std::size_t> derive_run(const std::filesystem::path& run, ProgressLine& progress) {
  TRY(const run::Directory directory, run::Directory::open(run));
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(directory.store()));
  TRY(const store::RunRow row, reader->run());
  TRY(const std::unique_ptr<store::Writer> writer,
      row.finished ? store::Writer::reopen_finished(directory.store())
                   : store::Writer::reopen(directory.store()));
  TRY(const std::vector<store::CellRow> cells, reader->cells());
  std::size_t derived = 0;
  for (const store::CellRow& cell : cells) {
    if (cell.status != CellStatus::Done) continue;
    progress.show(fmt::format("cell {}", cell.id.value), false, -1);
    TRY(const derive::Derived rows, derive_cell(*reader, cell.id));
    TRY_STATUS(writer->replace_derived(cell.id, rows.metrics, rows.distributions, rows.references));
    ++derived;
  }
  return derived;
}

}  // namespace

void add_derive(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("derive", "compute the metrics of a run again from its events");
  command->footer("The raw pages are the source of truth; metrics and distributions are replaced.");
  auto run = std::make_shared<std::string>();
  command->add_option("RUN", *run, "run directory")->required();
  command->callback([run, &context] {
    ProgressLine progress;
    const auto derived = derive_run(*run, progress);
    if (!derived)
      context.fail(derived.fault());
    else
      fmt::print("{}: metrics of {} boots derived\n", *run, *derived);
  });
}

}  // namespace folioscope::app
