// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keyboard of the display: what is done here comes to the window that has the focus, or
// is under the pointer, through the X server and the window manager. Each call returns when the
// server has the events; a call that cannot be done fails the test.
#pragma once

#include <QPoint>
#include <QWidget>
#include <string>
#include <vector>

namespace folioscope::desktop {

// xdotool with these words; what it printed. A search that finds nothing prints nothing.
std::string xdotool(std::vector<std::string> words);

void press(const std::string& keys);  // "ctrl+3", "Return"
void type(const std::string& text);
void click(const QPoint& on_screen, int times = 1);
// In pixels of the widget, which is shown.
void click(const QWidget& widget, const QPoint& at, int times = 1);
void click(const QWidget& widget);  // its middle
void take_hold(const QPoint& on_screen);
void move_to(const QPoint& on_screen);
void let_go();

// Whether a window with this text in its title is shown before the deadline.
bool window_appears(const std::string& title);

}  // namespace folioscope::desktop
