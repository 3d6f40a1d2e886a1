// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run_loader.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <algorithm>
#include <filesystem>
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
  loader_.load(dir_.path());
  EXPECT_TRUE(loader_.loading());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  ASSERT_TRUE(run_);
  EXPECT_EQ(run_->cells.size(), 12u);
  EXPECT_FALSE(loader_.loading());
}

TEST_F(Loader, CanLoadAgain) {
  query::made_cma_batching().write(dir_ / "run.db");
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  for (int i = 0; i < 3; ++i) {
    loader_.load(dir_.path());
    ASSERT_TRUE(spy.wait(kDeadlineMs));
  }
  EXPECT_EQ(spy.count(), 3);
}

// How often this process has `file` open.
std::ptrdiff_t times_open(const std::filesystem::path& file) {
  return std::ranges::count_if(std::filesystem::directory_iterator("/proc/self/fd"),
                               [&](const auto& entry) {
                                 std::error_code gone;  // the directory's own
                                 return std::filesystem::read_symlink(entry.path(), gone) == file;
                               });
}

TEST_F(Loader, ARunThatGoesOnStaysOpen_AndWhatIsNewIsLoaded) {
  const std::filesystem::path file = std::filesystem::canonical(dir_.path()) / "run.db";
  auto writer = *store::create_made_file(file);
  ASSERT_TRUE(writer->commit_cell(store::made_record({0}, {}), {}).ok());
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  loader_.load(dir_.path());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  const auto with_loader = times_open(file);
  const RunData first = run_;

  loader_.load(dir_.path());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(run_, first) << "nothing is new";
  EXPECT_EQ(times_open(file), with_loader);

  ASSERT_TRUE(writer->commit_cell(store::made_record({1}, {}), {}).ok());
  loader_.load(dir_.path());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(run_->cells[1].row.status, CellStatus::Done);
  EXPECT_EQ(times_open(file), with_loader) << "it was opened again";
}

TEST_F(Loader, AFinishedRunIsClosed) {
  const std::filesystem::path file = std::filesystem::canonical(dir_.path()) / "run.db";
  query::made_cma_batching().write(file);
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  loader_.load(dir_.path());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(times_open(file), 0);
}

TEST_F(Loader, FileThatIsNoRun_IsAFaultWithARemedy) {
  std::ofstream(dir_ / "run.db") << "this is no run file, but it is long enough to look at";
  QSignalSpy spy(&loader_, &RunLoader::failed);
  loader_.load(dir_.path());
  ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(fault_.domain, FaultDomain::User);
  EXPECT_FALSE(fault_.what.empty());
  EXPECT_FALSE(fault_.remedy.empty());
}

// A run that changes all the time would never be seen otherwise.
TEST_F(Loader, TheSameRunAskedForMeanwhile_IsLoadedAgainAfterwards) {
  query::made_cma_batching().write(dir_ / "run.db");
  QSignalSpy spy(&loader_, &RunLoader::loaded);
  for (int i = 0; i < 3; ++i) loader_.load(dir_.path());
  while (loader_.loading()) ASSERT_TRUE(spy.wait(kDeadlineMs));
  EXPECT_EQ(spy.count(), 2);
}

TEST_F(Loader, OfSeveralRunsOnlyTheNewestIsAnnounced) {
  for (const char* name : {"first", "second"}) std::filesystem::create_directory(dir_ / name);
  query::made_cma_batching().write(dir_ / "first" / "run.db");
  query::MadeRun({"stock", "patched"}, 2).write(dir_ / "second" / "run.db");
  QSignalSpy loaded(&loader_, &RunLoader::loaded), failed(&loader_, &RunLoader::failed);
  loader_.load(dir_ / "first");
  loader_.load(dir_ / "second");
  loader_.load(dir_ / "first");
  loader_.load(dir_ / "second");
  ASSERT_TRUE(loaded.wait(kDeadlineMs));
  EXPECT_EQ(run_->file, dir_ / "second" / "run.db");
  EXPECT_FALSE(loader_.loading());
  EXPECT_EQ(loaded.count(), 1);
  EXPECT_EQ(failed.count(), 0) << "the first one was only stopped";
}

TEST_F(Loader, MayGoAwayWhileItLoads) {
  query::made_cma_batching().write(dir_ / "run.db");
  auto loader = std::make_unique<RunLoader>();
  loader->load(dir_.path());
  loader.reset();
  QCoreApplication::processEvents();
}

}  // namespace
}  // namespace folioscope::models
