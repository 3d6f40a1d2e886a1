// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/book.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;

// A path in the working directory, which unlike /tmp is on a disk: a tmpfs refuses O_DIRECT.
struct Place {
  std::string path = "pager_book_" + std::to_string(::getpid());
  ~Place() { ::unlink(path.c_str()); }
};

TEST(Book, IsWrittenAndNotSparse) {
  const Place place;
  const auto book = Book::open(place.path, 3 << 20);
  ASSERT_TRUE(book.ok()) << book.fault().what;
  struct stat status {};
  ASSERT_EQ(::stat(place.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_size, 3 << 20);
  EXPECT_GE(status.st_blocks * 512, 3 << 20);
}

TEST(Book, ASparseFileIsFilled) {
  const Place place;
  const int file = ::creat(place.path.c_str(), 0600);
  ASSERT_EQ(::ftruncate(file, 1 << 20), 0);
  ::close(file);
  ASSERT_TRUE(Book::open(place.path, 1 << 20).ok());
  struct stat status {};
  ASSERT_EQ(::stat(place.path.c_str(), &status), 0);
  EXPECT_GE(status.st_blocks * 512, 1 << 20);
}

TEST(Book, ReadsTheSameUnderBothAdvices) {
  const Place place;
  const auto book = Book::open(place.path, 1 << 20);
  ASSERT_TRUE(book.ok()) << book.fault().what;
  for (const Advice advice : {Advice::Default, Advice::Random}) {
    const auto mapping = book->map(advice);
    ASSERT_TRUE(mapping.ok());
    EXPECT_EQ(mapping->data()[(1 << 20) - 1], std::byte{'p'});
  }
}

TEST(Book, ADeviceThatIsTooSmallIsRefusedWithWhatToDo) {
  const auto book = Book::open("/dev/null", 4096);
  ASSERT_FALSE(book.ok());
  EXPECT_THAT(book.fault().what, HasSubstr("/dev/null has less than 4096 bytes"));
  EXPECT_THAT(book.fault().remedy, HasSubstr("size_mib"));
}

TEST(Book, WhatLiesOnNoDiskHasNoQueue) {
  const auto book = Book::open("/dev/null", 0);
  ASSERT_TRUE(book.ok());
  const auto setting = book->queue_setting("read_ahead_kb");
  ASSERT_FALSE(setting.ok());
  EXPECT_THAT(setting.fault().what, HasSubstr("/dev/null lies on no disk"));
}

}  // namespace
}  // namespace folioscope::workloads
