// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/boot_settler.h"

#include <utility>

#include "compare/settle.h"
#include "query/open_run.h"

namespace folioscope::app {

Result<bool> BootSettler::settled(const run::Look& look) {
  TRY(auto comparison, query::load_run(look.store));
  return compare::settled(std::move(comparison), {look.machine, look.workload}, look.block + 1);
}

}  // namespace folioscope::app
