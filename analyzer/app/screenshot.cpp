// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenshot.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPixmap>
#include <QSaveFile>

#include "models/store_queries.h"

namespace folioscope::app {
namespace {

// What a page reads of the store after it opened; what is late then is not in the picture.
constexpr std::chrono::seconds kMostWait{30};

}  // namespace

void render_without_display() {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
}

Status check_fonts() {
  if (!QFontDatabase::families().isEmpty()) return {};
  return host_fault("there is no font on this system: the picture would have no text",
                    "install one, on Debian: apt-get install fonts-dejavu-core");
}

Status save_screenshot(QWidget& widget, const QString& file) {
  // What loading has set off, such as new column widths, comes as events.
  QApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
  models::wait_for_queries(widget, kMostWait);
  QApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
  const QPixmap picture = widget.grab();
  QSaveFile out(file);
  if (!out.open(QIODevice::WriteOnly) || !picture.save(&out, "PNG") || !out.commit())
    return host_fault(
        QStringLiteral("%1: cannot be written: %2").arg(file, out.errorString()).toStdString(),
        "name a file in a directory that exists and has room");
  return {};
}

}  // namespace folioscope::app
