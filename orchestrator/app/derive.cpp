// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/derive.h"
#include "app/output.h"

#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/progress_line.h"
#include "derive/stored_boot.h"
#include "run/directory.h"
#include "store/reader.h"
#include "store/writer.h"

namespace folioscope::app {
namespace {

Result<std::unique_ptr<store::Writer>> writer_of(const std::filesystem::path& file) {
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(file));
  TRY(const store::RunRow run, reader->run());
  return run.finished ? store::Writer::reopen_finished(file) : store::Writer::reopen(file);
}

Result<std::size_t> derive_run(const std::filesystem::path& run, ProgressLine& progress) {
  TRY(const run::Directory directory, run::Directory::open(run));
  // First the writer: it brings a file of an older schema up to this one.
  TRY(const std::unique_ptr<store::Writer> writer, writer_of(directory.store()));
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(directory.store()));
  TRY(const std::vector<store::CellRow> cells, reader->cells());
  std::size_t count = 0;
  for (const store::CellRow& cell : cells) {
    if (cell.status != CellStatus::Done) continue;
    progress.show(fmt::format("cell {}", cell.id.value), false, -1);
    TRY(const derive::BootData boot, derive::stored_boot(*reader, cell.id));
    TRY(const derive::DerivedBoot derived, derive::derive_boot(boot));
    TRY_STATUS(writer->replace_derived(cell.id, derived.rows));
    TRY_STATUS(writer->index_chunks(cell.id));
    ++count;
  }
  return count;
}

}  // namespace

void add_derive(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("derive", "compute the metrics of a run again from its events");
  command->footer(
      "The raw pages are the source of truth; metrics, distributions, anomalies and holders are "
      "replaced.");
  auto run = std::make_shared<std::string>();
  command->add_option("RUN", *run, "run directory")->required();
  command->callback([run, &context] {
    ProgressLine progress;
    const auto derived = derive_run(*run, progress);
    if (!derived)
      context.fail(derived.fault());
    else
      print_out("{}: metrics of {} boots derived\n", *run, *derived);
  });
}

}  // namespace folioscope::app
