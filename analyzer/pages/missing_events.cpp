// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/missing_events.h"

#include <QFileDialog>
#include <QSaveFile>
#include <QStringList>

#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"
#include "query/experiment_text.h"

namespace folioscope::pages {
namespace {

// "the group failures", "the groups migrate, failures and page_lock"
QString groups_text(const std::vector<std::string>& groups) {
  QStringList names;
  for (const std::string& group : groups) names << models::text(group);
  if (names.size() == 1) return MissingEvents::tr("the group %1").arg(names.first());
  const QString last = names.takeLast();
  return MissingEvents::tr("the groups %1 and %2").arg(names.join(QStringLiteral(", ")), last);
}

}  // namespace

MissingEvents::MissingEvents(QWidget* parent)
    : QWidget(parent),
      message_(label("message", this)),
      write_(new QPushButton(tr("Write a copy with these events..."), this)),
      written_(label("caption", this)) {
  write_->setToolTip(tr("The experiment of this run, with the events that are missing"));
  for (QLabel* one : {message_, written_}) {
    one->setAlignment(Qt::AlignCenter);
    one->setWordWrap(true);
  }
  auto* column = new QVBoxLayout(this);
  column->setSpacing(kGap);
  column->addStretch();
  column->addWidget(message_);
  column->addWidget(write_, 0, Qt::AlignHCenter);
  column->addWidget(written_);
  column->addStretch();
  connect(write_, &QPushButton::clicked, this, [this] { ask_and_write(); });
}

void MissingEvents::show_missing(const models::RunData& run, const QString& what,
                                 std::vector<std::string> groups) {
  run_ = run;
  groups_ = std::move(groups);
  written_->clear();
  const auto copy = query::with_events(run_->run.spec_text, groups_);
  const bool lacks = !copy || *copy != run_->run.spec_text;
  const QString events = groups_text(groups_);
  message_->setText(
      what + '\n' +
      (lacks ? tr("The events of %1 would show it: add them to `events:` of the "
                  "experiment, whose kernels then need `instrumentation`.")
                   .arg(events)
             : tr("The experiment has the events that would show it (%1), so in these boots there "
                  "was none, or they were not recorded at the level that it observes.")
                   .arg(events)));
  write_->setVisible(lacks);
}

Status MissingEvents::write_copy(const QString& file) const {
  TRY(const std::string text, query::with_events(run_->run.spec_text, groups_));
  QSaveFile out(file);
  const auto size = static_cast<qint64>(text.size());
  if (!out.open(QIODevice::WriteOnly) || out.write(text.data(), size) != size || !out.commit())
    return user_fault(
        QStringLiteral("%1: cannot be written: %2").arg(file, out.errorString()).toStdString(),
        "name a file in a directory that exists and has room");
  return {};
}

void MissingEvents::ask_and_write() {
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Write the experiment with more events"),
      models::shown(run_->run.name) + "-events.yaml", tr("Experiments (*.yaml *.yml)"));
  if (file.isEmpty()) return;
  const Status written = write_copy(file);
  written_->setText(written.ok()
                        ? tr("Written. Boot it with: folioscope run %1").arg(file)
                        : models::text(written.fault().what + "; " + written.fault().remedy));
}

}  // namespace folioscope::pages
