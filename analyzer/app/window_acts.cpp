// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with a window: opens, drops, exports and copies; and what it remembers.
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QUrl>

#include "app/main_window.h"
#include "app/page_table.h"
#include "app/picture.h"
#include "app/preferences.h"
#include "models/qt_text.h"
#include "query/location.h"
#include "resultpage/escape.h"

namespace folioscope::app {
namespace {

constexpr int kMessageMs = 6000;
constexpr const char* kGeometryKey = "window/geometry";
constexpr const char* kPageKey = "window/page";
constexpr const char* kSplitterKey = "splitter/";

QStringList local_files(const QMimeData& dropped) {
  QStringList files;
  for (const QUrl& url : dropped.urls())
    if (url.isLocalFile()) files << url.toLocalFile();
  return files;
}

}  // namespace

void MainWindow::ask_for_directory() {
  const QString chosen = QFileDialog::getExistingDirectory(this, tr("Open a run directory"), run_);
  if (!chosen.isEmpty()) open(chosen);
}

void MainWindow::ask_for_file() {
  const QString chosen =
      QFileDialog::getOpenFileName(this, tr("Open the file of a run"), run_,
                                   tr("Runs (%1);;All files (*)").arg(query::kStoreName));
  if (!chosen.isEmpty()) open(chosen);
}

MainWindow* MainWindow::add_window() {
  auto* window = new MainWindow;
  window->setAttribute(Qt::WA_DeleteOnClose);
  window->resize(size());
  if (remembers_) window->remember();
  window->show();
  return window;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!local_files(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList files = local_files(*event->mimeData());
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  open(files.first());
  for (const QString& more : files.mid(1)) add_window()->open(more);
}

Status MainWindow::export_picture(Picture what, const QString& file) {
  pages::Page* page = current_page();
  if (page == nullptr) return user_fault("no run is open", "open one first");
  QWidget* chart = what == Picture::Chart ? page->shown_picture() : nullptr;
  return save_picture(chart != nullptr ? *chart : *page, file);
}

void MainWindow::ask_for_picture(Picture what) {
  const pages::Page* page = current_page();
  if (page == nullptr) return statusBar()->showMessage(tr("No run is open."), kMessageMs);
  const auto at = static_cast<std::size_t>(list_->currentRow());
  const QString name = models::text(
      resultpage::file_name(data_->run.name + '-' + std::string(page_table()[at].key)));
  QString filter;
  QString file = QFileDialog::getSaveFileName(this, tr("Export a picture"), name + ".png",
                                              picture_filter(), &filter);
  if (file.isEmpty()) return;
  if (QFileInfo(file).suffix().isEmpty())
    file += filter.contains("*.svg") ? ".svg" : filter.contains("*.pdf") ? ".pdf" : ".png";
  if (const Status saved = export_picture(what, file); saved.ok())
    statusBar()->showMessage(tr("Written: %1").arg(file), kMessageMs);
  else
    QMessageBox::warning(this, tr("Export a picture"),
                         models::text(saved.fault().what).toHtmlEscaped());
}

void MainWindow::copy_picture() {
  pages::Page* page = current_page();
  if (page == nullptr) return statusBar()->showMessage(tr("No run is open."), kMessageMs);
  QWidget* chart = page->shown_picture();
  QApplication::clipboard()->setPixmap((chart != nullptr ? chart : page)->grab());
  statusBar()->showMessage(tr("The picture is on the clipboard."), kMessageMs);
}

void MainWindow::copy_table(TableFormat format) {
  const pages::Page* page = current_page();
  const QAbstractItemModel* table = page == nullptr ? nullptr : page->shown_table();
  const std::string text = table == nullptr ? std::string() : table_text(*table, format);
  if (text.empty()) return statusBar()->showMessage(tr("There is no table here."), kMessageMs);
  QApplication::clipboard()->setText(models::text(text));
  statusBar()->showMessage(tr("%1 rows are on the clipboard.").arg(table->rowCount()), kMessageMs);
}

void MainWindow::remember() {
  remembers_ = true;
  const auto settings = open_settings();
  restoreGeometry(settings->value(kGeometryKey).toByteArray());
  for (QSplitter* splitter : findChildren<QSplitter*>())
    if (!splitter->objectName().isEmpty())
      splitter->restoreState(settings->value(kSplitterKey + splitter->objectName()).toByteArray());
  const QString key = settings->value(kPageKey).toString();
  for (const PageEntry& entry : page_table())
    if (key == entry.key) show_page(entry.id);
}

void MainWindow::save_state() const {
  const auto settings = open_settings();
  settings->setValue(kGeometryKey, saveGeometry());
  if (const int row = list_->currentRow(); row >= 0)
    settings->setValue(kPageKey, page_table()[static_cast<std::size_t>(row)].key);
  for (const QSplitter* splitter : findChildren<QSplitter*>())
    if (!splitter->objectName().isEmpty())
      settings->setValue(kSplitterKey + splitter->objectName(), splitter->saveState());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (remembers_) save_state();
  QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  const bool look = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
  if (look && data_) QTimer::singleShot(0, this, &MainWindow::show_again);
}

}  // namespace folioscope::app
