// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holder_flames.h"

#include <QHBoxLayout>
#include <algorithm>

#include "models/qt_text.h"
#include "models/shown_text.h"
#include "pages/parts.h"

namespace folioscope::pages {

HolderFlames::HolderFlames(QWidget* parent)
    : QWidget(parent),
      variants_(new QComboBox(this)),
      order_(new QComboBox(this)),
      colors_(new QComboBox(this)),
      note_(label("caption", this)),
      graph_(new charts::FlameGraph(this)) {
  variants_->setAccessibleName(tr("Variant"));
  order_->setAccessibleName(tr("Order of the frames"));
  order_->addItems({tr("callers at the bottom"), tr("callees at the top")});
  colors_->setAccessibleName(tr("What the colours say"));
  colors_->addItems({tr("class of holder"), tr("change to the first variant")});
  auto* head = new QHBoxLayout;
  head->setSpacing(kGap);
  for (QComboBox* one : {variants_, order_, colors_}) {
    one->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    head->addWidget(one);
  }
  note_->setWordWrap(true);
  head->addWidget(note_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, kGap / 2, 0, 0);
  column->addLayout(head);
  column->addWidget(graph_, 1);
  connect(variants_, &QComboBox::currentIndexChanged, this, [this] { draw(); });
  connect(order_, &QComboBox::currentIndexChanged, this, [this](int at) {
    graph_->set_order(at == 0 ? compare::StackOrder::Caller : compare::StackOrder::Callee);
  });
  connect(colors_, &QComboBox::currentIndexChanged, this, [this](int at) {
    graph_->set_colors(at == 0 ? charts::FlameGraph::Colors::Classes
                               : charts::FlameGraph::Colors::Change);
  });
}

void HolderFlames::clear() {
  stacks_.clear();
  graph_->clear();
  note_->clear();
}

void HolderFlames::show_stacks(const models::RunData& run,
                               std::vector<compare::StackOfHolder> stacks) {
  stacks_ = std::move(stacks);
  const QVariant before = variants_->currentData();
  std::vector<std::int64_t> failures(run->variants.size());
  for (const compare::StackOfHolder& stack : stacks_)
    for (std::size_t i = 0; i < failures.size(); ++i) failures[i] += stack.failures[i];
  {
    const QSignalBlocker quiet(variants_);
    variants_->clear();
    for (const query::Variant& variant : run->variants)
      variants_->addItem(models::shown(variant.row.name), models::text(variant.row.name));
    const int again = variants_->findData(before);
    const auto most = std::ranges::max_element(failures) - failures.begin();
    variants_->setCurrentIndex(again >= 0 ? again : static_cast<int>(most));
  }
  draw();
}

void HolderFlames::draw() {
  const int at = variants_->currentIndex();
  if (at < 0) return clear();
  graph_->show_stacks(compare::weighted(stacks_, static_cast<std::size_t>(at)),
                      tr("failures in a boot"));
  note_->setText(graph_->empty()
                     ? tr("No holder of this variant has a stack.")
                     : tr("A box is as wide as the failures in a boot whose holder took its "
                          "reference there. Click or Enter zooms, Escape shows all."));
}

}  // namespace folioscope::pages
