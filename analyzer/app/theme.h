// SPDX-License-Identifier: GPL-3.0-or-later
// How the desktop looks: one light palette and one dark, and the size of its text.
#pragma once

#include <QApplication>
#include <QString>
#include <optional>

namespace folioscope::app {

enum class Theme { System, Light, Dark };
// "system", "light", "dark"
QString theme_name(Theme theme);
std::optional<Theme> parse_theme(const QString& name);

inline constexpr double kSmallestText = 7, kLargestText = 24;  // points

struct Look {
  Theme theme = Theme::System;
  double text_points = 10;

  bool operator==(const Look&) const = default;
};

// Windows that are open change with it. What the system prefers is what it said before the first
// call: its platform's palette, or GTK_THEME.
void apply_look(QApplication& application, const Look& look);
// As applied last.
Look current_look();

}  // namespace folioscope::app
