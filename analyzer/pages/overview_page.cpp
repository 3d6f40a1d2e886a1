// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <algorithm>
#include <set>

#include "compare/findings.h"
#include "compare/totals.h"
#include "format/answer.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "models/qt_text.h"

namespace folioscope::pages {
namespace {

std::string rich_text(const std::vector<format::Piece>& pieces) {
  QString html;
  for (const format::Piece& piece : pieces) {
    QString shown = models::text(piece.text).toHtmlEscaped();
    if (piece.code) shown = QStringLiteral("<code>%1</code>").arg(shown);
    html += piece.strong ? QStringLiteral("<b>%1</b>").arg(shown) : shown;
  }
  return html.toStdString();
}

}  // namespace

OverviewPage::OverviewPage(QWidget* parent)
    : Page(parent),
      title_(label("title", this)),
      facts_(new QFormLayout),
      done_(card(tr("boots done"), this)),
      failed_(card(tr("boots failed"), this)),
      events_(card(tr("trace events"), this)),
      lost_(card(tr("lost"), this)),
      filter_(new QLineEdit(this)),
      status_(new QComboBox(this)),
      shown_(label("caption", this)),
      model_(new models::CellModel(models::cell_columns(), this)),
      chosen_(new models::CellFilter(this)),
      cells_(table(tr("Boots of this run"), this)) {
  facts_->setHorizontalSpacing(2 * kGap);
  facts_->setVerticalSpacing(4);
  auto* cards = new QHBoxLayout;
  cards->setSpacing(kGap);
  for (const Card& one : {done_, failed_, events_, lost_}) cards->addWidget(one.frame, 1);

  chosen_->setSourceModel(model_);
  cells_->setModel(chosen_);
  cells_->sortByColumn(static_cast<int>(models::CellColumn::Position), Qt::AscendingOrder);

  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(title_);
  layout->addLayout(facts_);
  layout->addSpacing(kGap / 2);
  layout->addLayout(cards);
  layout->addSpacing(kGap / 2);
  layout->addWidget(filter_row());
  layout->addWidget(cells_, 1);

  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
    chosen_->set_words(words);
    count_shown();
  });
  connect(status_, &QComboBox::currentIndexChanged, this, [this] {
    const QVariant chosen = status_->currentData();
    chosen_->set_status(chosen.isValid() ? std::optional(static_cast<CellStatus>(chosen.toInt()))
                                         : std::nullopt);
    count_shown();
  });
}

QWidget* OverviewPage::filter_row() {
  auto* row = new QWidget(this);
  filter_->setPlaceholderText(tr("Filter: variant, machine, workload, reason"));
  filter_->setAccessibleName(tr("Filter of the boots"));
  filter_->setClearButtonEnabled(true);
  status_->setAccessibleName(tr("Status of the boots shown"));
  status_->setMinimumContentsLength(16);
  for (QWidget* control : {static_cast<QWidget*>(filter_), static_cast<QWidget*>(status_)})
    control->setMinimumHeight(kControlHeight);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addWidget(filter_, 1);
  layout->addWidget(status_);
  layout->addWidget(shown_);
  return row;
}

void OverviewPage::show_run(const models::RunData& run) {
  title_->setText(models::text(run->run.name));
  show_facts(*run);
  show_cards(*run);
  model_->set_rows(run->cells);
  show_statuses(*run);
  count_shown();
}

void OverviewPage::show_facts(const compare::TestedRun& run) {
  while (facts_->rowCount() > 0) facts_->removeRow(0);
  if (!run.about.question.empty()) add_fact("question", run.about.question, Qt::PlainText);
  add_fact("outcome", rich_text(format::answer(run, compare::find(run))), Qt::RichText);
  add_fact("tests", format::family_text(run), Qt::PlainText);
  for (const format::Fact& fact : format::run_facts(run))
    add_fact(fact.name, fact.text, Qt::PlainText);
}

void OverviewPage::add_fact(const std::string& name, const std::string& fact,
                            Qt::TextFormat format) {
  if (fact.empty()) return;
  QLabel* caption = label("caption", this);
  caption->setText(models::text(name));
  caption->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  QLabel* value = label("fact", this);
  value->setTextFormat(format);
  value->setText(models::text(fact));
  value->setWordWrap(true);
  facts_->addRow(caption, value);
}

QString OverviewPage::fact_text(const QString& name) const {
  for (int row = 0; row < facts_->rowCount(); ++row) {
    const auto shown = [&](QFormLayout::ItemRole role) {
      return static_cast<const QLabel*>(facts_->itemAt(row, role)->widget())->text();
    };
    if (shown(QFormLayout::LabelRole) == name) return shown(QFormLayout::FieldRole);
  }
  return {};
}

void OverviewPage::show_cards(const compare::TestedRun& run) {
  const std::size_t done = compare::done_boots(run), planned = compare::planned_boots(run);
  const std::size_t wanted = compare::wanted_boots(run);
  const auto number = [](std::int64_t value) { return models::text(format::count(value)); };
  done_.number->setText(
      tr("%1 of %2")
          .arg(number(static_cast<std::int64_t>(done)), number(static_cast<std::int64_t>(wanted))));
  failed_.number->setText(number(static_cast<std::int64_t>(wanted - done - planned)));
  const query::Accounting total = compare::total_accounting(run);
  events_.number->setText(number(total.produced));
  lost_.number->setText(number(total.lost()));
  lost_.caption->setText(tr("lost; %1").arg(models::text(format::accounted_text(total))));
}

void OverviewPage::show_statuses(const compare::TestedRun& run) {
  std::set<CellStatus> present;
  for (const query::Cell& cell : run.cells) present.insert(cell.row.status);
  const QVariant before = status_->currentData();
  const QSignalBlocker quiet(status_);
  status_->clear();
  status_->addItem(tr("every status"));
  for (CellStatus status : present) status_->addItem(models::text(to_string(status)), int(status));
  // A status that no boot has any more is no choice any more.
  const int again = before.isValid() ? status_->findData(before) : 0;
  status_->setCurrentIndex(std::max(again, 0));
  if (again < 0) chosen_->set_status(std::nullopt);
}

void OverviewPage::count_shown() {
  shown_->setText(tr("%1 shown").arg(models::text(format::count(chosen_->rowCount()))));
}

}  // namespace folioscope::pages
