// SPDX-License-Identifier: GPL-3.0-or-later
// A writer that is killed, and a disk that is full.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "base/unique_fd.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class CrashTest : public StoreTest {
 protected:
  // One cell's worth of pages that pack to about 200 KiB.
  static std::vector<PageChunk> many_chunks() {
    std::vector<PageChunk> chunks;
    for (std::int64_t seq = 0; seq < 6; ++seq)
      chunks.push_back(made_chunk({.seq = seq, .start_ns = 1000, .pages = 64}));
    return chunks;
  }
  int fill_up();
  // The cells that are done have all their rows, the others none.
  void expect_whole_cells(Reader& reader) {
    EXPECT_EQ(ask(reader,
                  "select count(*) from cell c where (status = 'done') <> "
                  "((select count(*) from page_chunk p where p.cell_id = c.id) = 6) or "
                  "(status = 'done') <> "
                  "(exists (select 1 from metric m where m.cell_id = c.id))"),
              "0\n");
  }
};

// Runs `body` in a child that shares nothing but the file; its answer is the child's exit code.
int in_child(const std::function<int()>& body) {
  pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The writer is killed between two chunks of a cell, at every chunk in turn.
TEST_F(CrashTest, AKilledWriterLeavesItsFinishedCellsAndNothingElse) {
  const auto chunks = many_chunks();
  { auto writer = create(20); }
  for (int victim = 0; victim < 6; ++victim) {
    int code = in_child([&] {
      auto writer = Writer::reopen(file_);
      if (!writer.ok()) return 1;
      CellRecord done = made_record({2 * victim}, chunks);
      if (!(*writer)->commit_cell(done, source_of(chunks)).ok()) return 2;
      int given = 0;
      ChunkSource deadly = [&]() -> Result<std::optional<PageChunk>> {
        if (given == victim) ::kill(::getpid(), SIGKILL);
        return std::optional(chunks[static_cast<std::size_t>(given++)]);
      };
      (void)(*writer)->commit_cell(made_record({2 * victim + 1}, chunks), deadly);
      return 3;
    });
    ASSERT_EQ(code, 128 + SIGKILL);
    auto reader = read();
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(ask(*reader, "select count(*) from cell where status = 'done'"),
              fmt::format("{}\n", victim + 1));
    expect_whole_cells(*reader);
  }
}

// A parent kills at moments it does not choose; whatever the moment, the file is whole.
TEST_F(CrashTest, AWriterKilledAtAnyMomentLeavesWholeCells) {
  const auto chunks = many_chunks();
  { auto writer = create(400); }
  std::int64_t next_cell = 0;
  for (int round = 0; round < 12; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    UniqueFd from_child(pipe_ends[0]), to_parent(pipe_ends[1]);
    pid_t child = ::fork();
    if (child == 0) {
      auto writer = Writer::reopen(file_);
      if (!writer.ok()) ::_exit(1);
      for (std::int64_t cell = next_cell; cell < 400; ++cell) {
        if (!(*writer)->commit_cell(made_record({cell}, chunks), source_of(chunks)).ok())
          ::_exit(2);
        (void)!::write(to_parent.get(), "x", 1);
      }
      ::_exit(0);
    }
    to_parent.reset();
    char byte;
    ASSERT_EQ(::read(from_child.get(), &byte, 1), 1);  // one cell is done, the next has begun
    // Another moment each round, whatever the clock says.
    for (int i = 0; i < round; ++i) (void)made_chunk({.pages = 32});
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);

    auto reader = read();
    ASSERT_NE(reader, nullptr) << "round " << round;
    expect_whole_cells(*reader);
    auto done = reader->sql("select count(*) from cell where status = 'done'");
    ASSERT_TRUE(done.ok());
    auto cells = std::get<std::int64_t>(done->rows.at(0).at(0));
    EXPECT_GT(cells, next_cell) << "the finished cell of round " << round << " is gone";
    next_cell = cells;
  }
}

// Fills whatever file_ lies on with a cell that never ends; 0 when all is as it should be. To be
// run in a child.
int CrashTest::fill_up() {
  auto writer = create();
  auto chunks = made_chunks();
  if (!writer || !writer->commit_cell(made_record({0}, chunks), source_of(chunks)).ok()) return 10;
  std::int64_t seq = 0;
  ChunkSource endless = [&]() -> Result<std::optional<PageChunk>> {
    const std::int64_t here = seq++;
    return std::optional(
        made_chunk({.seq = here, .start_ns = static_cast<std::uint64_t>(here) * 77, .pages = 128}));
  };
  Status status = writer->commit_cell(made_record({1}, {}), endless);
  if (status.ok()) return 11;
  const Fault& fault = status.fault();
  EXPECT_EQ(fault.domain, FaultDomain::Host);
  EXPECT_NE(fault.what.find("no space left to write " + file_.string()), std::string::npos)
      << fault.what;
  EXPECT_NE(fault.remedy.find("free space"), std::string::npos) << fault.remedy;
  auto reader = read();
  if (!reader) return 12;
  EXPECT_EQ(ask(*reader, "select status from cell where id < 2 order by id"), "done\nplanned\n");
  EXPECT_EQ(ask(*reader, "select max(cell_id) from page_chunk"), "0\n");
  // The space is given back: what happened to the cell can be written.
  CellRecord failed = made_record({1}, {});
  failed.cell.status = CellStatus::HostError;
  Status noted = writer->commit_cell(failed, {});
  EXPECT_TRUE(noted.ok()) << noted.fault().what;
  return HasFailure() ? 13 : 0;
}

// A process can limit how large its files grow: to the store that is a full disk.
TEST_F(CrashTest, NoSpace_IsInfraNamingThePathAndKeepsNothingOfTheCell) {
  EXPECT_EQ(in_child([&] {
              ::signal(SIGXFSZ, SIG_IGN);
              rlimit limit{2 << 20, 2 << 20};
              return ::setrlimit(RLIMIT_FSIZE, &limit) == 0 ? fill_up() : 20;
            }),
            0);
}

constexpr int kMayNotMount = 77;

// A small tmpfs in a mount namespace of the child's own, so it goes with the child.
int mount_small(const std::filesystem::path& at) {
  std::filesystem::create_directory(at);
  // In a chroot "/" is no mount point (EINVAL): whoever made it keeps the mounts to itself.
  if (::unshare(CLONE_NEWNS) == 0 &&
      (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 || errno == EINVAL) &&
      ::mount("small", at.c_str(), "tmpfs", 0, "size=2m") == 0)
    return 0;
  return errno == EPERM || errno == EACCES ? kMayNotMount : 21;
}

TEST_F(CrashTest, AFullTmpfs_IsInfraNamingThePathAndKeepsNothingOfTheCell) {
  int code = in_child([&] {
    if (int failed = mount_small(dir_ / "small")) return failed;
    file_ = dir_ / "small" / "run.folio";
    return fill_up();
  });
  if (code == kMayNotMount)
    GTEST_SKIP() << "this process may not mount a tmpfs: run the test as root of a machine";
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace folioscope::store
