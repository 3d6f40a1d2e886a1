// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/missing_events.h"

#include <gtest/gtest.h>

#include <QFile>

#include "base/temp_dir.h"
#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

class Missing : public ::testing::Test {
 protected:
  void show(const std::string& experiment) {
    query::MadeRun made({"stock"}, 1);
    made.run().spec_text = experiment;
    run_ = loaded_run(made);
    page_.show_missing(run_, "No page lock was seen here.", {"page_lock"});
  }
  QString file() const { return QString::fromStdString((dir_ / "copy.yaml").string()); }

  TempDir dir_ = *TempDir::create("store");
  models::RunData run_;
  MissingEvents page_;
};

TEST_F(Missing, NamesTheGroupAndWritesItIntoACopy) {
  show("name: a  # mine\ninstrumentation: 6.1\nevents: [cma]\n");
  EXPECT_TRUE(page_.message().contains("page_lock"));
  EXPECT_FALSE(page_.write_button().isHidden());
  const Status written = page_.write_copy(file());
  ASSERT_TRUE(written.ok()) << written.fault().what;
  QFile copy(file());
  ASSERT_TRUE(copy.open(QIODevice::ReadOnly));
  EXPECT_EQ(copy.readAll(), "name: a  # mine\ninstrumentation: 6.1\nevents: [page_lock, cma]\n");
}

TEST_F(Missing, ExperimentThatHasTheEvents_IsNotOfferedAgain) {
  show("instrumentation: 6.1\nevents: [page_lock]\n");
  EXPECT_TRUE(page_.write_button().isHidden());
  EXPECT_TRUE(page_.message().contains("has the events"));
}

TEST_F(Missing, EventsThatAreNoList_AreAFaultWithItsRemedy) {
  show("instrumentation: 6.1\nevents: *all\n");
  EXPECT_FALSE(page_.write_button().isHidden());
  const Status written = page_.write_copy(file());
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.fault().domain, FaultDomain::User);
  EXPECT_FALSE(QFile::exists(file()));
}

TEST_F(Missing, DirectoryThatDoesNotExist_IsSaid) {
  show("events: [cma]\n");
  const Status written = page_.write_copy("/nonexistent/directory/copy.yaml");
  ASSERT_FALSE(written.ok());
  EXPECT_NE(written.fault().what.find("cannot be written"), std::string::npos);
}

}  // namespace
}  // namespace folioscope::pages
