// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/holder_tree.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/holder_filter.h"
#include "models/row_model.h"
#include "testing/hostile_names.h"
#include "testing/loaded_run.h"
#include "testing/made_references.h"

namespace folioscope::models {
namespace {

class Holders : public ::testing::Test {
 protected:
  void show(const query::MadeRun& made) {
    run_ = pages::loaded_run(made);
    tree_.show_holders(compare::holders_of(*run_, run_->conditions.at(0), 50));
  }
  QModelIndex row(const std::vector<std::string>& names) const {
    QModelIndex at;
    for (const std::string& name : names) {
      QModelIndex next;
      for (int i = 0; i < tree_.rowCount(at); ++i)
        if (tree_.index(i, 0, at).data().toString().toStdString() == name)
          next = tree_.index(i, 0, at);
      EXPECT_TRUE(next.isValid()) << name;
      at = next;
    }
    return at;
  }
  QString cell(const QModelIndex& row, const QString& header) const {
    for (int column = 0; column < tree_.columnCount(); ++column)
      if (tree_.headerData(column, Qt::Horizontal, Qt::DisplayRole) == header)
        return row.siblingAtColumn(column).data().toString();
    return "no column " + header;
  }

  RunData run_;
  HolderTree tree_;
  QAbstractItemModelTester tester_{&tree_};
};

const std::string kLru = "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded";

TEST_F(Holders, GoFromClassToStackToTask) {
  show(query::made_references());
  const QModelIndex all = row({"all failures"}), batch = row({"lru_batch"});
  EXPECT_EQ(cell(all, "stock\nfailures"), "34");
  EXPECT_EQ(cell(all, "drain-only\nper boot"), "45.0");
  EXPECT_EQ(cell(batch, "drain-only\nshare"), "91.1 %");
  EXPECT_EQ(cell(batch, "stock\nfailures"), "0");
  EXPECT_TRUE(cell(batch, "drain-only\ndifference").startsWith("+41.0 [")) << "";
  const QModelIndex task = row({"lru_batch", kLru, "lrupark"});
  EXPECT_EQ(cell(task, "drain-only\nfailures"), "210");
  EXPECT_EQ(cell(task, "drain-only\nper boot"), "35.0");
  EXPECT_EQ(cell(task, "drain-only\ndifference"), "");
  EXPECT_EQ(tree_.failures(task), 210);
}

TEST_F(Holders, TasksOfAStackAddUpToItsFailures) {
  show(query::made_references());
  const QModelIndex stack = row({"lru_batch", kLru});
  std::int64_t sum = 0;
  for (int i = 0; i < tree_.rowCount(stack); ++i) sum += tree_.failures(tree_.index(i, 0, stack));
  EXPECT_EQ(sum, tree_.failures(stack));
}

TEST_F(Holders, RowKnowsWhichFailuresAreItsOwn) {
  show(query::made_references());
  EXPECT_EQ(tree_.selection(row({"all failures"})), (query::HolderSelection{.in_cma = true}));
  const query::HolderSelection task{
      .holder_class = "lru_batch", .chain = kLru, .comm = "lrupark", .in_cma = true};
  EXPECT_EQ(tree_.selection(row({"lru_batch", kLru, "lrupark"})), task);
  EXPECT_EQ(tree_.find(task), row({"lru_batch", kLru, "lrupark"}));
  query::HolderSelection gone = task;
  gone.comm = "no such task";
  EXPECT_EQ(tree_.find(gone), row({"lru_batch", kLru}));
  EXPECT_FALSE(tree_.find({.holder_class = "no such class"}).isValid());
}

TEST_F(Holders, VariantWithoutABoot_HasNoNumbers) {
  query::MadeRun made = query::made_references();
  for (int boot = 0; boot < 6; ++boot)
    made.cell("drain-only", boot).cell.status = CellStatus::GuestOops;
  show(made);
  const QModelIndex all = row({"all failures"});
  for (const char* column : {"failures", "per boot", "share", "difference"})
    EXPECT_EQ(cell(row({"read"}), QStringLiteral("drain-only\n%1").arg(column)), "–");
  EXPECT_EQ(cell(all, "drain-only\nper boot"), "–");
  EXPECT_EQ(cell(all, "stock\nfailures"), "34");
}

TEST_F(Holders, NewsOfTheSameHoldersKeepTheRows) {
  show(query::made_references());
  const QSignalSpy resets(&tree_, &QAbstractItemModel::modelReset);
  const QSignalSpy changes(&tree_, &QAbstractItemModel::dataChanged);
  show(query::made_references());
  EXPECT_EQ(resets.count(), 0);
  EXPECT_GT(changes.count(), 0);
  show(query::made_cma_batching());
  EXPECT_EQ(resets.count(), 1);
  EXPECT_EQ(tree_.rowCount(), 0);
}

TEST_F(Holders, FilterKeepsTheWayToWhatItFinds) {
  show(query::made_references());
  HolderFilter filter;
  const QAbstractItemModelTester tester(&filter);
  filter.setSourceModel(&tree_);
  filter.set_words("lrupark BATCH");
  ASSERT_EQ(filter.rowCount(), 1);
  const QModelIndex batch = filter.index(0, 0);
  EXPECT_EQ(batch.data().toString(), "lru_batch");
  ASSERT_EQ(filter.rowCount(batch), 1);
  EXPECT_EQ(filter.rowCount(filter.index(0, 0, batch)), 1);
  filter.set_words("nothing like it");
  EXPECT_EQ(filter.rowCount(), 0);
}

TEST_F(Holders, NamesOfAnyLengthStayInTheirCells) {
  for (const std::string& name : query::hostile_names()) {
    query::MadeRun made({"stock", name}, 2);
    for (int boot = 0; boot < 2; ++boot) {
      store::CellRecord& cell = made.cell(name, boot);
      cell.stacks = {{1, name + ";b;c"}};
      store::HolderRow holder;
      holder.holder_class = holder.comm = holder.evidence = name;
      holder.stack = 1;
      query::add_failure(cell, {.holders = {holder}});
      query::close_failures(cell);
      query::close_failures(made.cell("stock", boot));
    }
    show(made);
    ASSERT_EQ(tree_.rowCount(), 2) << name;
    for (int column = 0; column < tree_.columnCount(); ++column)
      EXPECT_LE(tree_.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().size(),
                kLabelLength + 12);
    for (QModelIndex at = tree_.index(1, 0); at.isValid(); at = tree_.index(0, 0, at))
      for (int column = 0; column < tree_.columnCount(); ++column) {
        const QModelIndex cell = at.siblingAtColumn(column);
        EXPECT_LE(cell.data().toString().size(), kCellLength);
        EXPECT_FALSE(cell.data().toString().contains('\n'));
        EXPECT_FALSE(cell.data(Qt::ToolTipRole).toString().contains("<b>"));
      }
  }
}

}  // namespace
}  // namespace folioscope::models
