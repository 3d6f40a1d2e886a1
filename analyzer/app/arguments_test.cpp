// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/arguments.h"

#include <gmock/gmock.h>

#include <set>

#include "app/page_table.h"

namespace folioscope::app {
namespace {

using ::testing::HasSubstr;

TEST(Arguments, OfAnEmptyCommandLine_OpenNothing) {
  const auto arguments = parse_arguments({});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->run, "");
  EXPECT_EQ(arguments->page, std::nullopt);
  EXPECT_EQ(arguments->size, std::nullopt);
  EXPECT_EQ(arguments->theme, std::nullopt);
}

TEST(Arguments, NameRunPageAndPicture) {
  const auto arguments = parse_arguments(
      {"quick.folio", "--page", "compare", "--screenshot", "a.png", "--size", "800x600"});
  ASSERT_TRUE(arguments);
  EXPECT_EQ(arguments->run, "quick.folio");
  EXPECT_EQ(arguments->page, models::PageId::Compare);
  EXPECT_EQ(arguments->screenshot, "a.png");
  EXPECT_EQ(arguments->size, QSize(800, 600));
}

TEST(Arguments, EveryPageHasAName) {
  std::set<models::PageId> pages;
  for (const PageEntry& entry : page_table()) {
    const auto arguments = parse_arguments({"run", "--page", entry.key});
    ASSERT_TRUE(arguments) << entry.key;
    EXPECT_EQ(arguments->page, entry.id);
    pages.insert(entry.id);
    EXPECT_TRUE(help_text().contains(entry.key)) << entry.key;
  }
  EXPECT_EQ(pages.size(), page_table().size());
}

TEST(Arguments, ThemeIsOneOfThree) {
  EXPECT_EQ(parse_arguments({"run", "--theme", "dark"})->theme, Theme::Dark);
  EXPECT_EQ(parse_arguments({"run", "--theme", "light"})->theme, Theme::Light);
  EXPECT_EQ(parse_arguments({"run", "--theme", "system"})->theme, Theme::System);
}

TEST(Arguments, MetricOpensTheComparison) {
  EXPECT_EQ(parse_arguments({"run", "--metric", "cma_failure_rate"})->page,
            models::PageId::Compare);
  EXPECT_EQ(parse_arguments({"run", "--metric", "x", "--page", "run"})->page, models::PageId::Run);
}

TEST(Arguments, EveryMistakeIsTheUsersAndPointsToTheHelp) {
  for (const QStringList& words : {QStringList{"--page", "chart"},
                                   {"--size", "800"},
                                   {"--size", "10x10"},
                                   {"--size", "99999x99999"},
                                   {"--size", "-1x600"},
                                   {"--colour"},
                                   {"--theme", "blue"},
                                   {"a", "b"},
                                   {"--screenshot", "a.png"},
                                   {"--metric"}}) {
    const auto arguments = parse_arguments(words);
    ASSERT_FALSE(arguments) << words.join(' ').toStdString();
    EXPECT_EQ(arguments.fault().domain, FaultDomain::User);
    EXPECT_THAT(arguments.fault().remedy, HasSubstr("--help"));
  }
}

TEST(Arguments, HelpNamesEveryOption) {
  for (const char* option :
       {"--page", "--metric", "--screenshot", "--size", "--theme", "RUN", "Exit codes"})
    EXPECT_TRUE(help_text().contains(option)) << option;
}

}  // namespace
}  // namespace folioscope::app
