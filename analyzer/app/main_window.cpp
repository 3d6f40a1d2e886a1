// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QStatusBar>
#include <algorithm>

#include "app/page_table.h"
#include "compare/totals.h"
#include "pages/comparison_page.h"
#include "query/location.h"

namespace folioscope::app {
namespace {

constexpr int kListWidth = 168, kEntryHeight = 38;  // pixels

}  // namespace

MainWindow::MainWindow()
    : list_(new QListWidget(this)),
      stack_(new QStackedWidget(this)),
      message_(new pages::MessagePage(this)),
      status_(new QLabel(this)) {
  setWindowTitle("folioscope");
  list_->setObjectName("pages");
  list_->setAccessibleName(tr("Pages"));
  list_->setFixedWidth(kListWidth);
  add_pages();
  stack_->addWidget(message_);

  auto* content = new QWidget(this);
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(list_);
  layout->addWidget(stack_, 1);
  setCentralWidget(content);
  status_->setTextFormat(Qt::PlainText);
  statusBar()->addWidget(status_);
  statusBar()->setSizeGripEnabled(false);

  add_actions();
  connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (has_run_) stack_->setCurrentIndex(row);
  });
  connect(message_, &pages::MessagePage::open_requested, this, &MainWindow::ask_for_run);
  connect(message_, &pages::MessagePage::retry_requested, this, &MainWindow::reload);
  connect(&loader_, &models::RunLoader::loaded, this, &MainWindow::take);
  connect(&loader_, &models::RunLoader::failed, this, &MainWindow::refuse);
  connect(&watch_, &ChangeWatch::changed, this, &MainWindow::reload);
  list_->setCurrentRow(0);
  stack_->setCurrentWidget(message_);
}

void MainWindow::add_pages() {
  for (const PageEntry& entry : page_table()) {
    auto* item = new QListWidgetItem(entry.title, list_);
    item->setSizeHint(QSize(0, kEntryHeight));
    item->setToolTip(entry.question);
    pages::Page* page = entry.make(this);
    connect(page, &pages::Page::pointed_at, this, &MainWindow::point_at);
    pages_.push_back(page);
    stack_->addWidget(page);
  }
}

void MainWindow::add_actions() {
  const auto add = [this](const QString& text, const QKeySequence& key, auto&& slot) {
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
  };
  add(tr("Open"), QKeySequence::Open, [this] { ask_for_run(); });
  add(tr("Reload"), QKeySequence(Qt::Key_F5), [this] { reload(); });
  const std::vector<PageEntry> table = page_table();
  for (std::size_t at = 0; at < table.size(); ++at)
    add(table[at].title, QKeySequence(QStringLiteral("Ctrl+%1").arg(at + 1)),
        [this, id = table[at].id] { show_page(id); });
  add(tr("Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::ask_for_run() {
  const QString chosen = QFileDialog::getExistingDirectory(this, tr("Open a run directory"), run_);
  if (!chosen.isEmpty()) open(chosen);
}

void MainWindow::open(const QString& run) {
  run_ = run;
  has_run_ = false;
  watch_.stop();
  message_->show_loading(run);
  stack_->setCurrentWidget(message_);
  reload();
}

void MainWindow::reload() {
  if (run_.isEmpty()) return;
  loader_.load(run_.toStdString());
}

void MainWindow::show_page(models::PageId page) {
  const std::vector<PageEntry> table = page_table();
  const auto found = std::ranges::find(table, page, &PageEntry::id);
  if (found != table.end()) list_->setCurrentRow(static_cast<int>(found - table.begin()));
}

void MainWindow::point_at(const models::Place& place) {
  const std::vector<PageEntry> table = page_table();
  for (std::size_t at = 0; at < table.size(); ++at)
    if (table[at].id == place.page) pages_[at]->go_to(place);
  show_page(place.page);
}

void MainWindow::choose_metric(const QString& metric) {
  wanted_metric_ = metric;
  if (has_run_) take_wanted_metric();
}

std::optional<Fault> MainWindow::take_wanted_metric() {
  const QString metric = std::exchange(wanted_metric_, {});
  if (metric.isEmpty() || page<pages::ComparisonPage>().choose_metric(metric)) return std::nullopt;
  const QString what = tr("this run has no metric '%1'").arg(metric);
  status_->setText(what);
  return user_fault(what.toStdString(), "`folioscope report --all RUN` lists its metrics");
}

void MainWindow::take(const models::RunData& run) {
  for (pages::Page* page : pages_) page->show_run(run);
  if (!has_run_) {
    has_run_ = true;
    stack_->setCurrentIndex(list_->currentRow());
    setWindowTitle(QString::fromStdString(run->run.name) + " – folioscope");
  }
  show_status(*run);
  follow(*run);
  if (const auto fault = take_wanted_metric())
    Q_EMIT failed(*fault);
  else
    Q_EMIT ready();
}

void MainWindow::refuse(const Fault& fault) {
  watch_.stop();
  has_run_ = false;
  message_->show_fault(run_, fault);
  stack_->setCurrentWidget(message_);
  status_->clear();
  Q_EMIT failed(fault);
}

void MainWindow::follow(const query::Comparison& run) {
  if (run.run.finished) {
    watch_.stop();
  } else if (!watch_.watching()) {
    if (const auto store = query::locate_store(run_.toStdString())) watch_.watch(*store);
  }
}

void MainWindow::show_status(const query::Comparison& run) {
  const QString state = run.run.finished
                            ? tr("finished")
                            : tr("not finished: %1 of %2 boots have ended, followed live")
                                  .arg(compare::wanted_boots(run) - compare::planned_boots(run))
                                  .arg(compare::wanted_boots(run));
  status_->setText(tr("%1 — %2").arg(run_, state));
}

}  // namespace folioscope::app
