// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run_loader.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <fstream>

#include "base/temp_dir.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::models {
namespace {

constexpr int kDeadlineMs = 20'000;

class Loader : public ::testing::Test {
 protected:
  Loader() {
    QObject::connect(&loader_, &RunLoader::loaded, [this](const RunData& run) { run_ = run; });
    QObject::connect(&loader_, &RunLoader::failed, [this](const Fault& fault) { fault_ = fault; });
  }

  TempDir dir_ = *TempDir::create("store");
  RunLoader loader_;
  RunData run_;
  Fault fault_;
};

TEST_F(Loader, BringsTheRunToTheCallersThread) {
  query::made_cma_batching().write(dir_ / "run.db");
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  ASSERT_TRUE(loader_.load(dir_.path()));
  EXPECT_TRUE(loader_.loading());
  EXPECT_FALSE(loader_.load(dir_.path()));  // one at a time
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  ASSERT_TRUE(run_);
  EXPECT_EQ(run_->cells.size(), 12u);
  EXPECT_FALSE(loader_.loading());
}

TEST_F(Loader, CanLoadAgain) {
  query::made_cma_batching().write(dir_ / "run.db");
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(loader_.load(dir_.path()));
    ASSERT_TRUE(spy.wait(kDeadlineMs));
  }
  EXPECT_EQ(spy.count(), 3);
}

TEST_F(Loader, FileThatIsNoRun_IsAFaultWithARemedy) {
  std::ofstream(dir_ / "run.db") << "this is no run file, but it is long enough to look at";
  QSignalSpy spy(&loader_, &RunLoader::failed);
  ASSERT_TRUE(loader_.load(dir_.path()));
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(fault_.domain, FaultDomain::User);
  EXPECT_FALSE(fault_.what.empty());
  EXPECT_FALSE(fault_.remedy.empty());
}

TEST_F(Loader, MayGoAwayWhileItLoads) {
  query::made_cma_batching().write(dir_ / "run.db");
  auto loader = std::make_unique<RunLoader>();
  ASSERT_TRUE(loader->load(dir_.path()));
  loader.reset();
  QCoreApplication::processEvents();
}

}  // namespace
}  // namespace folioscope::models
