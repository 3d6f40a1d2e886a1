// SPDX-License-Identifier: GPL-3.0-or-later
// A run of boots that were measured elsewhere: made where it is not there, else added to. Each boot
// is in it whole or not at all. Nothing says which boots ran next to each other, so all of them are
// one block: they are compared without pairs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "imports/boot.h"
#include "run/directory.h"
#include "store/records.h"
#include "store/writer.h"

namespace folioscope::imports {

class ImportedRun {
 public:
  // `experiment`: what a new run is called; empty: as its directory. Nothing is written yet but the
  // directory. Faults: User (a run that folioscope booted, in use,
  // no run file), Host.
  static Result<ImportedRun> open(const std::filesystem::path& directory,
                                  std::string experiment = {});

  // The cell that the boot became. Faults: User (a name that no variant, machine or workload can
  // have, a boot that is there, another kernel under the same variant, other CPUs of the same
  // machine), Host (disk full).
  Result<store::CellRow> add(ImportedBoot boot);
  // After the last one.
  Status finish();

 private:
  ImportedRun(run::Directory directory, std::string experiment)
      : directory_(std::move(directory)), experiment_(std::move(experiment)) {}
  Status read();
  Status make();
  Status check(const ImportedBoot& boot) const;
  Result<store::AddedCell> added(ImportedBoot boot) const;
  Result<int> number_of(const Label& label) const;

  run::Directory directory_;
  std::string experiment_;  // of a new run
  bool is_new_ = true;      // nothing is in it yet
  std::unique_ptr<store::Writer> writer_;
  std::vector<store::VariantRow> variants_;
  std::vector<store::MachineRow> machines_;
  std::vector<store::WorkloadRow> workloads_;
  std::vector<store::CellRow> cells_;
};

}  // namespace folioscope::imports
