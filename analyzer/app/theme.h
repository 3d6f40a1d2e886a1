// SPDX-License-Identifier: GPL-3.0-or-later
// How the desktop looks: the same light palette everywhere, whatever the system prefers.
#pragma once

#include <QApplication>

namespace folioscope::app {

void apply_theme(QApplication& application);

}  // namespace folioscope::app
