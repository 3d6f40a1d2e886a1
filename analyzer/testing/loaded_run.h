// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: a made run as the pages get it, through a store file.
#pragma once

#include <stdexcept>

#include "base/temp_dir.h"
#include "models/run_loader.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::pages {

inline models::RunData loaded_run(const query::MadeRun& made) {
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  auto reader = store::Reader::open(dir / "run.db");
  if (!reader) throw std::runtime_error(reader.fault().what);
  auto comparison = query::load(**reader);
  if (!comparison) throw std::runtime_error(comparison.fault().what);
  return std::make_shared<compare::TestedRun>(compare::tested(*std::move(comparison)));
}

}  // namespace folioscope::pages
