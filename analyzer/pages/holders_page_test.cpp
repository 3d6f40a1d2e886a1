// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holders_page.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "testing/hostile_names.h"
#include "testing/loaded_run.h"
#include "testing/made_references.h"

namespace folioscope::pages {
namespace {

const query::HolderSelection kBatch{
    .holder_class = "lru_batch",
    .chain = "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded"};

int rows_of(const QTableView& view) { return view.model()->rowCount(); }

TEST(HoldersPage, ShowsBarsAndTheTreeOfHolders) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.has_table());
  EXPECT_EQ(page.bars().variant_labels(), (QStringList{"stock", "drain-only"}));
  EXPECT_EQ(page.bars().class_labels().first(), "lru_batch");
  EXPECT_EQ(page.bars().number_text(0), "5.7");
  EXPECT_EQ(page.bars().number_text(1), "45.0");
  EXPECT_TRUE(page.caption().contains("310 of 316 failures"));
  const QAbstractItemModel& tree = *page.holders().model();
  EXPECT_EQ(tree.index(0, 0).data(), "all failures");
  EXPECT_EQ(tree.index(1, 0).data(), "lru_batch");
  EXPECT_TRUE(page.holders().isExpanded(tree.index(1, 0)));
  EXPECT_EQ(page.shown_table(), &tree);
  EXPECT_NE(page.shown_picture(), nullptr);
}

TEST(HoldersPage, ChosenStackShowsEveryFrame) {
  query::MadeRun made = query::made_references();
  for (int boot = 0; boot < 6; ++boot)
    made.cell("drain-only", boot).stacks[0].frames +=
        ";vfs_read;ksys_read;do_syscall_64;entry_SYSCALL_64_after_hwframe";
  HoldersPage page;
  page.show_run(loaded_run(made));
  ASSERT_TRUE(page.choose(kBatch));
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.details_text().contains("Whole stacks"); }));
  const QStringList lines = page.details_text().split('\n');
  for (const char* frame : {"folio_add_lru", "read_pages", "entry_SYSCALL_64_after_hwframe"})
    EXPECT_TRUE(lines.contains(QStringLiteral("    %1").arg(frame))) << frame;
  EXPECT_TRUE(page.details_text().contains("stock 0.0, drain-only 35.0"));
  EXPECT_TRUE(page.details_text().contains("lrupark (210)"));
}

TEST(HoldersPage, RowLeadsToItsFailuresAndThoseToTheTimeline) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.choose(kBatch));
  const QTableView& failures = page.failures().failures();
  ASSERT_TRUE(QTest::qWaitFor([&] { return rows_of(failures) == 210; }));
  EXPECT_EQ(failures.model()->index(0, 0).data(), "drain-only");
  EXPECT_EQ(page.failures().caption(), "210 failures");
  page.failures().choose_row(2);
  const QTableView& moments = page.failures().history().moments();
  ASSERT_TRUE(QTest::qWaitFor([&] { return rows_of(moments) == 1; }));
  std::optional<models::Place> pointed;
  QObject::connect(&page, &Page::pointed_at, [&](const models::Place& place) { pointed = place; });
  QTest::mouseClick(&page.failures().history().timeline_button(), Qt::LeftButton);
  ASSERT_TRUE(pointed);
  EXPECT_EQ(pointed->page, models::PageId::Timeline);
  EXPECT_EQ(pointed->failure, 3);
  EXPECT_EQ(pointed->pfn, 4099u);
  EXPECT_EQ(pointed->begin->ns, 0u);  // its reference is older than the boot's clock
  EXPECT_EQ(pointed->end->ns, 5'000'000u);
}

TEST(HoldersPage, FailuresThatNobodyIsNamedFor_AreListedToo) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.choose({.holder_class = query::kUnknown}));
  EXPECT_TRUE(QTest::qWaitFor([&] { return rows_of(page.failures().failures()) == 12; }));
}

TEST(HoldersPage, FlameGraphHasTheStacksOfAVariant) {
  HoldersPage page;
  page.resize(1200, 800);
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !page.flames().graph().empty(); }));
  EXPECT_EQ(page.flames().variant_choice().currentText(), "drain-only");
  page.tabs().setCurrentWidget(&page.flames());
  page.grab();  // lays it out
  EXPECT_FALSE(page.flames().graph().box_of("folio_add_lru").isNull());
  page.flames().variant_choice().setCurrentIndex(0);
  EXPECT_TRUE(page.flames().graph().box_of("folio_add_lru").isNull());
  EXPECT_FALSE(page.flames().graph().box_of("filemap_read").isNull());
  EXPECT_EQ(page.shown_picture(), &page.flames().graph());
}

TEST(HoldersPage, NewsKeepTheChoiceAndWhatIsOpen) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.choose(kBatch));
  QAbstractItemModel& tree = *page.holders().model();
  page.holders().collapse(tree.index(2, 0));
  query::MadeRun made = query::made_references();
  store::HolderRow holder;
  holder.holder_class = "pipe";  // another row
  query::add_failure(made.cell("stock", 0), {.holders = {holder}});
  page.show_run(loaded_run(made));
  EXPECT_TRUE(page.holders().currentIndex().data().toString().startsWith("folio_add_lru"));
  EXPECT_FALSE(page.holders().isExpanded(tree.index(2, 0)));
  EXPECT_TRUE(page.holders().isExpanded(tree.index(1, 0)));
}

TEST(HoldersPage, FilterFindsATaskWhereverItIs) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  page.filter().setText("lrupark");
  const QAbstractItemModel& tree = *page.holders().model();
  ASSERT_EQ(tree.rowCount(), 1);
  const QModelIndex stack = tree.index(0, 0, tree.index(0, 0));
  EXPECT_EQ(tree.index(0, 0, stack).data(), "lrupark");
  EXPECT_TRUE(page.holders().isExpanded(stack));
}

TEST(HoldersPage, PlaceChoosesConditionAndClass) {
  query::MadeRun made = query::made_references();
  made.add_condition("numa2", "cma-churn");
  HoldersPage page;
  page.show_run(loaded_run(made));
  page.go_to({.condition = 1});
  EXPECT_FALSE(page.has_table());
  page.go_to({.condition = 0, .holder_class = "read"});
  EXPECT_TRUE(page.has_table());
  EXPECT_EQ(page.holders().currentIndex().data(), "read");
}

TEST(HoldersPage, RunWithoutFailures_SaysWhichEventsWouldShowThem) {
  HoldersPage page;
  page.show_run(loaded_run(query::made_references()));
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_FALSE(page.has_table());
  EXPECT_TRUE(page.missing().message().contains("failures"));
  EXPECT_FALSE(page.missing().write_button().isHidden());
  EXPECT_EQ(page.shown_table(), nullptr);
  EXPECT_EQ(page.shown_picture(), nullptr);
}

TEST(HoldersPage, NamesOfAnyLengthFitAWindow) {
  for (const std::string& name : query::hostile_names()) {
    query::MadeRun made({"stock", name}, 2);
    for (int boot = 0; boot < 2; ++boot) {
      store::CellRecord& cell = made.cell(name, boot);
      cell.stacks = {{1, name + ';' + name}};
      store::HolderRow holder;
      holder.holder_class = holder.comm = holder.evidence = name;
      holder.stack = 1;
      query::add_failure(cell, {.holders = {holder}});
    }
    HoldersPage page;
    page.show_run(loaded_run(made));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !page.flames().graph().empty(); }));
    EXPECT_LT(page.minimumSizeHint().width(), 1280);
    page.resize(1280, 800);
    EXPECT_EQ(page.grab().toImage().size(), QSize(1280, 800) * page.devicePixelRatio());
  }
}

}  // namespace
}  // namespace folioscope::pages
