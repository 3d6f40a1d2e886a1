// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/imported_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/workload_name.h"
#include "catalog/acceleration.h"
#include "run/version.h"
#include "store/reader.h"
#include "sys/host.h"

namespace folioscope::imports {
namespace {

constexpr int kOneBlock = 0;

bool is_shown(unsigned char byte) { return byte >= 0x20 && byte != 0x7f; }

Status check_name(const char* what, const std::string& name, std::size_t most) {
  if (!name.empty() && name.size() <= most && std::ranges::all_of(name, is_shown)) return {};
  return user_fault(fmt::format("`{}` cannot be the name of a {}", name.substr(0, most), what),
                    fmt::format("1 to {} bytes, no control characters: --{} NAME", most, what));
}

template <class Row>
const Row* named(const std::vector<Row>& rows, const std::string& name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

bool is_same_condition(const store::CellRow& cell, const Label& label) {
  return cell.variant == label.variant && cell.machine == label.machine &&
         cell.workload == label.workload;
}

}  // namespace

Result<ImportedRun> ImportedRun::open(const std::filesystem::path& path, std::string experiment) {
  if (!experiment.empty()) TRY_STATUS(check_name("experiment", experiment, limits::kNameLength));
  std::error_code error;
  if (!std::filesystem::exists(path / "run.db", error)) {
    TRY(run::Directory made, run::Directory::create(path));
    if (experiment.empty()) experiment = made.path().filename().string();
    return ImportedRun(std::move(made), std::move(experiment));
  }
  TRY(run::Directory found, run::Directory::open(path));
  ImportedRun run(std::move(found), {});
  TRY_STATUS(run.read());
  return run;
}

Status ImportedRun::read() {
  TRY(const auto reader, store::Reader::open(directory_.store()));
  TRY(const store::RunRow run, reader->run());
  if (run.acceleration != catalog::kImported)
    return user_fault(
        fmt::format("the boots of {} were booted by folioscope", directory_.path().string()),
        "imports have a run of their own: name another --into");
  TRY(writer_, store::Writer::reopen_to_add(directory_.store()));
  TRY(variants_, reader->variants());
  TRY(machines_, reader->machines());
  TRY(workloads_, reader->workloads());
  TRY(cells_, reader->cells());
  is_new_ = false;
  return {};
}

Status ImportedRun::make() {
  store::RunRow run;
  run.name = experiment_;
  run.tool_version = run::kVersion;
  run.acceleration = catalog::kImported;
  run.started = sys::now();
  TRY(writer_, store::Writer::create(directory_.store(), run, {}, {}, {}, {}));
  return {};
}

Status ImportedRun::check(const ImportedBoot& boot) const {
  const Label& label = boot.label;
  TRY_STATUS(check_name("variant", label.variant, limits::kNameLength));
  TRY_STATUS(check_name("machine", label.machine, limits::kNameLength));
  TRY_STATUS(check_name("workload", label.workload, 4 * limits::kNameLength));
  if (!parse_workload_name(label.workload))
    return user_fault(fmt::format("`{}` cannot be the name of a workload", label.workload),
                      "PROGRAM, or PROGRAM NAME=VALUE: --workload NAME");
  const store::VariantRow* variant = named(variants_, label.variant);
  const std::string release = variant == nullptr ? "" : variant->kernel_release.value_or("");
  if (!release.empty() && !boot.release.empty() && release != boot.release)
    return user_fault(fmt::format("the variant {} has the kernel {}, and this boot has {}",
                                  label.variant, release, boot.release),
                      "a variant is one kernel: name another --variant");
  const store::MachineRow* machine = named(machines_, label.machine);
  if (machine != nullptr && machine->vcpus != boot.cpus)
    return user_fault(fmt::format("the machine {} has {} CPUs, and this boot has {}", label.machine,
                                  machine->vcpus, boot.cpus),
                      "name another --machine: boots of different ones are not compared");
  return {};
}

Result<int> ImportedRun::number_of(const Label& label) const {
  int next = 0;
  for (const store::CellRow& cell : cells_) {
    if (!is_same_condition(cell, label)) continue;
    if (label.boot && cell.boot == *label.boot)
      return user_fault(fmt::format("boot {} of {} is in {} already", *label.boot, label.variant,
                                    directory_.path().string()),
                        "name another --boot, or leave it out: it gets the next number");
    next = std::max(next, cell.boot + 1);
  }
  return label.boot.value_or(next);
}

Result<store::AddedCell> ImportedRun::added(ImportedBoot boot) const {
  const Label& label = boot.label;
  store::AddedCell added{.record = std::move(boot.record)};
  store::CellRow& cell = added.record.cell;
  TRY(cell.boot, number_of(label));
  cell.id = {static_cast<std::int64_t>(cells_.size()) + 1};
  cell.variant = label.variant;
  cell.machine = label.machine;
  cell.workload = label.workload;
  cell.block = kOneBlock;
  cell.position = static_cast<int>(cells_.size());
  cell.status = CellStatus::Done;
  if (named(variants_, label.variant) == nullptr) {
    store::VariantRow row{.name = label.variant, .position = static_cast<int>(variants_.size())};
    if (!boot.release.empty()) row.kernel_release = boot.release;
    added.variants.push_back(std::move(row));
  }
  if (named(machines_, label.machine) == nullptr)
    added.machines.push_back({.name = label.machine,
                              .position = static_cast<int>(machines_.size()),
                              .vcpus = boot.cpus});
  if (named(workloads_, label.workload) == nullptr) {
    const WorkloadName name = *parse_workload_name(label.workload);
    added.workloads.push_back({.name = label.workload,
                               .position = static_cast<int>(workloads_.size()),
                               .program = name.program,
                               .swept = name.at,
                               .metrics = std::move(boot.metrics)});
  }
  return added;
}

Result<store::CellRow> ImportedRun::add(ImportedBoot boot) {
  TRY_STATUS(check(boot));
  const store::ChunkSource chunks = std::move(boot.chunks);
  TRY(const store::AddedCell cell, added(std::move(boot)));
  if (writer_ == nullptr) TRY_STATUS(make());
  const store::PackedSource packed =
      chunks ? store::packing(cell.record.cell, chunks, cell.record.formats)
             : store::PackedSource();
  if (const Status done = writer_->add_cell(cell, packed); !done.ok()) {
    if (is_new_) {  // a run without a boot is none
      writer_.reset();
      std::error_code ignored;
      std::filesystem::remove(directory_.store(), ignored);
    }
    return done.fault();
  }
  is_new_ = false;
  variants_.insert(variants_.end(), cell.variants.begin(), cell.variants.end());
  machines_.insert(machines_.end(), cell.machines.begin(), cell.machines.end());
  workloads_.insert(workloads_.end(), cell.workloads.begin(), cell.workloads.end());
  cells_.push_back(cell.record.cell);
  return cell.record.cell;
}

Status ImportedRun::finish() {
  if (writer_ == nullptr) return {};
  return writer_->finish(sys::now());
}

}  // namespace folioscope::imports
