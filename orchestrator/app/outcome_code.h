// SPDX-License-Identifier: GPL-3.0-or-later
// The exit code of a comparison: what a script may ask.
#pragma once

#include "app/cli.h"
#include "text/report.h"

namespace folioscope::app {

inline int outcome_code(compare::Overall overall) {
  switch (overall) {
    case compare::Overall::NoRegression:
      return kExitDone;
    case compare::Overall::Regressed:
      return kExitRegressed;
    case compare::Overall::Inconclusive:
      break;
  }
  return kExitInconclusive;
}

}  // namespace folioscope::app
