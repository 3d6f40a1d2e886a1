// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/kernel_abi.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "testing/find_all.h"
#include "testing/places.h"

namespace folioscope::derive {
namespace {

using testing::HasSubstr;

std::string read(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(source_dir() + "/" + path).rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

std::vector<std::string> all(const std::string& text, const std::string& pattern) {
  std::vector<std::string> found;
  for (const auto& groups : find_all(text, pattern)) found.push_back(groups.at(0));
  return found;
}

// The enumerators of each enumeration of abi.h, as its text has them.
std::map<std::string, std::vector<std::string>> enumerations() {
  const std::string text = read("guest-image/instrumentation/abi.h");
  std::map<std::string, std::vector<std::string>> found;
  for (const auto& groups : find_all(text, R"(enum (\w+) \{([^}]*)\})"))
    found[groups.at(0)] = all(groups.at(1), R"((?:^|\n)\t(\w+))");
  return found;
}

template <std::size_t N>
std::vector<std::string_view> list(const Names<N>& names) {
  return {names.begin(), names.end()};
}

const std::map<std::string, std::vector<std::string_view>> kTables = {
    {"mmtrace_level", list(kLevelNames)},     {"mmtrace_lock", list(kLockNames)},
    {"mmtrace_unlock", list(kUnlockNames)},   {"mmtrace_wait", list(kWaitNames)},
    {"mmtrace_failure", list(kFailureNames)}, {"mmtrace_change", list(kChangeNames)},
    {"mmtrace_batch", list(kBatchNames)},     {"mmtrace_stage", list(kStageNames)}};

TEST(KernelAbi, EveryEnumeratorHasOneNameOfItsOwn) {
  const auto enumerations = derive::enumerations();
  ASSERT_EQ(enumerations.size(), kTables.size());
  for (const auto& [name, enumerators] : enumerations) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(kTables.contains(name)) << "no table of names for this enumeration";
    const auto& names = kTables.at(name);
    ASSERT_EQ(enumerators.size(), names.size() + 1) << "the last one is the number of them";
    EXPECT_TRUE(enumerators.back().starts_with("NR_"));
    EXPECT_EQ(std::set(names.begin(), names.end()).size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      EXPECT_NE(names[i], "") << enumerators[i] << " has no name";
  }
}

TEST(KernelAbi, TheSchemaNamesEveryKindOfFailure) {
  const std::string schema = read("proto/store/schema_v2.sql");
  for (const std::string_view name : kFailureNames)
    EXPECT_THAT(schema, HasSubstr(fmt::format("'{}'", name)));
}

TEST(KernelAbi, TheCatalogueKnowsTheOldNamesOfFailures) {
  EXPECT_EQ(catalog::kFailureKinds[MMTRACE_FAIL_EXTRA_REFS].was, "isolate");
  EXPECT_EQ(catalog::kFailureKinds[MMTRACE_FAIL_NOT_ISOLATED].was, "skipped");
}

TEST(ReadKernelAbi, AKernelThatSaysNothingIsOfTheFirst) {
  const auto abi = read_kernel_abi("");
  ASSERT_TRUE(abi.ok());
  EXPECT_EQ(*abi, KernelAbi());
  EXPECT_EQ(abi->number, 1);
  EXPECT_TRUE(abi->is_writeback(15));
  EXPECT_TRUE(abi->is_writeback(1));
}

TEST(ReadKernelAbi, BitsAreWhereTheKernelHasThem) {
  const auto abi = read_kernel_abi(
      fmt::format("abi {}\nhooks_page_lock 1\nhooks_migration 0\nPG_waiters 9\nPG_writeback 2\n"
                  "MR_CONTIG_RANGE 7\nof_a_newer_kernel 5\n",
                  MMTRACE_ABI));
  ASSERT_TRUE(abi.ok()) << abi.fault().what;
  EXPECT_EQ(abi->waiters_flag(), 1u << 9);
  EXPECT_TRUE(abi->is_writeback(2));
  EXPECT_FALSE(abi->is_writeback(1));
  EXPECT_EQ(abi->contig_range, 7);
  EXPECT_EQ(abi->page_lock, KernelAbi::Hooks::Present);
  EXPECT_EQ(abi->migration, KernelAbi::Hooks::Missing);
  EXPECT_EQ(abi->fault_path, KernelAbi::Hooks::Unsaid);
}

TEST(ReadKernelAbi, AnotherNumberIsAFaultThatNamesBoth_AndTheRemedy) {
  const auto abi = read_kernel_abi(fmt::format("abi {}\n", MMTRACE_ABI + 1));
  ASSERT_FALSE(abi.ok());
  EXPECT_THAT(abi.fault().what, HasSubstr(fmt::format("ABI {}", MMTRACE_ABI + 1)));
  EXPECT_THAT(abi.fault().what, HasSubstr(fmt::format("ABI {}", MMTRACE_ABI)));
  EXPECT_THAT(abi.fault().what, HasSubstr("rebuild the kernel"));
  EXPECT_THAT(abi.fault().remedy, HasSubstr("folioscope build"));
}

TEST(ReadKernelAbi, WhatIsNoNumberIsAFault) {
  const std::string ours = fmt::format("abi {}\n", MMTRACE_ABI);
  EXPECT_FALSE(read_kernel_abi("PG_waiters 7\n").ok()) << "no number of the ABI";
  for (const char* line : {"PG_waiters", "PG_waiters x", "PG_waiters 7 7", "PG_waiters 64",
                           "PG_waiters -1", "PG_waiters 99999999999999999999"})
    EXPECT_FALSE(read_kernel_abi(ours + line).ok()) << line;
}

}  // namespace
}  // namespace folioscope::derive
