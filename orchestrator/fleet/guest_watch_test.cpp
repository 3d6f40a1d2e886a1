// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/guest_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <optional>

#include "base/temp_dir.h"
#include "fleet/registers.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

using Kind = GuestEvent::Kind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class GuestWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto temp = TempDir::create("watch");
    ASSERT_TRUE(temp.ok()) << temp.fault().what;
    temp_ = std::move(*temp);
    console_ = temp_->path() / "console";
    auto watch = GuestWatch::create(io_, console_,
                                    [this](const GuestEvent& event) { events_.push_back(event); });
    ASSERT_TRUE(watch.ok()) << watch.fault().what;
    watch_ = *watch;
  }
  void TearDown() override {
    if (watch_) watch_->close();
  }
  void print(std::string_view text) { std::ofstream(console_, std::ios::app) << text; }

  boost::asio::io_context io_;
  std::optional<TempDir> temp_;
  std::filesystem::path console_;
  std::vector<GuestEvent> events_;
  std::shared_ptr<GuestWatch> watch_;
};

TEST_F(GuestWatchTest, GrowingConsole_IsFollowed) {
  io_.poll();
  print("kernel BUG at mm/x.c:1!\n");
  print("---[ end trace 0000000000000000 ]---\n");
  while (events_.empty()) io_.run_one();
  EXPECT_EQ(events_[0].kind, Kind::Oops);
  EXPECT_THAT(events_[0].text, HasSubstr("end trace"));
}

TEST_F(GuestWatchTest, ConsoleOnAWayOfItsOwn_IsWaitedForAtTheEnd) {
  io_.poll();
  watch_->expect_console_end();
  watch_->on_shutdown_reason("guest-reset");
  watch_->on_domain_end(DomainEnd::Shutdown);
  io_.poll();
  EXPECT_THAT(events_, IsEmpty());
  print("Kernel panic - not syncing: late\n");
  watch_->on_console_end();
  ASSERT_THAT(events_, SizeIs(2));
  EXPECT_THAT(events_[0].text, HasSubstr("not syncing: late"));
  EXPECT_THAT(events_[1].text, StartsWith("reset after a panic"));
}

TEST_F(GuestWatchTest, ConsoleWhoseEndDoesNotCome_IsWaitedForNotLong) {
  watch_->expect_console_end();
  watch_->on_domain_end(DomainEnd::Shutdown);
  while (events_.empty()) io_.run_one();
  EXPECT_EQ(events_[0].kind, Kind::Stopped);
}

TEST_F(GuestWatchTest, OfAHostThatIsLost_TheGuestsEndIsTheHosts_AndSaidOnce) {
  watch_->expect_console_end();
  watch_->on_host_lost("the host a is lost");
  watch_->on_domain_end(DomainEnd::Destroyed);
  watch_->on_console_end();
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::QemuDied);
  EXPECT_EQ(events_[0].text, "the host a is lost");
}

TEST_F(GuestWatchTest, Console_IsReadableForItsOwnerAlone) {
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(console_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(GuestWatchTest, ReportTheGuestNeverFinishes_IsToldAfterASilence) {
  print("BUG: soft lockup - CPU#0 stuck for 22s!\nModules linked in:\n");
  while (events_.empty()) io_.run_one();
  EXPECT_EQ(events_[0].kind, Kind::Hang);
}

TEST_F(GuestWatchTest, UnreadConsole_IsToldBeforeTheEnd) {
  print("Kernel panic - not syncing: unfinished line");
  watch_->on_shutdown_reason("guest-reset");
  watch_->on_shutdown_reason("host-signal");
  watch_->on_domain_end(DomainEnd::Shutdown);
  ASSERT_THAT(events_, SizeIs(2));
  EXPECT_EQ(events_[0].kind, Kind::Oops);
  EXPECT_EQ(events_[1].kind, Kind::Stopped);
  EXPECT_EQ(events_[1].text, "reset after a panic");
}

TEST_F(GuestWatchTest, PowerOff_TellsWhatWasNoted) {
  print("WARNING: CPU: 0 PID: 1 at mm/x.c:1\nreboot: Power down\n");
  watch_->on_shutdown_reason("guest-shutdown");
  watch_->on_domain_end(DomainEnd::Shutdown);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::Stopped);
  EXPECT_EQ(events_[0].text, "powered off; 1 kernel warnings");
}

TEST_F(GuestWatchTest, ResetWithoutAWord_IsACrash) {
  watch_->on_shutdown_reason("guest-reset");
  watch_->on_domain_end(DomainEnd::Shutdown);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::Crashed);
  EXPECT_THAT(events_[0].text, HasSubstr("triple fault"));
}

TEST_F(GuestWatchTest, OurOwnStop_IsNoCrash) {
  watch_->expect_stop();
  watch_->on_domain_end(DomainEnd::Destroyed);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::Stopped);
}

TEST_F(GuestWatchTest, QemuThatASignalEnds_IsTheHosts) {
  watch_->on_shutdown_reason("host-signal");
  watch_->on_domain_end(DomainEnd::Shutdown);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::QemuDied);
  EXPECT_THAT(events_[0].text, HasSubstr("host-signal"));
}

TEST_F(GuestWatchTest, DomainThatSomebodyElseDestroyed_IsTheHosts) {
  watch_->on_domain_end(DomainEnd::Destroyed);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::QemuDied);
}

TEST_F(GuestWatchTest, KillsForMemory_AreCountedInTheLastEvent) {
  print("Out of memory: Killed process 71 (folioscope-agen) total-vm:1kB\n");
  watch_->on_shutdown_reason("guest-shutdown");
  watch_->on_domain_end(DomainEnd::Shutdown);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].oom_kills, 1u);
}

TEST_F(GuestWatchTest, AfterTheEnd_NothingComes) {
  watch_->on_domain_end(DomainEnd::Failed);
  ASSERT_THAT(events_, SizeIs(1));
  EXPECT_EQ(events_[0].kind, Kind::QemuDied);
  print("kernel BUG at mm/x.c:1!\n---[ end trace 0 ]---\n");
  watch_->on_domain_end(DomainEnd::Shutdown);
  io_.poll();
  EXPECT_THAT(events_, SizeIs(1));
}

TEST_F(GuestWatchTest, AfterClose_NothingComesAndTheLoopEnds) {
  watch_->close();
  print("kernel BUG at mm/x.c:1!\n---[ end trace 0 ]---\n");
  watch_->on_domain_end(DomainEnd::Failed);
  io_.run();
  EXPECT_THAT(events_, IsEmpty());
}

TEST(Registers, OnlyWhereEachCpuIs_IsKept) {
  EXPECT_EQ(trim_registers("\r\nCPU#0\r\nRAX=0000000000000001 RBX=2\r\n"
                           "RIP=ffffffff81000000 RFL=00000246\r\nES =0000 0\r\n"
                           "CR0=80050033 CR2=0\r\nXMM00=0\r\nCPU#1\r\nRIP=1"),
            "CPU#0\nRAX=0000000000000001 RBX=2\nRIP=ffffffff81000000 RFL=00000246\n"
            "CR0=80050033 CR2=0\nCPU#1\nRIP=1\n");
}

}  // namespace
}  // namespace folioscope::fleet
