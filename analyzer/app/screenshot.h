// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a picture in a file.
#pragma once

#include <QString>
#include <QWidget>

#include "base/result.h"

namespace folioscope::app {

// Must be called before the application is made: pictures are rendered without a display, the same
// everywhere, unless QT_QPA_PLATFORM says otherwise.
void render_without_display();

// Faults (Host): there is no font to write with.
Status check_fonts();

// The widget as it stands, shown or not. The file becomes visible whole.
Status save_screenshot(QWidget& widget, const QString& file);

}  // namespace folioscope::app
