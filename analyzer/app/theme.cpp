// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/theme.h"

#include <QFont>
#include <QPalette>
#include <QStyleFactory>

namespace folioscope::app {
namespace {

constexpr const char* kStyle = R"(
QMainWindow, QStackedWidget > QWidget { background: #ffffff; }
QLabel#title { font-size: 20pt; font-weight: 600; color: #111827; }
QLabel#subtitle { color: #4b5563; }
QLabel#caption { color: #6b7280; }
QLabel#fact { color: #1f2937; }
QLabel#message { color: #6b7280; font-size: 13pt; }
QLabel#number { font-size: 17pt; font-weight: 600; color: #111827; }
QFrame#card { background: #f8fafc; border: 1px solid #e5e7eb; border-radius: 6px; }
QListWidget#pages { background: #f3f4f6; border: none; border-right: 1px solid #e5e7eb;
                    outline: none; padding-top: 16px; }
QListWidget#pages::item { padding-left: 16px; color: #374151; border-left: 3px solid transparent; }
QListWidget#pages::item:selected { background: #e5edf5; color: #0b4f7d;
                                   border-left: 3px solid #0072b2; }
QTableView { border: 1px solid #e5e7eb; border-radius: 4px; alternate-background-color: #f9fafb;
             selection-background-color: #dbeafe; selection-color: #111827; }
QHeaderView { background: #ffffff; }
QHeaderView::section { background: #ffffff; color: #6b7280; border: none;
                       border-bottom: 1px solid #e5e7eb; padding: 6px 10px; }
QLineEdit { padding: 5px 8px; border: 1px solid #d1d5db; border-radius: 4px; background: #ffffff; }
QLineEdit:focus { border-color: #0072b2; }
QPushButton { padding: 6px 16px; border: 1px solid #d1d5db; border-radius: 4px;
              background: #ffffff; }
QPushButton:hover, QPushButton:focus { border-color: #0072b2; }
QStatusBar { color: #6b7280; background: #f9fafb; border-top: 1px solid #e5e7eb; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: #6b7280; padding: 2px 8px; }
)";

QPalette light_palette() {
  QPalette palette;
  palette.setColor(QPalette::Window, Qt::white);
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::AlternateBase, QColor(0xf9, 0xfa, 0xfb));
  palette.setColor(QPalette::Button, QColor(0xf3, 0xf4, 0xf6));
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(role, QColor(0x1f, 0x29, 0x37));
  palette.setColor(QPalette::PlaceholderText, QColor(0x9c, 0xa3, 0xaf));
  palette.setColor(QPalette::Highlight, QColor(0xdb, 0xea, 0xfe));
  palette.setColor(QPalette::HighlightedText, QColor(0x11, 0x18, 0x27));
  palette.setColor(QPalette::ToolTipBase, Qt::white);
  palette.setColor(QPalette::ToolTipText, QColor(0x1f, 0x29, 0x37));
  return palette;
}

}  // namespace

void apply_theme(QApplication& application) {
  application.setStyle(QStyleFactory::create("Fusion"));
  application.setPalette(light_palette());
  QFont font = application.font();
  font.setPointSizeF(10);
  application.setFont(font);
  application.setStyleSheet(kStyle);
}

}  // namespace folioscope::app
