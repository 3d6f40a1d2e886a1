// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStatusBar>
#include <QVBoxLayout>
#include <algorithm>

#include "app/main_menu.h"
#include "app/page_table.h"
#include "app/preferences.h"
#include "format/progress.h"
#include "models/qt_text.h"
#include "pages/comparison_page.h"

namespace folioscope::app {
namespace {

constexpr int kListWidth = 168, kEntryHeight = 38;  // pixels
// A load of a run that goes on may take a sixth of the time, and news are at most so old.
constexpr qint64 kPausePerLoad = 5, kLongestPauseMs = 60'000;
constexpr int kPopupMs = 200;

std::size_t position_of(models::PageId page) {
  const std::vector<PageEntry> table = page_table();
  const auto found = std::ranges::find(table, page, &PageEntry::id);
  return static_cast<std::size_t>(found - table.begin());
}

// So that a window may be smaller than what a page needs.
QScrollArea* scrolled(pages::Page& page) {
  auto* area = new QScrollArea(page.parentWidget());
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setObjectName("page");
  area->setFocusPolicy(Qt::NoFocus);
  area->setWidget(&page);
  return area;
}

}  // namespace

MainWindow::MainWindow()
    : list_(new QListWidget(this)),
      stack_(new QStackedWidget(this)),
      message_(new pages::MessagePage(this)),
      notice_(new NoticeBar(this)),
      status_(new QLabel(this)) {
  setWindowTitle("folioscope");
  setAcceptDrops(true);
  add_pages();
  build_layout();
  fill_menu_bar(*this);
  connect_parts();
  list_->setCurrentRow(0);
  stack_->setCurrentWidget(message_);
}

void MainWindow::build_layout() {
  list_->setObjectName("pages");
  list_->setAccessibleName(tr("Pages"));
  list_->setFixedWidth(kListWidth);
  stack_->addWidget(message_);
  auto* right = new QVBoxLayout;
  right->setSpacing(0);
  right->addWidget(notice_);
  right->addWidget(stack_, 1);
  auto* content = new QWidget(this);
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(list_);
  layout->addLayout(right, 1);
  setCentralWidget(content);
  status_->setTextFormat(Qt::PlainText);
  status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  statusBar()->addWidget(status_, 1);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connect_parts() {
  connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (!data_ || row < 0) return;
    bring_up_to_date(static_cast<std::size_t>(row));
    stack_->setCurrentIndex(row);
  });
  connect(message_, &pages::MessagePage::open_requested, this, &MainWindow::ask_for_directory);
  connect(message_, &pages::MessagePage::retry_requested, this, &MainWindow::reload);
  connect(notice_, &NoticeBar::retry_requested, this, &MainWindow::reload);
  connect(&loader_, &models::RunLoader::loaded, this, &MainWindow::take);
  connect(&loader_, &models::RunLoader::failed, this, &MainWindow::refuse);
  connect(&watch_, &ChangeWatch::changed, this, &MainWindow::reload_soon);
  connect(&follower_, &models::LiveFollower::state_changed, this,
          [this](const query::DirectoryState& state) {
            directory_ = state;
            show_status();
          });
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, &MainWindow::reload);
  popup_.setSingleShot(true);
  popup_.setInterval(kPopupMs);
  connect(&popup_, &QTimer::timeout, this, &MainWindow::show_taken);
}

void MainWindow::add_pages() {
  for (const PageEntry& entry : page_table()) {
    auto* item = new QListWidgetItem(entry.title, list_);
    item->setSizeHint(QSize(0, kEntryHeight));
    item->setToolTip(entry.question);
    item->setStatusTip(entry.question);
    pages::Page* page = entry.make(this);
    connect(page, &pages::Page::pointed_at, this, &MainWindow::point_at);
    pages_.push_back(page);
    has_news_.push_back(false);
    stack_->addWidget(scrolled(*page));
  }
}

void MainWindow::open(const QString& run) {
  run_ = run;
  data_.reset();
  directory_.reset();
  watch_.stop();
  pause_.stop();
  follower_.follow_run({});
  notice_->show_notice({});
  message_->show_loading(run);
  stack_->setCurrentWidget(message_);
  reload();
}

void MainWindow::reload() {
  if (run_.isEmpty()) return;
  pause_.stop();
  loading_.start();
  loader_.load(run_.toStdString());
}

// The store was written to: not at once where loading takes its time.
void MainWindow::reload_soon() {
  if (!pause_.isActive()) pause_.start();
}

void MainWindow::show_page(models::PageId page) {
  list_->setCurrentRow(static_cast<int>(position_of(page)));
}

void MainWindow::point_at(const models::Place& place) {
  show_page(place.page);
  pages_.at(position_of(place.page))->go_to(place);
}

void MainWindow::choose_metric(const QString& metric) {
  wanted_metric_ = metric;
  if (data_) take_wanted_metric();
}

std::optional<Fault> MainWindow::take_wanted_metric() {
  const QString metric = std::exchange(wanted_metric_, {});
  if (metric.isEmpty()) return std::nullopt;
  bring_up_to_date(position_of(models::PageId::Compare));
  if (page<pages::ComparisonPage>().choose_metric(metric)) return std::nullopt;
  const QString what = tr("this run has no metric '%1'").arg(metric);
  status_->setText(what);
  return user_fault(what.toStdString(), "`folioscope report --all RUN` lists its metrics");
}

void MainWindow::take(const models::RunData& run) {
  pause_.setInterval(
      static_cast<int>(std::min(kPausePerLoad * loading_.elapsed(), kLongestPauseMs)));
  const bool first = !data_;
  const bool news = run != data_;
  data_ = run;
  notice_->show_notice({});
  if (first) {
    if (remembers_) add_recent_run(run_);
    setWindowTitle(models::text(run->run.name) + " – folioscope");
  }
  follow();
  if (news) has_news_.assign(pages_.size(), true);
  show_taken();
  const auto fault = take_wanted_metric();
  if (!fault) show_status();
  if (fault)
    Q_EMIT failed(*fault);
  else
    Q_EMIT ready();
}

// News must not close the list that somebody chooses from.
void MainWindow::show_taken() {
  if (!data_) return;
  if (shows_run() && QApplication::activePopupWidget() != nullptr) {
    popup_.start();
    return;
  }
  if (list_->currentRow() < 0) list_->setCurrentRow(0);
  bring_up_to_date(static_cast<std::size_t>(list_->currentRow()));
  stack_->setCurrentIndex(list_->currentRow());
}

void MainWindow::bring_up_to_date(std::size_t page) {
  if (!data_ || page >= pages_.size() || !has_news_[page]) return;
  has_news_[page] = false;
  pages_[page]->show_run(data_);
}

// In other colours, or another size.
void MainWindow::show_again() {
  has_news_.assign(pages_.size(), data_ != nullptr);
  if (data_) show_taken();
}

void MainWindow::refuse(const Fault& fault) {
  if (data_) {
    notice_->show_notice(tr("%1. What was loaded of it stays here until another run is opened.")
                             .arg(models::text(fault.what)));
  } else {
    watch_.stop();
    message_->show_fault(run_, fault);
    stack_->setCurrentWidget(message_);
    status_->clear();
  }
  Q_EMIT failed(fault);
}

// A finished run may be derived anew, or removed.
void MainWindow::follow() {
  if (!watch_.watching()) watch_.watch(data_->file);
  follower_.follow_run(data_->run.finished ? std::filesystem::path() : data_->file);
}

void MainWindow::show_status() {
  if (!data_) return;
  const std::string directory = data_->file.parent_path().string();
  const QString state = models::text(format::state_text(*data_, directory_, directory));
  status_->setText(tr("%1 — %2").arg(run_, state));
  status_->setToolTip(status_->text().toHtmlEscaped());
}

pages::Page* MainWindow::current_page() const {
  return shows_run() ? pages_.at(static_cast<std::size_t>(stack_->currentIndex())) : nullptr;
}

bool MainWindow::busy() const { return current_page() != nullptr && current_page()->busy(); }

void MainWindow::focus_list() {
  if (!list_->hasFocus()) return list_->setFocus(Qt::ShortcutFocusReason);
  for (QWidget* one : stack_->currentWidget()->findChildren<QWidget*>())
    if (one->isVisible() && one->isEnabled() && (one->focusPolicy() & Qt::TabFocus) != 0)
      return one->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace folioscope::app
