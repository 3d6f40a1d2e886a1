// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/theme.h"

#include <QFont>
#include <QPalette>
#include <QStyleFactory>
#include <utility>

#include "models/colors.h"

namespace folioscope::app {
namespace {

struct Shades {
  const char* ground;  // of pages
  const char* side;    // of the list of pages, of other rows
  const char* raised;  // of cards, of buttons
  const char* line;
  const char* strong_line;  // around controls
  const char* text;
  const char* strong_text;
  const char* soft_text;
  const char* accent;
  const char* selected;  // ground of what is selected
  const char* selected_text;
  const char* warning;  // ground of the bar with a notice
};

constexpr Shades kLight{"#ffffff", "#f5f6f8", "#f8fafc", "#e5e7eb", "#c9ced6", "#1f2937",
                        "#111827", "#5b6472", "#0072b2", "#dbeafe", "#0b3a5c", "#fff4d6"};
constexpr Shades kDark{"#16191f", "#1c2027", "#20252d", "#323944", "#4a5361", "#d7dce3",
                       "#f3f4f6", "#9aa4b2", "#56b4e9", "#1d3c55", "#f3f4f6", "#4a3b12"};

constexpr const char* kSheet = R"(
QMainWindow, QStackedWidget > QWidget, QScrollArea#page > QWidget > QWidget, QDialog { background: @ground; }
QScrollArea#bare, QScrollArea#bare > QWidget > QWidget { background: transparent; }
QLabel#title { font-size: @title; font-weight: 600; color: @strong_text; }
QLabel#heading { font-size: @heading; font-weight: 600; color: @strong_text; }
QLabel#subtitle { color: @soft_text; }
QLabel#caption { color: @soft_text; }
QLabel#fact { color: @text; }
QLabel#message { color: @soft_text; font-size: @message; }
QLabel#number { font-size: @number; font-weight: 600; color: @strong_text; }
QFrame#card { background: @raised; border: 1px solid @line; border-radius: 6px; }
QFrame#notice { background: @warning; border-bottom: 1px solid @line; }
QListWidget#pages { background: @side; border: none; border-right: 1px solid @line; outline: none;
                    padding-top: 16px; }
QListWidget#pages::item { padding-left: 16px; color: @text; border-left: 3px solid transparent; }
QListWidget#pages::item:selected { background: @selected; color: @selected_text;
                                   border-left: 3px solid @accent; }
QListWidget#pages:focus { border-right: 1px solid @accent; }
QTableView, QTreeView { border: 1px solid @line; border-radius: 4px;
             alternate-background-color: @side; selection-background-color: @selected;
             selection-color: @selected_text; }
QTableView:focus, QTreeView:focus, QPlainTextEdit:focus { border: 1px solid @accent; }
QHeaderView { background: @ground; }
QHeaderView::section { background: @ground; color: @soft_text; border: none;
                       border-bottom: 1px solid @line; padding: 6px 10px; }
QTableCornerButton::section { background: @ground; border: none; }
QPlainTextEdit { border: 1px solid @line; border-radius: 4px; background: @ground; }
QLineEdit { padding: 5px 8px; border: 1px solid @strong_line; border-radius: 4px;
            background: @ground; }
QLineEdit:focus { border-color: @accent; }
QPushButton { padding: 6px 16px; border: 1px solid @strong_line; border-radius: 4px;
              background: @raised; color: @text; }
QPushButton:hover, QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @soft_text; border-color: @line; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @soft_text; padding: 7px 14px;
               border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @strong_text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover, QTabBar::tab:focus { color: @strong_text; }
QSplitter::handle { background: @ground; }
QSplitter::handle:vertical { height: 9px; }
QSplitter::handle:horizontal { width: 9px; }
QSplitter::handle:hover { background: @line; }
QMenuBar { background: @side; color: @text; border-bottom: 1px solid @line; }
QMenuBar::item { padding: 5px 10px; background: transparent; }
QMenuBar::item:selected { background: @selected; color: @selected_text; }
QMenu { background: @raised; color: @text; border: 1px solid @strong_line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 24px; }
QMenu::item:selected { background: @selected; color: @selected_text; }
QMenu::item:disabled { color: @soft_text; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolTip { background: @raised; color: @text; border: 1px solid @strong_line; padding: 3px; }
QStatusBar { color: @soft_text; background: @side; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @soft_text; padding: 2px 8px; }
)";

QPalette palette_of(const Shades& shades) {
  QPalette palette;
  const auto set = [&](QPalette::ColorRole role, const char* color) {
    palette.setColor(role, QColor(QLatin1String(color)));
  };
  set(QPalette::Window, shades.ground);
  set(QPalette::Base, shades.ground);
  set(QPalette::AlternateBase, shades.side);
  set(QPalette::Button, shades.raised);
  set(QPalette::Mid, shades.strong_line);
  set(QPalette::Midlight, shades.line);
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    set(role, shades.text);
  set(QPalette::BrightText, shades.strong_text);
  set(QPalette::PlaceholderText, shades.soft_text);
  set(QPalette::Highlight, shades.selected);
  set(QPalette::HighlightedText, shades.selected_text);
  set(QPalette::Link, shades.accent);
  set(QPalette::ToolTipBase, shades.raised);
  set(QPalette::ToolTipText, shades.text);
  for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(QLatin1String(shades.soft_text)));
  return palette;
}

QString sheet_of(const Shades& shades, double points) {
  const auto size = [points](double factor) {
    return QStringLiteral("%1pt").arg(points * factor, 0, 'f', 1);
  };
  // Names that begin like another one come before it.
  const std::pair<const char*, QString> values[] = {{"@ground", shades.ground},
                                                    {"@side", shades.side},
                                                    {"@raised", shades.raised},
                                                    {"@line", shades.line},
                                                    {"@strong_line", shades.strong_line},
                                                    {"@text", shades.text},
                                                    {"@strong_text", shades.strong_text},
                                                    {"@soft_text", shades.soft_text},
                                                    {"@accent", shades.accent},
                                                    {"@selected_text", shades.selected_text},
                                                    {"@selected", shades.selected},
                                                    {"@warning", shades.warning},
                                                    {"@title", size(1.8)},
                                                    {"@heading", size(1.15)},
                                                    {"@message", size(1.3)},
                                                    {"@number", size(1.7)}};
  QString sheet = QLatin1String(kSheet);
  for (const auto& [name, value] : values) sheet.replace(QLatin1String(name), value);
  return sheet;
}

bool system_prefers_dark() {
  static const bool dark = qEnvironmentVariable("GTK_THEME").endsWith(QLatin1String("dark")) ||
                           models::is_dark(QGuiApplication::palette());
  return dark;
}

Look& applied_look() {
  static Look look;
  return look;
}

}  // namespace

QString theme_name(Theme theme) {
  switch (theme) {
    case Theme::System:
      return QStringLiteral("system");
    case Theme::Light:
      return QStringLiteral("light");
    case Theme::Dark:
      return QStringLiteral("dark");
  }
  return {};
}

std::optional<Theme> parse_theme(const QString& name) {
  for (const Theme theme : {Theme::System, Theme::Light, Theme::Dark})
    if (theme_name(theme) == name) return theme;
  return std::nullopt;
}

void apply_look(QApplication& application, const Look& look) {
  const bool system_dark = system_prefers_dark();  // asked before our own palette is set
  const bool dark = look.theme == Theme::Dark || (look.theme == Theme::System && system_dark);
  const Shades& shades = dark ? kDark : kLight;
  applied_look() = look;
  application.setStyle(QStyleFactory::create("Fusion"));
  application.setPalette(palette_of(shades));
  QFont font = application.font();
  font.setPointSizeF(look.text_points);
  application.setFont(font);
  application.setStyleSheet(sheet_of(shades, look.text_points));
}

Look current_look() { return applied_look(); }

}  // namespace folioscope::app
