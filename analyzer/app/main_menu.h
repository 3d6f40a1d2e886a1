// SPDX-License-Identifier: GPL-3.0-or-later
// The menu bar of a window: everything that it can do, with its keys and what is said of it in the
// status bar.
#pragma once

#include <QString>
#include <vector>

namespace folioscope::app {

class MainWindow;

void fill_menu_bar(MainWindow& window);

// Every action with keys, in the order of the menus.
struct KeyLine {
  QString action, keys, meaning;
};
std::vector<KeyLine> key_lines(const MainWindow& window);

}  // namespace folioscope::app
