// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/spool.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "base/temp_dir.h"
#include "testing/made_messages.h"

namespace folioscope::ingest {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kSpooledPage = 4096;

std::vector<store::PageChunk> read_all(const Spool& spool) {
  std::vector<store::PageChunk> chunks;
  const store::ChunkSource source = spool.chunks();
  while (true) {
    auto chunk = source();
    EXPECT_TRUE(chunk.ok()) << chunk.fault().what;
    if (!chunk.ok() || !*chunk) return chunks;
    chunks.push_back(std::move(**chunk));
  }
}

Fault first_fault(const Spool& spool) {
  const store::ChunkSource source = spool.chunks();
  while (true) {
    auto chunk = source();
    if (!chunk.ok()) return chunk.fault();
    if (!*chunk) return {FaultDomain::Bug, "no fault", {}};
  }
}

TEST(Spool, LeavesATwentiethOfASmallDiskAndAGigabyteOfALargeOne) {
  EXPECT_EQ(spool_reserve(std::uint64_t{100} << 20), std::uint64_t{5} << 20);
  EXPECT_EQ(spool_reserve(std::uint64_t{4} << 40), std::uint64_t{1} << 30);
}

TEST(Spool, BatchesComeBackByCpuAndInOrder) {
  const TempDir directory = *TempDir::create("ingest");
  auto spool = Spool::create(directory.path() / "spool", kSpooledPage);
  ASSERT_TRUE(spool.ok()) << spool.fault().what;
  for (const auto& [cpu, sequence, fill] :
       {std::tuple{1u, 0u, 'a'}, {0u, 0u, 'b'}, {1u, 1u, 'c'}, {0u, 5u, 'd'}})
    ASSERT_TRUE(spool->append({cpu, sequence, std::string(kSpooledPage, fill)}).ok());
  const auto chunks = read_all(*spool);
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].cpu, 0);
  EXPECT_EQ(chunks[1].cpu, 1);
  EXPECT_EQ(as_text(chunks[0].pages),
            std::string(kSpooledPage, 'b') + std::string(kSpooledPage, 'd'));
  EXPECT_EQ(as_text(chunks[1].pages),
            std::string(kSpooledPage, 'a') + std::string(kSpooledPage, 'c'));
  EXPECT_EQ(read_all(*spool).size(), 2u) << "a second walk sees the same";
  const store::PagesByCpu pages = spool->pages();
  EXPECT_EQ(pages.cpus, (std::vector<int>{0, 1}));
  for (int round = 0; round < 2; ++round) {
    const store::ChunkSource source = *pages.open(1);
    const auto chunk = *source();
    ASSERT_TRUE(chunk);
    EXPECT_EQ(chunk->seq, 0);
    EXPECT_EQ(chunk->pages, chunks[1].pages);
    EXPECT_FALSE(*source());
  }
}

TEST(Spool, ChunksHoldAtMostOneMebibyteAndCountFromZeroPerCpu) {
  const TempDir directory = *TempDir::create("ingest");
  auto spool = Spool::create(directory.path() / "spool", kSpooledPage);
  ASSERT_TRUE(spool.ok());
  for (std::uint64_t sequence = 0; sequence < 9; ++sequence)
    for (std::uint32_t cpu : {0u, 2u})
      ASSERT_TRUE(spool->append({cpu, sequence, std::string(256 << 10, 'x')}).ok());
  std::vector<std::tuple<int, std::int64_t, std::size_t>> shape;
  for (const auto& chunk : read_all(*spool))
    shape.emplace_back(chunk.cpu, chunk.seq, chunk.pages.size() >> 10);
  EXPECT_THAT(shape, testing::ElementsAre(std::tuple(0, 0, 1024), std::tuple(0, 1, 1024),
                                          std::tuple(0, 2, 256), std::tuple(2, 0, 1024),
                                          std::tuple(2, 1, 1024), std::tuple(2, 2, 256)));
}

TEST(Spool, AFileThatWasCutAnywhereIsRecognised) {
  const TempDir directory = *TempDir::create("ingest");
  const auto file = directory.path() / "spool";
  auto spool = Spool::create(file, kSpooledPage);
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->append({0, 0, std::string(kSpooledPage, 'x')}).ok());
  for (std::uintmax_t size = std::filesystem::file_size(file); size-- > 0;) {
    std::filesystem::resize_file(file, size);
    const Fault fault = first_fault(*spool);
    ASSERT_EQ(fault.domain, FaultDomain::Host) << size;
    ASSERT_THAT(fault.what, HasSubstr("was cut at")) << size;
  }
}

TEST(Spool, AFileThatSomebodyWroteOverIsRecognised) {
  const TempDir directory = *TempDir::create("ingest");
  const auto file = directory.path() / "spool";
  auto spool = Spool::create(file, kSpooledPage);
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->append({7, 3, std::string(kSpooledPage, 'x')}).ok());
  std::fstream(file, std::ios::in | std::ios::out).seekp(20).write("\xff", 1);
  EXPECT_THAT(first_fault(*spool).what, HasSubstr("does not hold what was written"));
}

TEST(Spool, AFullDiskIsInfraAndNamesTheRemedy) {
  // /dev/full stands for a file system without room: every write fails with ENOSPC. Behind a link,
  // because the spool removes its file.
  const TempDir directory = *TempDir::create("ingest");
  std::filesystem::create_symlink("/dev/full", directory.path() / "spool");
  const auto spool = Spool::create(directory.path() / "spool", kSpooledPage);
  ASSERT_FALSE(spool.ok());
  EXPECT_EQ(spool.fault().domain, FaultDomain::Host);
  EXPECT_THAT(spool.fault().what, HasSubstr("No space left"));
  EXPECT_THAT(spool.fault().remedy, HasSubstr("make room"));
}

TEST(Spool, TheFileGoesWithTheObjectAndReadersMayOutliveIt) {
  const TempDir directory = *TempDir::create("ingest");
  const auto file = directory.path() / "spool";
  store::ChunkSource source;
  {
    auto spool = Spool::create(file, kSpooledPage);
    ASSERT_TRUE(spool.ok());
    ASSERT_TRUE(spool->append({0, 0, std::string(kSpooledPage, 'x')}).ok());
    source = spool->chunks();
    EXPECT_TRUE(std::filesystem::exists(file));
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_TRUE(source().ok());
}

}  // namespace
}  // namespace folioscope::ingest
