// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/console_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>

namespace folioscope::fleet {
namespace {

using Report = ConsoleReport::Kind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<ConsoleReport> scan(std::string_view text, std::size_t step,
                                ConsoleNotes* notes = nullptr) {
  ConsoleScanner scanner;
  std::vector<ConsoleReport> reports;
  const auto add = [&](std::vector<ConsoleReport> more) {
    reports.insert(reports.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
  };
  for (std::size_t at = 0; at < text.size(); at += step) add(scanner.feed(text.substr(at, step)));
  add(scanner.finish());
  if (notes != nullptr) *notes = scanner.notes();
  return reports;
}

std::vector<ConsoleReport> scan(std::string_view text) { return scan(text, text.size() + 1); }

constexpr std::string_view kNullDereference =
    "[    3.102934] fleet: loading\r\n"
    "[    3.214001] BUG: kernel NULL pointer dereference, address: 0000000000000008\r\n"
    "[    3.214500] #PF: supervisor read access in kernel mode\r\n"
    "[    3.215110] Oops: 0000 [#1] PREEMPT SMP NOPTI\r\n"
    "[    3.215600] RIP: 0010:folio_migrate_mapping+0x31/0x4a0\r\n"
    "[    3.216000] ---[ end trace 0000000000000000 ]---\r\n"
    "[    3.216700] Kernel panic - not syncing: Fatal exception\r\n"
    "[    3.216900] Kernel Offset: disabled\r\n"
    "[    3.217200] ---[ end Kernel panic - not syncing: Fatal exception ]---\r\n";

TEST(ConsoleScanner, Oops_IsOneReportUpToItsEndMarkAndThePanicAnother) {
  const auto reports = scan(kNullDereference);
  ASSERT_THAT(reports, SizeIs(2));
  EXPECT_EQ(reports[0].kind, Report::Oops);
  EXPECT_EQ(reports[0].headline, "BUG: kernel NULL pointer dereference, address: 0000000000000008");
  EXPECT_THAT(reports[0].text, HasSubstr("RIP: 0010:folio_migrate_mapping+0x31/0x4a0\n"));
  EXPECT_EQ(reports[1].headline, "Kernel panic - not syncing: Fatal exception");
}

TEST(ConsoleScanner, CutAnywhere_GivesWhatTheWholeGives) {
  const std::string text = std::string(kNullDereference) +
                           "\x1b[1;31mred\x1b[0m WARNING: CPU: 1 PID: 7 at mm/x.c:1 f+0x1/0x2\n"
                           "rcu: INFO: rcu_sched self-detected stall on CPU\nline\nunfinished";
  ConsoleNotes whole_notes;
  const auto whole = scan(text, text.size(), &whole_notes);
  ASSERT_THAT(whole, SizeIs(3));
  for (std::size_t step = 1; step < 40; ++step) {
    ConsoleNotes notes;
    EXPECT_EQ(scan(text, step, &notes), whole) << step;
    EXPECT_EQ(notes, whole_notes) << step;
  }
}

struct Headline {
  const char* line;
  Report kind;
};

class KnownHeadline : public ::testing::TestWithParam<Headline> {};

TEST_P(KnownHeadline, IsRecognised) {
  for (const char* before : {"", "[   12.345678] ", "[   12.345678][   T31] ", "half a line\t"}) {
    const auto reports = scan(before + std::string(GetParam().line) + "\n");
    ASSERT_THAT(reports, SizeIs(1)) << before;
    EXPECT_EQ(reports[0].kind, GetParam().kind);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Console, KnownHeadline,
    ::testing::Values(
        Headline{"Kernel panic - not syncing: No working init found.", Report::Oops},
        Headline{"Kernel panic - not syncing: VFS: Unable to mount root fs", Report::Oops},
        Headline{"BUG: KASAN: use-after-free in folio_put+0x10/0x40", Report::Oops},
        Headline{"BUG: Bad page state in process cma-churn  pfn:1f00", Report::Oops},
        Headline{"BUG: unable to handle page fault for address: ffffffffdeadbeef", Report::Oops},
        Headline{"kernel BUG at mm/filemap.c:151!", Report::Oops},
        Headline{"general protection fault, probably for non-canonical address 0x1", Report::Oops},
        Headline{"Oops: general protection fault, 0000 [#1] SMP", Report::Oops},
        Headline{"invalid opcode: 0000 [#1] PREEMPT SMP NOPTI", Report::Oops},
        Headline{"divide error: 0000 [#1] SMP", Report::Oops},
        Headline{"int3: 0000 [#1] PREEMPT SMP NOPTI", Report::Oops},
        Headline{"Oops: int3: 0000 [#1] PREEMPT SMP NOPTI", Report::Oops},
        Headline{"PANIC: double fault, error_code: 0x0", Report::Oops},
        Headline{"Unable to handle kernel paging request at virtual address 0", Report::Oops},
        Headline{"list_del corruption. prev->next should be ffff, but was 0", Report::Oops},
        Headline{"watchdog: BUG: soft lockup - CPU#2 stuck for 26s! [fsync:71]", Report::Hang},
        Headline{"NMI watchdog: Watchdog detected hard LOCKUP on cpu 3", Report::Hang},
        Headline{"rcu: INFO: rcu_preempt self-detected stall on CPU", Report::Hang},
        Headline{"rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", Report::Hang},
        Headline{"INFO: task refault:88 blocked for more than 120 seconds.", Report::Hang}));

TEST(ConsoleScanner, WordsOfPrograms_AreNoReports) {
  EXPECT_THAT(scan("DEBUG: all is well\nINFO: task list printed\nno panic here\n"
                   "input: Power Button as /devices/LNXSYSTM:00\n"),
              IsEmpty());
}

TEST(ConsoleScanner, WarningsAndKills_AreNotedOnly) {
  ConsoleNotes notes;
  const auto reports = scan(
      "WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:5000 __alloc_pages+0x1/0x2\n"
      "INFO: possible recursive locking detected\n"
      "Out of memory: Killed process 71 (hog) total-vm:1kB\n"
      "reboot: Power down\n",
      7, &notes);
  EXPECT_THAT(reports, IsEmpty());
  EXPECT_EQ(notes.warnings, 2u);
  EXPECT_EQ(notes.oom_kills, 1u);
  EXPECT_TRUE(notes.said_power_down);
  EXPECT_FALSE(notes.panicked);
}

TEST(ConsoleScanner, OopsInsideAHang_IsAReportOfItsOwn) {
  const auto reports = scan(
      "INFO: task a:1 blocked for more than 10 seconds.\nstack\n"
      "Kernel panic - not syncing: hung_task: blocked tasks\n");
  ASSERT_THAT(reports, SizeIs(2));
  EXPECT_EQ(reports[0].kind, Report::Hang);
  EXPECT_EQ(reports[0].text, "INFO: task a:1 blocked for more than 10 seconds.\nstack\n");
  EXPECT_EQ(reports[1].kind, Report::Oops);
}

TEST(ConsoleScanner, ReportWithoutEnd_IsCutAfterItsFirstLines) {
  std::string text = "kernel BUG at mm/migrate.c:1!\n";
  for (int i = 0; i < 100; ++i) text += "line\n";
  const auto reports = scan(text);
  ASSERT_THAT(reports, SizeIs(1));
  EXPECT_EQ(std::ranges::count(reports[0].text, '\n'),
            static_cast<std::ptrdiff_t>(ConsoleScanner::kReportLines));
}

TEST(ConsoleScanner, SilentConsole_ClosesTheReport) {
  ConsoleScanner scanner;
  EXPECT_THAT(scanner.feed("kernel BUG at mm/migrate.c:1!\nRIP: 00"), IsEmpty());
  ASSERT_TRUE(scanner.report_open());
  const auto report = scanner.close_report();
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->text, "kernel BUG at mm/migrate.c:1!\n");
  EXPECT_FALSE(scanner.report_open());
}

TEST(ConsoleScanner, EndlessLine_IsCutAndCounted) {
  ConsoleScanner scanner;
  for (int i = 0; i < 1000; ++i) static_cast<void>(scanner.feed(std::string(1000, 'x')));
  static_cast<void>(scanner.feed("\nnext\n"));
  EXPECT_EQ(scanner.notes().cut_lines, 1u);
  EXPECT_EQ(scanner.last_lines(), std::string(ConsoleScanner::kLongestLine, 'x') + "\nnext\n");
}

TEST(ConsoleScanner, EscapeThatIsCutOff_HidesNoLine) {
  for (const char* escape : {"\x1b", "\x1b[", "\x1b[1;3"}) {
    ConsoleScanner scanner;
    static_cast<void>(
        scanner.feed("text" + std::string(escape) + "\nBUG: unable to handle page\n"));
    EXPECT_TRUE(scanner.report_open()) << escape + 1;
    EXPECT_EQ(scanner.last_lines(), "text\nBUG: unable to handle page\n") << escape + 1;
  }
}

TEST(ConsoleScanner, LastLines_AreTheNewestWithThoseUnderWay) {
  ConsoleScanner scanner;
  for (int i = 0; i < 30; ++i) static_cast<void>(scanner.feed("l" + std::to_string(i) + "\r\n"));
  static_cast<void>(scanner.feed("half"));
  const std::string last = scanner.last_lines();
  EXPECT_THAT(last, ::testing::StartsWith("l10\n"));
  EXPECT_THAT(last, ::testing::EndsWith("l29\nhalf\n"));
}

}  // namespace
}  // namespace folioscope::fleet
