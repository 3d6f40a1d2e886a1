// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QStatusBar>

#include "compare/totals.h"
#include "query/location.h"

namespace folioscope::app {
namespace {

constexpr int kListWidth = 168, kEntryHeight = 38;  // pixels

}  // namespace

MainWindow::MainWindow()
    : list_(new QListWidget(this)),
      pages_(new QStackedWidget(this)),
      overview_(new pages::OverviewPage(this)),
      comparison_(new pages::ComparisonPage(this)),
      holders_(new pages::HoldersPage(this)),
      locks_(new pages::LocksPage(this)),
      message_(new pages::MessagePage(this)),
      status_(new QLabel(this)) {
  setWindowTitle("folioscope");
  list_->setObjectName("pages");
  list_->setAccessibleName(tr("Pages"));
  list_->setFixedWidth(kListWidth);
  for (const QString& name : {tr("Overview"), tr("Comparison"), tr("Holders"), tr("Page locks")})
    (new QListWidgetItem(name, list_))->setSizeHint(QSize(0, kEntryHeight));
  // In the order of enum Page, and of the list.
  pages_->addWidget(overview_);
  pages_->addWidget(comparison_);
  pages_->addWidget(holders_);
  pages_->addWidget(locks_);
  pages_->addWidget(message_);

  auto* content = new QWidget(this);
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(list_);
  layout->addWidget(pages_, 1);
  setCentralWidget(content);
  status_->setTextFormat(Qt::PlainText);
  statusBar()->addWidget(status_);
  statusBar()->setSizeGripEnabled(false);

  add_actions();
  connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (has_run_) pages_->setCurrentIndex(row);
  });
  connect(message_, &pages::MessagePage::open_requested, this, &MainWindow::ask_for_run);
  connect(message_, &pages::MessagePage::retry_requested, this, &MainWindow::reload);
  connect(&loader_, &models::RunLoader::loaded, this, &MainWindow::take);
  connect(&loader_, &models::RunLoader::failed, this, &MainWindow::refuse);
  connect(&watch_, &ChangeWatch::changed, this, &MainWindow::reload);
  list_->setCurrentRow(0);
  pages_->setCurrentWidget(message_);
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
  add(tr("Overview"), QKeySequence(tr("Ctrl+1")), [this] { show_page(Page::Overview); });
  add(tr("Comparison"), QKeySequence(tr("Ctrl+2")), [this] { show_page(Page::Comparison); });
  add(tr("Holders"), QKeySequence(tr("Ctrl+3")), [this] { show_page(Page::Holders); });
  add(tr("Page locks"), QKeySequence(tr("Ctrl+4")), [this] { show_page(Page::Locks); });
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
  pages_->setCurrentWidget(message_);
  reload();
}

void MainWindow::reload() {
  if (run_.isEmpty()) return;
  // What comes then is of the run that was named last.
  stale_ = !loader_.load(run_.toStdString());
}

void MainWindow::show_page(Page page) { list_->setCurrentRow(static_cast<int>(page)); }

void MainWindow::choose_metric(const QString& metric) {
  wanted_metric_ = metric;
  if (has_run_) take_wanted_metric();
}

std::optional<Fault> MainWindow::take_wanted_metric() {
  const QString metric = std::exchange(wanted_metric_, {});
  if (metric.isEmpty() || comparison_->choose_metric(metric)) return std::nullopt;
  const QString what = tr("this run has no metric '%1'").arg(metric);
  status_->setText(what);
  return user_fault(what.toStdString(), "`folioscope report --all RUN` lists its metrics");
}

void MainWindow::take(const models::RunData& run) {
  if (stale_) {
    reload();
    return;
  }
  overview_->show_run(run);
  comparison_->show_run(run);
  holders_->show_run(run);
  locks_->show_run(run);
  if (!has_run_) {
    has_run_ = true;
    pages_->setCurrentIndex(list_->currentRow());
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
  if (stale_) {
    reload();
    return;
  }
  watch_.stop();
  has_run_ = false;
  message_->show_fault(run_, fault);
  pages_->setCurrentWidget(message_);
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
