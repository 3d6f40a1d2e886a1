// SPDX-License-Identifier: GPL-3.0-or-later
// What guest-image/init writes down of the guest, from directories as kernels make them.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/places.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;

class InitTest : public testing::Test {
 protected:
  void write(const fs::path& file, const std::string& text) {
    fs::create_directories((dir_ / file).parent_path());
    ASSERT_TRUE(sys::write_file(dir_ / file, text).ok());
  }
  // cma_debugfs_add_one() of 6.1 and 6.12.
  void area_of_6_1(const std::string& name, const char* first, const char* pages) {
    write(name + "/base_pfn", first);
    write(name + "/count", pages);
  }
  // Of 7.3, whose areas may have several ranges.
  void area_of_7_3(const std::string& name, const std::vector<const char*>& firsts,
                   const char* pages) {
    write(name + "/count", pages);
    for (std::size_t i = 0; i < firsts.size(); ++i)
      write(name + "/ranges/" + std::to_string(i) + "/base_pfn", firsts[i]);
    fs::create_symlink("ranges/0/base_pfn", dir_ / name / "base_pfn");
  }
  std::string areas() {
    const auto init = sys::read_file(fs::path(source_dir()) / "guest-image/init");
    const std::size_t begin = init->find("cma_areas() {");
    const std::string function = init->substr(begin, init->find("\n}\n", begin) + 3 - begin);
    const auto ran = sys::run(
        {.argv = {"/bin/busybox", "sh", "-e", "-c", function + "cma_areas " + dir_.path().string()},
         .cwd = {},
         .env = {},
         .input = {},
         .log = {}});
    return ran.ok() && ran->ok() ? ran->out : "failed";
  }
  TempDir dir_ = *TempDir::create("init");
};

TEST_F(InitTest, AreasOf6_1And6_12AreALineEach) {
  area_of_6_1("reserved", "122880\n", "8192\n");
  area_of_6_1("pernuma0", "32768\n", "2048\n");
  EXPECT_EQ(areas(), "pernuma0 32768 2048\nreserved 122880 8192\n");
}

TEST_F(InitTest, AreaOf7_3OfOneRangeIsALine_OfSeveralIsNotSaid) {
  area_of_7_3("reserved", {"122880\n"}, "8192\n");
  area_of_7_3("hugetlb0", {"1048576\n", "2097152\n"}, "262144\n");
  EXPECT_EQ(areas(), "reserved 122880 8192\n");
}

TEST_F(InitTest, KernelThatDoesNotSayItGivesNothing) { EXPECT_EQ(areas(), ""); }

}  // namespace
}  // namespace folioscope::image
