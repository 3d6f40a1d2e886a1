// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: a made run as the pages get it, through a store file that stays as long as the run
// does.
#pragma once

#include <stdexcept>

#include "base/temp_dir.h"
#include "models/run_data.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::pages {

inline models::RunData loaded_run(const query::MadeRun& made) {
  struct Kept {
    TempDir dir = *TempDir::create("store");
    models::LoadedRun run;
  };
  auto kept = std::make_shared<Kept>();
  const std::filesystem::path file = kept->dir / "run.db";
  made.write(file);
  auto reader = store::Reader::open(file);
  if (!reader) throw std::runtime_error(reader.fault().what);
  auto comparison = query::load(**reader);
  if (!comparison) throw std::runtime_error(comparison.fault().what);
  static_cast<compare::TestedRun&>(kept->run) = compare::tested(*std::move(comparison));
  kept->run.file = file;
  kept->run.findings = compare::find(kept->run);
  return {kept, &kept->run};
}

}  // namespace folioscope::pages
