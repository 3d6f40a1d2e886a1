// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop remembers from one start to the next, in the user's configuration directory
// (folioscope/analyzer.ini). What is there may have been edited by hand: anything that makes no
// sense reads as nothing.
#pragma once

#include <QSettings>
#include <QStringList>
#include <memory>

#include "app/theme.h"

namespace folioscope::app {

inline constexpr int kRecentRuns = 10;

std::unique_ptr<QSettings> open_settings();

// Absolute, the newest first.
QStringList recent_runs();
void add_recent_run(const QString& run);
void forget_recent_runs();

Look remembered_look();
void remember_look(const Look& look);

}  // namespace folioscope::app
