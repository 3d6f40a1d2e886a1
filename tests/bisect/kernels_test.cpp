// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bisect_kernels.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

class Kernels : public ::testing::Test {
 protected:
  KernelBook read(const std::string& text) const {
    EXPECT_TRUE(sys::write_file(file_, text).ok());
    return KernelBook::read(file_);
  }

  TempDir dir_ = *TempDir::create("kernels");
  const std::filesystem::path file_ = dir_.path() / "kernels.txt";
};

TEST_F(Kernels, WhatIsWrittenIsReadAgain) {
  KernelBook book;
  book.note(0, {"0123abcd", {}});
  book.note(4, {{}, "b.patch does not apply: mm/swap.c, hunk 1"});
  ASSERT_TRUE(book.write(file_).ok());
  const KernelBook again = KernelBook::read(file_);
  ASSERT_NE(again.find(0), nullptr);
  EXPECT_TRUE(again.find(0)->ok());
  EXPECT_EQ(again.find(0)->code, "0123abcd");
  ASSERT_NE(again.find(4), nullptr);
  EXPECT_FALSE(again.find(4)->ok());
  EXPECT_EQ(again.find(4)->why, "b.patch does not apply: mm/swap.c, hunk 1");
  EXPECT_EQ(again.find(2), nullptr);
}

TEST_F(Kernels, WithoutAFileNothingIsKnown) {
  EXPECT_EQ(KernelBook::read(dir_.path() / "none").find(0), nullptr);
}

TEST_F(Kernels, ALineCutShortAtAnyLengthIsAsIfItWereNotThere) {
  const std::string text = "0\tbuilt\tabcd\n4\tfailed\tno such symbol\n";
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const KernelBook book = read(text.substr(0, length));
    EXPECT_EQ(book.find(0) != nullptr, length >= first) << length;
    EXPECT_EQ(book.find(4) != nullptr, length == text.size()) << length;
  }
}

TEST_F(Kernels, LinesThatMakeNoSenseArePassedOver) {
  const KernelBook book =
      read("x\tbuilt\ta\n-1\tbuilt\ta\n\n1\tbuilt\t\n2\twhat\ta\n3\tbuilt\tc\n");
  for (const int prefix : {-1, 0, 1, 2}) EXPECT_EQ(book.find(prefix), nullptr) << prefix;
  ASSERT_NE(book.find(3), nullptr);
}

}  // namespace
}  // namespace folioscope::app
