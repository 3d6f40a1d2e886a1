// SPDX-License-Identifier: GPL-3.0-or-later
// Tells a run when its boots have answered: by the same rules as its report.
#pragma once

#include "run/settler.h"

namespace folioscope::app {

class BootSettler : public run::Settler {
 public:
  Result<bool> settled(const run::Look& look) override;
};

}  // namespace folioscope::app
