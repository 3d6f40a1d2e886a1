// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/experiment_page.h"

#include <gtest/gtest.h>

#include <QTest>

#include "store/writer.h"
#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

constexpr int kTextsMs = 20'000;

query::MadeRun run_with_a_patch() {
  query::MadeRun made = query::made_cma_batching();
  made.run().spec_text = "name: cma-batching\n# why\n";
  made.variant("drain-only").patches = {{"patch", "lru-drain-only.patch", "cd"}};
  made.variant("drain-only").functions = store::ChangedFunctions{{"lru_add_drain"}, {}, {}};
  return made;
}

class Experiment : public ::testing::Test {
 protected:
  bool shows(const CodeView& view, const QString& text) {
    return QTest::qWaitFor([&] { return view.toPlainText().contains(text); }, kTextsMs);
  }
  ExperimentPage page_;
};

TEST_F(Experiment, FileIsShownAsItWasRead) {
  page_.show_run(loaded_run(run_with_a_patch()));
  EXPECT_EQ(page_.file().toPlainText(), "name: cma-batching\n# why\n");
  EXPECT_EQ(page_.shown_table(), nullptr);
}

TEST_F(Experiment, TablesNameKernelsMachinesAndWorkloads) {
  page_.show_run(loaded_run(run_with_a_patch()));
  EXPECT_EQ(page_.kernels().model()->rowCount(), 2);
  EXPECT_EQ(page_.machines().model()->rowCount(), 1);
  EXPECT_EQ(page_.workloads().model()->rowCount(), 1);
  page_.tabs().setCurrentIndex(2);
  EXPECT_EQ(page_.shown_table(), page_.machines().model());
  page_.tabs().setCurrentIndex(1);
  EXPECT_EQ(page_.shown_table(), page_.kernels().model());
}

TEST_F(Experiment, FirstPatchedKernelIsChosenWithWhatItChanges) {
  page_.show_run(loaded_run(run_with_a_patch()));
  EXPECT_EQ(page_.kernels().currentIndex().row(), 1);
  EXPECT_EQ(page_.functions().toPlainText(), "changed  lru_add_drain");
  ASSERT_TRUE(shows(page_.patches(), "lru-drain-only.patch"));
  EXPECT_TRUE(page_.patches().toPlainText().contains("did not keep its text"));
  EXPECT_TRUE(page_.config_note().contains("did not keep"));
}

TEST_F(Experiment, PatchesAndConfigurationOfTheStoreAreShown) {
  const models::RunData run = loaded_run(run_with_a_patch());
  auto writer = store::Writer::reopen_finished(run->file);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->store_patch("cd", "-old\n+new\n").ok());
  ASSERT_TRUE((*writer)->store_config("stock-kernel", "CONFIG_CMA=y\n").ok());
  ASSERT_TRUE((*writer)->store_config("drain-only-kernel", "CONFIG_CMA=m\n").ok());
  writer->reset();
  page_.show_run(run);
  ASSERT_TRUE(shows(page_.patches(), "-old\n+new"));
  ASSERT_EQ(page_.config().model()->rowCount(), 1);
  EXPECT_EQ(page_.config().model()->index(0, 2).data().toString(), "m");
  page_.kernels().setCurrentIndex(page_.kernels().model()->index(0, 0));
  ASSERT_TRUE(shows(page_.patches(), "no patches"));
  EXPECT_EQ(page_.config_note(), "The configuration is that of the baseline.");
}

TEST_F(Experiment, NewsKeepTabAndKernel) {
  const models::RunData run = loaded_run(run_with_a_patch());
  page_.show_run(run);
  page_.tabs().setCurrentIndex(1);
  page_.kernels().setCurrentIndex(page_.kernels().model()->index(0, 0));
  ASSERT_TRUE(shows(page_.patches(), "no patches"));
  page_.show_run(std::make_shared<models::LoadedRun>(*run));
  EXPECT_EQ(page_.kernels().currentIndex().row(), 0);
  EXPECT_EQ(page_.tabs().currentIndex(), 1);
  EXPECT_TRUE(page_.patches().toPlainText().contains("no patches"));
}

}  // namespace
}  // namespace folioscope::pages
