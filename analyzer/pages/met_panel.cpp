// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/met_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QStringList>
#include <optional>
#include <string>
#include <utility>

#include "format/correlation.h"
#include "format/units.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

constexpr std::size_t kMostListed = 500;  // failures of one row
constexpr std::size_t kMostSentences = 4;

using Listed = std::vector<models::MetFailureRow>;

// The first failures of a row, over its boots.
Result<Listed> list_met_failures(store::Reader& reader, const compare::MetRow& row,
                                 const std::stop_token& stop) {
  Listed listed;
  for (const compare::MetRow::InBoot& boot : row.where) {
    if (stop.stop_requested() || listed.size() >= kMostListed) break;
    TRY(auto failures,
        query::load_met_failures(reader, boot.cell, row.met, kMostListed - listed.size()));
    for (query::MetFailure& failure : failures)
      listed.push_back({boot.cell, boot.boot, std::move(failure)});
  }
  return listed;
}

QString met_sentences(const std::vector<compare::MetVariant>& met) {
  QStringList all;
  for (const compare::MetVariant& variant : met) {
    if (static_cast<std::size_t>(all.size()) == kMostSentences) {
      all << MetPanel::tr("further variants in the table");
      break;
    }
    all << QStringLiteral("%1: %2.").arg(
        models::shown(variant.variant),
        models::shown(format::met_sentence(variant), models::kDetailLength));
  }
  return all.join('\n');
}

}  // namespace

MetPanel::MetPanel(QWidget* parent)
    : QWidget(parent),
      sentences_(label("fact", this)),
      note_(label("caption", this)),
      rows_(new models::MetModel(models::met_columns(), this)),
      table_(table(tr("What the failures met, by variant"), this)),
      failure_rows_(new models::MetFailureModel(models::met_failure_columns(), this)),
      failures_(table(tr("Failures of the chosen row"), this)) {
  sentences_->setWordWrap(true);
  note_->setWordWrap(true);
  table_->setModel(rows_);
  failures_->setModel(failure_rows_);
  for (QTableView* one : {table_, failures_}) {
    one->setSortingEnabled(false);  // by variant and number; by time
    one->setSelectionMode(QAbstractItemView::SingleSelection);
    one->setMinimumHeight(80);
  }
  failures_->hide();
  auto* tables = new QHBoxLayout;
  tables->setSpacing(kGap);
  tables->addWidget(table_, 1);
  tables->addWidget(failures_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap / 2);
  layout->addWidget(sentences_);
  layout->addLayout(tables, 1);
  layout->addWidget(note_);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          [this] { show_chosen(); });
  connect(failures_, &QTableView::activated, this,
          [this](const QModelIndex& at) { open_failure(at.row()); });
  connect(failures_, &QTableView::clicked, this,
          [this](const QModelIndex& at) { open_failure(at.row()); });
}

void MetPanel::show_met(const std::filesystem::path& file,
                        const std::vector<compare::MetVariant>& met, bool locks_seen) {
  file_ = file;
  using Chosen = std::pair<std::string, query::Met>;
  std::optional<Chosen> before;
  if (const models::MetCell* cell = chosen_cell()) before = Chosen(cell->variant, cell->row.met);
  table_->clearSelection();
  rows_->set_rows(models::met_cells(met));
  for (int row = 0; before && row < rows_->rowCount(); ++row)
    if (Chosen(rows_->row(row).variant, rows_->row(row).row.met) == *before) table_->selectRow(row);
  table_->setVisible(rows_->rowCount() > 0);
  sentences_->setText(met_sentences(met));
  if (rows_->rowCount() == 0)
    note_->setText(
        tr("No failed migration was seen here: the event group `failures` observes them."));
  else if (!locks_seen)
    note_->setText(
        tr("Who held the locks is not stored: `events: [page_lock]` observes them; of a "
           "run that did, `folioscope derive RUN` makes them."));
  else
    note_->setText(tr("A row lists its failures; a failure opens its operation."));
}

const models::MetCell* MetPanel::chosen_cell() const {
  const QModelIndexList selected = table_->selectionModel()->selectedRows();
  return selected.isEmpty() ? nullptr : &rows_->row(selected.first().row());
}

void MetPanel::show_chosen() {
  const models::MetCell* const cell = chosen_cell();
  queries_.cancel();
  failure_rows_->set_rows({});
  failures_->setVisible(cell != nullptr);
  Q_EMIT chosen(cell);
  if (cell == nullptr) return;
  queries_.ask(
      file_,
      [row = cell->row](store::Reader& reader, const std::stop_token& stop) {
        return list_met_failures(reader, row, stop);
      },
      [this](const Result<Listed>& listed) {
        if (listed.ok())
          failure_rows_->set_rows(*listed);
        else
          note_->setText(models::shown(listed.fault().what, models::kCellLength));
      });
}

void MetPanel::open_failure(int row) {
  const models::MetFailureRow& failure = failure_rows_->row(row);
  if (failure.failure.row.operation)
    Q_EMIT opened(failure.cell, failure.boot, *failure.failure.row.operation);
}

}  // namespace folioscope::pages
