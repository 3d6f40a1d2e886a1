// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/prefault-reclaim/cached_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace folioscope::workloads {
namespace {

constexpr std::uint64_t kBytes = 1 << 20;

std::string fresh_path(const char* name) {
  return testing::TempDir() + "cached-file-" + name + "-" + std::to_string(::getpid());
}

TEST(CachedFile, AllOfItIsInMemoryAndGoneAtTheEnd) {
  const std::string path = fresh_path("whole");
  {
    const auto file = CachedFile::create(path, kBytes);
    ASSERT_TRUE(file.ok()) << file.fault().what;
    const auto mapping = file->map(false);
    ASSERT_TRUE(mapping.ok()) << mapping.fault().what;
    const auto cached = cached_pages(*mapping);
    ASSERT_TRUE(cached.ok()) << cached.fault().what;
    EXPECT_EQ(*cached, kBytes / kPageSize);
    EXPECT_EQ(::access(path.c_str(), F_OK), 0);
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(CachedFile, TouchesOnePageInAStride) {
  const auto file = CachedFile::create(fresh_path("stride"), kBytes);
  ASSERT_TRUE(file.ok()) << file.fault().what;
  const auto mapping = file->map(false);
  ASSERT_TRUE(mapping.ok());
  EXPECT_EQ(touch(*mapping, 16), 16u);
  EXPECT_EQ(touch(*mapping, 1), 256u);
  EXPECT_EQ(touch(*mapping, 100), 3u);
}

TEST(CachedFile, WithoutADiskItSaysHowToGetOne) {
  const auto file = CachedFile::create("/no/such/place/file", kBytes);
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.fault().remedy.find("filesystem: xfs"), std::string::npos);
}

TEST(CachedFile, AFileThatIsThereIsNotOverwritten) {
  const std::string path = fresh_path("there");
  const auto first = CachedFile::create(path, kBytes);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(CachedFile::create(path, kBytes).ok());
  EXPECT_EQ(::access(path.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace folioscope::workloads
