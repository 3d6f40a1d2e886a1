// SPDX-License-Identifier: GPL-3.0-or-later
#include "suggest/draft.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/temp_dir.h"
#include "plan/plan.h"
#include "spec/parse.h"
#include "sys/files.h"
#include "testing/places.h"

namespace folioscope::suggest {
namespace {

using ::testing::HasSubstr;

TEST(Draft, ANameIsMadeOfTheSubject) {
  EXPECT_EQ(name_of("mm/filemap: Retry fault by VMA lock"), "retry-fault-by-vma-lock");
  EXPECT_EQ(name_of("mm: set folio->mapping to NULL before xas_store()"),
            "set-folio-mapping-to-null-before-xas");
  EXPECT_EQ(name_of(""), "patch");
  EXPECT_EQ(name_of("\xff\xff: !!"), "patch");
}

TEST(Draft, TheSubjectIsThatOfTheMail) {
  EXPECT_EQ(subject_of("From: a\nSubject: [PATCH v2 1/5] mm: a\n b\nDate: x\n\nbody\n"), "mm: a b");
  EXPECT_EQ(subject_of("--- a/x\n+++ b/x\nSubject: no\n"), "");
  EXPECT_EQ(subject_of("Subject: [PATCH"), "[PATCH");
}

// What is written can be read: for every suggestion, and whatever the mail says of itself.
TEST(Draft, EverySuggestionMakesAnExperimentThatPassesCheck) {
  const std::filesystem::path root = source_dir();
  const auto all = read_suggestions(root / "configs/suggest");
  ASSERT_TRUE(all.ok());
  for (const Suggestion& suggestion : *all)
    for (const char* subject : {"mm: a patch", "", "mm: \" # : {a}\ttab", "stock"}) {
      const Draft draft{.patch_key = "patches",
                        .patch_value = "configs/patches/6.1/lru-drain-only.patch",
                        .subject = subject,
                        .base = "{debian: linux-source-6.1}",
                        .base_reason = "the newest that the patch applies to",
                        .touched = {{"mm/swap.c", 1}},
                        .suggestion = suggestion};
      const auto parsed = spec::parse(experiment_text(draft), "draft.yaml", {root, root});
      EXPECT_TRUE(parsed.ok()) << suggestion.name << ": " << subject << '\n'
                               << (parsed.ok() ? "" : spec::to_string(parsed.diagnostics.front()))
                               << '\n'
                               << experiment_text(draft);
      if (!parsed.ok()) continue;
      EXPECT_EQ(parsed.spec.variants.size(), 2u);
      EXPECT_FALSE(parsed.spec.about.headline.empty()) << suggestion.name;
    }
}

}  // namespace
}  // namespace folioscope::suggest
