// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of folioscope-analyzer as a value.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include "base/result.h"
#include "models/place.h"

namespace folioscope::app {

struct Arguments {
  QString run;  // empty: nothing is opened
  models::PageId page = models::PageId::Answer;
  QString metric;      // to compare; empty: the first
  QString screenshot;  // file to write instead of showing a window; empty: none
  QSize size{1280, 860};
  bool help = false, version = false;
};

// `words` without the program's name. Faults (User).
Result<Arguments> parse_arguments(const QStringList& words);
QString help_text();

}  // namespace folioscope::app
