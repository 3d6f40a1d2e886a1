// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_menu.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>

#include "app/main_window.h"
#include "app/page_table.h"
#include "app/preferences.h"
#include "models/row_model.h"
#include "pages/parts.h"

namespace folioscope::app {
namespace {

using Act = std::function<void()>;
using Keys = QList<QKeySequence>;

QKeySequence keys(const char* text) { return QKeySequence(QLatin1String(text)); }

QAction* add(QMenu& menu, const QString& text, const QString& tip, const Keys& shortcuts,
             const Act& act) {
  QAction* action = menu.addAction(text);
  action->setStatusTip(tip);
  action->setShortcuts(shortcuts);
  QObject::connect(action, &QAction::triggered, &menu, act);
  return action;
}

// Filled when it is opened: another window may have opened a run meanwhile.
void fill_recent(QMenu& menu, MainWindow& window) {
  menu.clear();
  const QStringList runs = recent_runs();
  for (const QString& run : runs) {
    QString shown = run;
    QAction* action = menu.addAction(shown.replace('&', QLatin1String("&&")));
    action->setStatusTip(QObject::tr("Open %1").arg(run));
    QObject::connect(action, &QAction::triggered, &window, [&window, run] { window.open(run); });
  }
  if (runs.isEmpty()) menu.addAction(QObject::tr("None yet"))->setEnabled(false);
  menu.addSeparator();
  add(menu, QObject::tr("&Forget them"), QObject::tr("Empty this list"), {}, forget_recent_runs)
      ->setEnabled(!runs.isEmpty());
}

void fill_file_menu(QMenu& menu, MainWindow& window) {
  const auto tr = [](const char* text) { return QObject::tr(text); };
  add(menu, tr("&Open…"), tr("Open a run directory"), {QKeySequence::Open},
      [&] { window.ask_for_directory(); });
  add(menu, tr("Open &file…"), tr("Open the run.db of a run"), {keys("Ctrl+Shift+O")},
      [&] { window.ask_for_file(); });
  QMenu* recent = menu.addMenu(tr("Open &recent"));
  recent->setObjectName(QStringLiteral("recent"));
  QObject::connect(recent, &QMenu::aboutToShow, recent,
                   [recent, &window] { fill_recent(*recent, window); });
  add(menu, tr("Read &again"), tr("Read the run again"), {keys("F5")}, [&] { window.reload(); });
  menu.addSeparator();
  add(menu, tr("Export &chart…"), tr("Write the chart of this page as PNG, SVG or PDF"),
      {keys("Ctrl+E")}, [&] { window.ask_for_picture(MainWindow::Picture::Chart); });
  add(menu, tr("Export &page…"), tr("Write this page as PNG, SVG or PDF"), {keys("Ctrl+Shift+E")},
      [&] { window.ask_for_picture(MainWindow::Picture::Page); });
  menu.addSeparator();
  add(menu, tr("Add &window"), tr("Open another window, for another run"), {QKeySequence::New},
      [&] { window.add_window(); });
  add(menu, tr("C&lose window"), tr("Close this window"), {keys("Ctrl+W")},
      [&] { window.close(); });
  add(menu, tr("&Quit"), tr("Close all windows"), {keys("Ctrl+Q")},
      [] { QApplication::closeAllWindows(); });
}

void fill_edit_menu(QMenu& menu, MainWindow& window) {
  const auto tr = [](const char* text) { return QObject::tr(text); };
  add(menu, tr("Copy table as &TSV"), tr("Copy the table of this page for a spreadsheet"),
      {keys("Ctrl+Shift+T")}, [&] { window.copy_table(TableFormat::Tsv); });
  add(menu, tr("Copy table as &Markdown"), tr("Copy the table of this page for a web page"),
      {keys("Ctrl+Shift+M")}, [&] { window.copy_table(TableFormat::Markdown); });
  add(menu, tr("Copy table for a &changelog"), tr("Copy the table of this page as plain text"),
      {keys("Ctrl+Shift+L")}, [&] { window.copy_table(TableFormat::Changelog); });
  menu.addSeparator();
  add(menu, tr("Copy &picture"), tr("Copy the chart of this page, or the page"),
      {keys("Ctrl+Shift+C")}, [&] { window.copy_picture(); });
}

void set_look(const Look& look) {
  apply_look(*qApp, look);
  remember_look(look);
}

void change_text(double factor) {
  Look look = current_look();
  look.text_points = std::clamp(look.text_points * factor, kSmallestText, kLargestText);
  set_look(look);
}

void fill_theme_menu(QMenu& menu, MainWindow& window) {
  auto* group = new QActionGroup(&window);
  const std::pair<Theme, QString> themes[] = {{Theme::System, QObject::tr("&Follow the system")},
                                              {Theme::Light, QObject::tr("&Light")},
                                              {Theme::Dark, QObject::tr("&Dark")}};
  for (const auto& [theme, name] : themes) {
    const auto chosen = theme;  // a structured binding cannot be captured
    QAction* action = add(menu, name, QObject::tr("Colours of all windows"), {}, [chosen] {
      Look look = current_look();
      look.theme = chosen;
      set_look(look);
    });
    action->setCheckable(true);
    group->addAction(action);
    QObject::connect(&menu, &QMenu::aboutToShow, action,
                     [action, chosen] { action->setChecked(current_look().theme == chosen); });
  }
}

void fill_view_menu(QMenu& menu, MainWindow& window) {
  const auto tr = [](const char* text) { return QObject::tr(text); };
  constexpr double kStep = 1.1;
  const std::vector<PageEntry> table = page_table();
  for (std::size_t at = 0; at < table.size(); ++at)
    add(menu, QStringLiteral("&%1 %2").arg(at + 1).arg(table[at].title), table[at].question,
        {QKeySequence(QStringLiteral("Ctrl+%1").arg(at + 1))},
        [&window, id = table[at].id] { window.show_page(id); });
  menu.addSeparator();
  add(menu, tr("&List of pages"), tr("Move to the list of pages, and back"),
      {keys("F6"), keys("Ctrl+L")}, [&] { window.focus_list(); });
  menu.addSeparator();
  add(menu, tr("L&arger text"), tr("Make all text larger"), {keys("Ctrl++"), keys("Ctrl+=")},
      [] { change_text(kStep); });
  add(menu, tr("&Smaller text"), tr("Make all text smaller"), {keys("Ctrl+-")},
      [] { change_text(1 / kStep); });
  add(menu, tr("&Normal text"), tr("Make all text as large as at first"), {keys("Ctrl+0")},
      [] { change_text(Look().text_points / current_look().text_points); });
  fill_theme_menu(*menu.addMenu(tr("&Colours")), window);
  menu.addSeparator();
  add(menu, tr("F&ull screen"), tr("Fill the screen, and back"), {keys("F11")},
      [&] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
}

void show_keys(MainWindow& window) {
  auto* dialog = new QDialog(&window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(QObject::tr("Keys"));
  dialog->resize(620, 560);
  using Line = KeyLine;
  std::vector<models::Column<Line>> columns(3);
  columns[0] = {.title = QObject::tr("Keys"), .text = [](const Line& line) { return line.keys; }};
  columns[1] = {.title = QObject::tr("What"), .text = [](const Line& line) { return line.action; }};
  columns[2] = {.title = QString(), .text = [](const Line& line) { return line.meaning; }};
  auto* rows = new models::RowModel<Line>(std::move(columns), dialog);
  rows->set_rows(key_lines(window));
  QTableView* view = pages::table(QObject::tr("Keys of this window"), dialog);
  view->setModel(rows);
  view->setSortingEnabled(false);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(view);
  layout->addWidget(buttons);
  dialog->show();
}

void show_about(MainWindow& window) {
  QMessageBox::about(
      &window, QObject::tr("About folioscope"),
      QObject::tr("folioscope %1\n\nAn instrumented testbed for memory-management patches of "
                  "Linux: what a patch changed, who held the pages, and how sure that is.\n\n"
                  "Free software under the GNU General Public License, version 3 or later.")
          .arg(QApplication::applicationVersion()));
}

void add_key_lines(const QMenu& menu, std::vector<KeyLine>& lines) {
  for (const QAction* action : menu.actions()) {
    if (action->menu() != nullptr) add_key_lines(*action->menu(), lines);
    if (action->shortcuts().isEmpty()) continue;
    QString name = action->text();
    lines.push_back({name.remove('&'),
                     QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText),
                     action->statusTip()});
  }
}

}  // namespace

std::vector<KeyLine> key_lines(const MainWindow& window) {
  std::vector<KeyLine> lines;
  for (const QAction* action : window.menuBar()->actions())
    if (action->menu() != nullptr) add_key_lines(*action->menu(), lines);
  return lines;
}

void fill_menu_bar(MainWindow& window) {
  QMenuBar& bar = *window.menuBar();
  bar.setAccessibleName(QObject::tr("Menus"));
  fill_file_menu(*bar.addMenu(QObject::tr("&File")), window);
  fill_edit_menu(*bar.addMenu(QObject::tr("&Edit")), window);
  fill_view_menu(*bar.addMenu(QObject::tr("&View")), window);
  QMenu& help = *bar.addMenu(QObject::tr("&Help"));
  add(help, QObject::tr("&Keys"), QObject::tr("What can be done by keyboard"), {keys("F1")},
      [&window] { show_keys(window); });
  add(help, QObject::tr("&About folioscope"), QObject::tr("Version and licence"), {},
      [&window] { show_about(window); });
}

}  // namespace folioscope::app
