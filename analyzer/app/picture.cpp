// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/picture.h"

#include <QApplication>
#include <QBuffer>
#include <QFontDatabase>
#include <QObject>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QPixmap>
#include <QSaveFile>
#include <QSvgGenerator>

namespace folioscope::app {
namespace {

// A pixel is a 96th of an inch, as style sheets have it.
constexpr int kDotsPerInch = 96;

void draw_widget(QWidget& widget, QPaintDevice& device) {
  QPainter painter(&device);
  widget.render(&painter, QPoint(), QRegion(),
                QWidget::DrawWindowBackground | QWidget::DrawChildren);
}

bool draw_svg(QWidget& widget, QIODevice& out) {
  QSvgGenerator svg;
  svg.setOutputDevice(&out);
  svg.setSize(widget.size());
  svg.setViewBox(widget.rect());
  svg.setResolution(kDotsPerInch);
  draw_widget(widget, svg);
  return true;
}

bool draw_pdf(QWidget& widget, QIODevice& out) {
  QPdfWriter pdf(&out);
  pdf.setResolution(kDotsPerInch);
  const QSizeF inches = QSizeF(widget.size()) / double{kDotsPerInch};
  pdf.setPageMargins({});
  if (!pdf.setPageSize(QPageSize(inches, QPageSize::Inch))) return false;
  pdf.setPageMargins({});
  draw_widget(widget, pdf);
  return true;
}

bool draw_as(const QString& file, QWidget& widget, QIODevice& out) {
  if (file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) return draw_svg(widget, out);
  if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) return draw_pdf(widget, out);
  return widget.grab().save(&out, "PNG");
}

}  // namespace

void render_without_display() {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
}

Status check_fonts() {
  if (!QFontDatabase::families().isEmpty()) return {};
  return host_fault("there is no font on this system: nothing could be written",
                    "install one, on Debian: apt-get install fonts-dejavu-core");
}

Status save_picture(QWidget& widget, const QString& file) {
  // What loading has set off, such as new column widths, comes as events.
  QApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
  widget.ensurePolished();
  QBuffer drawn;
  drawn.open(QIODevice::WriteOnly);
  QSaveFile out(file);
  if (!draw_as(file, widget, drawn) || !out.open(QIODevice::WriteOnly) ||
      out.write(drawn.data()) != drawn.size() || !out.commit())
    return host_fault(
        QStringLiteral("%1: cannot be written: %2").arg(file, out.errorString()).toStdString(),
        "name a file in a directory that exists and has room");
  return {};
}

QString picture_filter() {
  return QObject::tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf)");
}

}  // namespace folioscope::app
