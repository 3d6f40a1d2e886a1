// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/boot_detail.h"

#include <QVBoxLayout>
#include <utility>

#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

QString boot_facts(const models::CellLine& line) {
  const store::CellRow& row = line.cell.row;
  QStringList facts{models::text(row.machine), models::text(row.workload)};
  if (row.started) facts << QObject::tr("begun %1").arg(models::text(format::date(*row.started)));
  if (row.agent_rss_bytes)
    facts << QObject::tr("agent %1").arg(models::text(format::bytes({*row.agent_rss_bytes})));
  if (row.cpus) facts << QObject::tr("%1 CPUs").arg(*row.cpus);
  return facts.join(QStringLiteral(" · "));
}

// The console of a boot in flight is there before its row says so.
std::string console_name(const models::CellLine& line) {
  const bool in_flight =
      line.stage == compare::Stage::Booting || line.stage == compare::Stage::Working;
  return in_flight ? query::console_of(line.cell.row.id) : line.cell.row.console;
}

}  // namespace

BootDetail::BootDetail(QWidget* parent)
    : QWidget(parent),
      title_(label("heading", this)),
      facts_(label("caption", this)),
      tabs_(new QTabWidget(this)),
      reason_(new CodeView(Language::Plain, tr("Why the boot ended as it did"), this)),
      console_(new ConsoleView(this)),
      attempts_(new models::AttemptModel(models::attempt_columns(), this)),
      attempt_table_(table(tr("Attempts of the boot"), this)) {
  attempt_table_->setModel(attempts_);
  attempt_table_->setSortingEnabled(false);
  reason_->setLineWrapMode(QPlainTextEdit::WidgetWidth);
  tabs_->setAccessibleName(tr("Details of the boot"));
  tabs_->setDocumentMode(true);
  tabs_->addTab(console_, tr("Console"));
  tabs_->addTab(reason_, tr("Reason"));
  tabs_->addTab(attempt_table_, tr("Attempts and host"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(title_);
  layout->addWidget(facts_);
  layout->addWidget(tabs_, 1);
  show_boot(nullptr, {});
}

void BootDetail::show_boot(const models::CellLine* line, const std::filesystem::path& store) {
  tabs_->setVisible(line != nullptr);
  facts_->setVisible(line != nullptr);
  if (line == nullptr) {
    title_->setText(tr("Choose a boot to see its console and why it ended."));
    console_->follow({}, {});
    shown_.reset();
    return;
  }
  const store::CellRow& row = line->cell.row;
  title_->setText(
      tr("%1, boot %2: %3")
          .arg(models::text(row.variant), QString::number(row.boot), models::status_text(*line)));
  facts_->setText(boot_facts(*line));
  reason_->show_text(models::inert_text(row.reason));
  tabs_->setTabVisible(tabs_->indexOf(reason_), !row.reason.empty());
  tabs_->setTabVisible(tabs_->indexOf(attempt_table_), !line->cell.attempts.empty());
  attempts_->set_rows(line->cell.attempts);
  // Of one that failed that is what is looked for; news of the same boot leave the reader alone.
  if (std::exchange(shown_, row.id) != row.id && !row.reason.empty())
    tabs_->setCurrentWidget(reason_);
  console_->follow(store, console_name(*line));
}

}  // namespace folioscope::pages
