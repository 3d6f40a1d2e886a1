// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holders_page.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QScrollArea>
#include <QSplitter>
#include <algorithm>

#include "format/units.h"
#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/holder_details.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

// Stacks in the tree; the report shows fewer.
constexpr std::size_t kMostPlaces = 200;
constexpr int kNameWidth = 320;  // pixels of the first column, until the reader pulls it
constexpr int kMostBars = 220;   // pixels; more variants than fit scroll

// As high as its bars, up to kMostBars.
class BarsArea : public QScrollArea {
 public:
  BarsArea(charts::HolderBars* bars, QWidget* parent) : QScrollArea(parent) {
    setWidget(bars);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  QSize sizeHint() const override {
    return {widget()->sizeHint().width(), std::min(widget()->sizeHint().height(), kMostBars)};
  }
  QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

 protected:
  // In another width the legend may have other lines.
  void resizeEvent(QResizeEvent* event) override {
    QScrollArea::resizeEvent(event);
    updateGeometry();
  }
};

std::vector<QPersistentModelIndex> expanded_rows(const QTreeView& view) {
  std::vector<QPersistentModelIndex> rows;
  const auto look = [&](const auto& self, const QModelIndex& parent) -> void {
    for (int i = 0; i < view.model()->rowCount(parent); ++i) {
      const QModelIndex row = view.model()->index(i, 0, parent);
      if (!view.isExpanded(row)) continue;
      rows.emplace_back(row);
      self(self, row);
    }
  };
  look(look, {});
  return rows;
}

}  // namespace

HoldersPage::HoldersPage(QWidget* parent)
    : Page(parent),
      conditions_(new ConditionChoice(this)),
      basis_(new QComboBox(this)),
      caption_(label("subtitle", this)),
      stack_(new QStackedWidget(this)),
      missing_(new MissingEvents(this)),
      bars_(new charts::HolderBars(this)),
      filter_(new QLineEdit(this)),
      tree_(new models::HolderTree(this)),
      filtered_(new models::HolderFilter(this)),
      holders_(
          tree(tr("Holders of pages that could not be migrated, by class, stack and task"), this)),
      details_(details(tr("Details of the chosen holder"), this)),
      tabs_(new QTabWidget(this)),
      failures_(new HolderFailures(this)),
      flames_(new HolderFlames(this)) {
  caption_->setWordWrap(true);
  basis_->setAccessibleName(tr("What the bars show"));
  basis_->addItems({tr("failures in a boot"), tr("share of a boot's failures")});
  conditions_->add_before(tr("Bars"), basis_);
  filtered_->setSourceModel(tree_);
  holders_->setModel(filtered_);
  tabs_->addTab(details_, tr("Whole stacks"));
  tabs_->addTab(failures_, tr("Failures"));
  tabs_->addTab(flames_, tr("Flame graph"));
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Of the chosen holder"));

  lay_out();
  connect_parts();
}

void HoldersPage::lay_out() {
  auto* halves = new QSplitter(Qt::Vertical, this);
  halves->addWidget(upper_half());
  halves->addWidget(tabs_);
  halves->setChildrenCollapsible(false);
  halves->setSizes({500, 400});
  stack_->addWidget(halves);
  stack_->addWidget(missing_);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(conditions_);
  layout->addWidget(caption_);
  layout->addWidget(stack_, 1);
}

void HoldersPage::connect_parts() {
  connect(conditions_, &ConditionChoice::changed, this, [this] { show_condition(); });
  connect(basis_, &QComboBox::currentIndexChanged, this, [this](int at) {
    bars_->set_basis(at == 0 ? charts::HolderBars::Basis::PerBoot
                             : charts::HolderBars::Basis::Share);
  });
  connect(bars_, &charts::HolderBars::class_chosen, this,
          [this](const QString& name) { choose({.holder_class = name.toStdString()}); });
  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
    filtered_->set_words(words);
    if (!words.isEmpty()) holders_->expandAll();
  });
  connect(holders_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this] { show_chosen(); });
  connect(failures_, &HolderFailures::pointed_at, this, &Page::pointed_at);
}

QWidget* HoldersPage::upper_half() {
  filter_->setPlaceholderText(tr("Class, function or task"));
  filter_->setAccessibleName(tr("Filter the holders"));
  filter_->setClearButtonEnabled(true);
  auto* upper = new QWidget(this);
  auto* layout = new QVBoxLayout(upper);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  bars_area_ = new BarsArea(bars_, upper);
  layout->addWidget(bars_area_);
  layout->addWidget(filter_);
  layout->addWidget(holders_, 1);
  return upper;
}

void HoldersPage::show_run(const models::RunData& run) {
  run_ = run;
  conditions_->offer(run);
}

void HoldersPage::show_condition() {
  const query::Condition* condition = conditions_->condition();
  const compare::HolderTable holders = condition == nullptr
                                           ? compare::HolderTable()
                                           : compare::holders_of(*run_, *condition, kMostPlaces);
  // What the reader chose stays, also where the rows are others.
  const query::HolderSelection before = tree_->selection(chosen());
  std::vector<query::HolderSelection> open;
  for (const QPersistentModelIndex& row : expanded_rows(*holders_))
    open.push_back(tree_->selection(filtered_->mapToSource(row)));
  const bool first = tree_->rowCount() == 0;
  tree_->show_holders(holders);
  bars_->show_classes(holders);
  bars_area_->updateGeometry();
  caption_->setVisible(!holders.empty());
  all_ = holders.failures;
  if (holders.empty()) {
    cells_.clear();
    stacks_.clear();
    stack_queries_.cancel();
    failures_->clear();
    flames_->clear();
    details_->clear();
    missing_->show_missing(run_, tr("No failed migration was seen here."), {"failures"});
    stack_->setCurrentWidget(missing_);
    return;
  }
  caption_->setText(caption_text(holders));
  stack_->setCurrentIndex(0);
  load_stacks(*condition);
  if (first) {
    holders_->expandToDepth(0);
    // The numbers of all variants have room; what is cut of a stack is whole below.
    holders_->header()->setSectionResizeMode(0, QHeaderView::Interactive);
    holders_->header()->resizeSection(0, kNameWidth);
  }
  for (const query::HolderSelection& one : open)
    holders_->expand(filtered_->mapFromSource(tree_->find(one)));
  // At first the most frequent stack of the first class: it is the answer in most cases.
  const QModelIndex stack = tree_->index(0, 0, tree_->index(1, 0));
  if (first || !choose(before)) choose(tree_->selection(stack));
  if (first) holders_->scrollToTop();
  show_chosen();
}

bool HoldersPage::choose(const query::HolderSelection& selection) {
  const QModelIndex row = filtered_->mapFromSource(tree_->find(selection));
  if (!row.isValid()) return false;
  holders_->setCurrentIndex(row);
  holders_->scrollTo(row);
  return true;
}

QModelIndex HoldersPage::chosen() const {
  return filtered_->mapToSource(holders_->currentIndex()).siblingAtColumn(0);
}

void HoldersPage::show_chosen() {
  const QModelIndex row = chosen();
  show_details(row);
  if (!row.isValid()) return failures_->clear();
  failures_->show_failures({run_, cells_, tree_->selection(row), tree_->failures(row)});
}

void HoldersPage::show_details(const QModelIndex& source) {
  HolderDetails shown;
  shown.stacks = stacks_;
  shown.stacks_loaded = stacks_loaded_;
  if (source.isValid()) {
    const query::HolderSelection selection = tree_->selection(source);
    if (selection.comm) shown.task = models::text(*selection.comm);
    shown.holder = tree_->holder(selection.comm ? source.parent() : source);
  }
  if (shown.holder == nullptr) shown.all = &all_;
  details_->setPlainText(holder_details_text(shown));
}

void HoldersPage::load_stacks(const query::Condition& condition) {
  std::vector<CellId> cells = compare::holder_cells(*run_, condition);
  if (cells != cells_) {
    stacks_.clear();
    stacks_loaded_ = false;
  }
  cells_ = std::move(cells);
  stack_queries_.ask(
      run_->file,
      [cells = cells_, in_cma = run_->holders.in_cma](store::Reader& reader,
                                                      const std::stop_token& stop) {
        return query::load_holder_stacks(reader, cells, in_cma, stop);
      },
      [this, run = run_, &condition](const Result<std::vector<query::HolderStack>>& stacks) {
        stacks_loaded_ = true;
        if (stacks.ok()) stacks_ = compare::stacks_by_variant(*run, condition, *stacks);
        flames_->show_stacks(run, stacks_);
        show_details(chosen());
      });
}

void HoldersPage::go_to(const models::Place& place) {
  if (place.condition) conditions_->choice().setCurrentIndex(static_cast<int>(*place.condition));
  if (!place.holder_class.empty()) {
    filter_->clear();
    choose({.holder_class = place.holder_class});
  }
}

const QAbstractItemModel* HoldersPage::shown_table() const {
  if (!has_table()) return nullptr;
  if (failures_->failures().hasFocus()) return failures_->failures().model();
  return filtered_;
}

QWidget* HoldersPage::shown_picture() {
  if (!has_table()) return nullptr;
  if (tabs_->currentWidget() == flames_) return &flames_->graph();
  return bars_;
}

QString HoldersPage::caption_text(const compare::HolderTable& holders) const {
  const query::Holders& all = run_->holders;
  const QString counted = models::text(format::count(all.counted)),
                failures = models::text(format::count(all.failures));
  QString text = tr("%1 failures in this run.").arg(failures);
  if (holders.in_cma && all.counted == all.failures)
    text = tr("All %1 failures of this run happened inside CMA allocations.").arg(failures);
  else if (holders.in_cma)
    text = tr("%1 of %2 failures in this run happened inside CMA allocations; only these are "
              "counted.")
               .arg(counted, failures);
  QString gone;
  for (std::size_t i = 0; i < holders.gone.size(); ++i)
    if (holders.gone[i] > 0)
      gone += (gone.isEmpty() ? QString() : QStringLiteral(", ")) +
              models::shown(holders.failures.variants[i].variant) + ' ' +
              models::text(format::count(holders.gone[i]));
  if (!gone.isEmpty())
    text += tr(" Not counted, their references were gone again when they were read: %1.").arg(gone);
  if (holders.places_left_out > 0)
    text += tr(" %1 stacks with smaller shares are left out.").arg(holders.places_left_out);
  return text;
}

}  // namespace folioscope::pages
