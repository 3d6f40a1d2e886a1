// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/operation_panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>

#include "format/units.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"
#include "query/operations.h"

namespace folioscope::pages {
namespace {

QString operation_title(const OperationPanel::Which& which, const query::OperationPages& pages) {
  const store::OperationRow& row = pages.operation;
  const double lasted = row.end < row.begin ? 0 : static_cast<double>(row.end.ns - row.begin.ns);
  const QString kind = models::shown(query::operation_kind(row.kind, row.reason));
  QString text =
      (row.failed ? OperationPanel::tr("%1, operation %2: %3 failed after %4")
                  : OperationPanel::tr("%1, operation %2: %3 succeeded in %4"))
          .arg(which.boot, QString::number(row.id), kind, models::text(format::short_time(lasted)));
  text += OperationPanel::tr("; %1, %2 of %3 to migrate failed")
              .arg(models::text(format::plural(row.pages, "page")),
                   models::text(format::count(row.failed_attempts)),
                   models::text(format::plural(row.attempts, "attempt")));
  return text;
}

QString nothing_text(const query::OperationPages& pages) {
  if (pages.left_out > 0)
    return OperationPanel::tr("%1 further pages are not drawn.").arg(pages.left_out);
  if (!pages.pages.empty()) return {};
  return OperationPanel::tr(
      "No page of it failed, and of its pages no hold or reference of somebody else is stored: the "
      "store keeps those of pages that failed at some time, and of the longest holds.");
}

}  // namespace

OperationPanel::OperationPanel(QWidget* parent)
    : QWidget(parent),
      title_(label("subtitle", this)),
      note_(label("caption", this)),
      lanes_(new charts::OperationLanes(this)),
      timeline_(new QPushButton(tr("Show on the &timeline"), this)) {
  auto* close = new QPushButton(tr("&Back"), this);
  close->setAccessibleName(tr("Back to what the failures met"));
  timeline_->setAccessibleName(tr("Show the operation on the timeline"));
  note_->setWordWrap(true);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* head = new QHBoxLayout;
  head->setSpacing(kGap);
  head->addWidget(title_, 1);
  head->addWidget(timeline_);
  head->addWidget(close);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  layout->addLayout(head);
  layout->addWidget(lanes_, 1);
  layout->addWidget(note_);
  setFocusProxy(lanes_);
  connect(close, &QPushButton::clicked, this, &OperationPanel::closed);
  connect(timeline_, &QPushButton::clicked, this, [this] { point_at_timeline(); });
  connect(lanes_, &charts::OperationLanes::current_changed, this, [this](const QString& text) {
    const QString missing = nothing_text(lanes_->shown());
    note_->setText(text.isEmpty() || missing.isEmpty() ? text + missing : text + ". " + missing);
  });
}

void OperationPanel::show_operation(const std::filesystem::path& file, const Which& which) {
  which_ = which;
  title_->setText(
      tr("%1, operation %2: asking the store").arg(which.boot, QString::number(which.operation)));
  timeline_->setEnabled(false);
  queries_.ask(
      file,
      [cell = which.cell, id = which.operation](store::Reader& reader, const std::stop_token&) {
        return query::load_operation_pages(reader, cell, id);
      },
      [this](const auto& pages) { take(pages); });
}

void OperationPanel::take(const Result<std::optional<query::OperationPages>>& pages) {
  if (!pages.ok() || !*pages) {
    lanes_->clear();
    title_->setText(
        pages.ok()
            ? tr("%1 has no operation %2").arg(which_.boot, QString::number(which_.operation))
            : models::shown(pages.fault().what, models::kCellLength));
    note_->setText(pages.ok() ? QString() : models::shown(pages.fault().remedy));
    return;
  }
  title_->setText(operation_title(which_, **pages));
  title_->setToolTip(title_->text().toHtmlEscaped());
  timeline_->setEnabled(true);
  lanes_->show_operation(**pages);
}

void OperationPanel::point_at_timeline() {
  const store::OperationRow& row = lanes_->shown().operation;
  Q_EMIT pointed_at({.page = models::PageId::Timeline,
                     .cell = which_.cell,
                     .operation = row.id,
                     .begin = row.begin,
                     .end = row.end});
}

void OperationPanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    Q_EMIT closed();
  else
    QWidget::keyPressEvent(event);
}

}  // namespace folioscope::pages
