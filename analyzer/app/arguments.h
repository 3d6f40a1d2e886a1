// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of folioscope-analyzer as a value.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

#include "app/theme.h"
#include "base/result.h"
#include "manual/description.h"
#include "models/place.h"

namespace folioscope::app {

struct Arguments {
  QString run;                              // empty: nothing is opened
  std::optional<models::PageId> page = {};  // unset: the first, or the one that was shown last
  QString metric;                           // to compare; empty: the first
  QString screenshot;               // file to write instead of showing a window; empty: none
  std::optional<QSize> size = {};   // unset: as it was last
  std::optional<Theme> theme = {};  // unset: as it was last; of a picture: light
  bool help = false, version = false;
};

inline constexpr QSize kDefaultSize{1280, 860};

// `words` without the program's name. Faults (User).
Result<Arguments> parse_arguments(const QStringList& words);
QString help_text();
// The same for the manual page and the completions of shells.
manual::Command description();

}  // namespace folioscope::app
