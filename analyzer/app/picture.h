// SPDX-License-Identifier: GPL-3.0-or-later
// A widget as a picture in a file.
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

// The widget as it stands, shown or not. The name's end says how: .svg and .pdf are drawn in lines
// and letters, anything else is a PNG. The file becomes visible whole.
Status save_picture(QWidget& widget, const QString& file);

// For the dialog that asks for a name.
QString picture_filter();

}  // namespace folioscope::app
