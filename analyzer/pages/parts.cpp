// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/parts.h"

#include <QHeaderView>
#include <QIcon>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextOption>
#include <algorithm>
#include <utility>

namespace folioscope::pages {
namespace {

constexpr int kCellPadding = 8;  // pixels left and right of a cell's text
constexpr int kRowRoom = 10;     // above and below it, together
// No column pushes all others out of sight; the reader may pull it wider.
constexpr int kWidestCell = 640;

// Room between columns: a number that ends one must not touch the word that begins the next.
class PaddedCells : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    if ((option.state & QStyle::State_Selected) != 0)
      painter->fillRect(option.rect, option.palette.highlight());
    QStyleOptionViewItem inner = option;
    inner.rect.adjust(kCellPadding, 0, -kCellPadding, 0);
    QStyledItemDelegate::paint(painter, inner, index);
  }
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QSize size = QStyledItemDelegate::sizeHint(option, index) + QSize(2 * kCellPadding, 0);
    return {std::min(size.width(), kWidestCell),
            std::max(size.height(), option.fontMetrics.height() + kRowRoom)};
  }

 protected:
  // A colour means the same in a selected row: without a pixmap of its own Qt tints it.
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    const QVariant decoration = index.data(Qt::DecorationRole);
    if (decoration.typeId() != QMetaType::QColor || option->icon.isNull()) return;
    const QPixmap swatch = option->icon.pixmap(option->decorationSize);
    for (const auto mode : {QIcon::Selected, QIcon::Disabled, QIcon::Active})
      option->icon.addPixmap(swatch, mode);
  }
};

// Columns are as wide as their content also when rows come or change later: Qt measures them when
// a model is set or reset.
class MeasuredTable : public QTableView {
 public:
  using QTableView::QTableView;

  void dataChanged(const QModelIndex& first, const QModelIndex& last,
                   const QList<int>& roles) override {
    QTableView::dataChanged(first, last, roles);
    measure();
  }

 protected:
  void rowsInserted(const QModelIndex& parent, int first, int last) override {
    QTableView::rowsInserted(parent, first, last);
    measure();
  }

 private:
  // Once for all the news of one turn of the event loop.
  void measure() {
    if (std::exchange(waits_, true)) return;
    QMetaObject::invokeMethod(
        this,
        [this] {
          waits_ = false;
          QMetaObject::invokeMethod(horizontalHeader(), "resizeSections");  // a protected slot
        },
        Qt::QueuedConnection);
  }

  bool waits_ = false;
};

}  // namespace

QVBoxLayout* page_layout(QWidget* page) {
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
  layout->setSpacing(kGap);
  return layout;
}

QLabel* label(const QString& role, QWidget* parent) {
  auto* made = new QLabel(parent);
  made->setObjectName(role);
  made->setTextFormat(Qt::PlainText);
  made->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return made;
}

QTableView* table(const QString& accessible_name, QWidget* parent) {
  auto* view = new MeasuredTable(parent);
  view->setAccessibleName(accessible_name);
  view->setItemDelegate(new PaddedCells(view));
  view->setShowGrid(false);
  view->setAlternatingRowColors(true);
  view->setSelectionBehavior(QAbstractItemView::SelectRows);
  view->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view->setSortingEnabled(true);
  view->setIconSize(QSize(11, 11));
  view->setTabKeyNavigation(false);  // Tab leaves the table
  view->verticalHeader()->hide();
  view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 12);
  view->horizontalHeader()->setHighlightSections(false);
  view->horizontalHeader()->setStretchLastSection(true);
  // Measuring a few screens of rows is enough, and does not grow with the run.
  view->horizontalHeader()->setResizeContentsPrecision(200);
  view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  return view;
}

QTreeView* tree(const QString& accessible_name, QWidget* parent) {
  auto* view = new QTreeView(parent);
  view->setAccessibleName(accessible_name);
  view->setItemDelegate(new PaddedCells(view));
  view->setAlternatingRowColors(true);
  view->setUniformRowHeights(true);
  view->setSelectionBehavior(QAbstractItemView::SelectRows);
  view->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view->setIconSize(QSize(11, 11));
  view->setAllColumnsShowFocus(true);
  view->sortByColumn(-1, Qt::AscendingOrder);
  view->setSortingEnabled(true);
  view->header()->setStretchLastSection(false);
  view->header()->setResizeContentsPrecision(200);
  view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  return view;
}

QPlainTextEdit* details(const QString& accessible_name, QWidget* parent) {
  auto* view = new QPlainTextEdit(parent);
  view->setAccessibleName(accessible_name);
  view->setReadOnly(true);
  view->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  view->setTabChangesFocus(true);
  view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  return view;
}

Card card(const QString& caption, QWidget* parent) {
  Card made;
  made.frame = new QFrame(parent);
  made.frame->setObjectName("card");
  auto* layout = new QVBoxLayout(made.frame);
  layout->setContentsMargins(16, 10, 16, 10);
  layout->setSpacing(2);
  made.number = label("number", made.frame);
  made.caption = label("caption", made.frame);
  made.caption->setText(caption);
  layout->addWidget(made.number);
  layout->addWidget(made.caption);
  return made;
}

}  // namespace folioscope::pages
