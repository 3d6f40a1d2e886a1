// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PreviewTest : public testing::Test {
 protected:
  Preview look(const Recipe& recipe) {
    auto found = preview(recipe, mini_.cache());
    EXPECT_TRUE(found.ok()) << found.fault().what;
    return found.ok() ? *found : Preview();
  }
  // header.patch, whose hunks were made two lines further up.
  Recipe moved(spec::Base base) {
    Recipe recipe = mini_.recipe();
    recipe.base = std::move(base);
    const std::string file = mini_.path("moved.patch");
    const std::string text =
        "--- a/mm/swap.c\n+++ b/mm/swap.c\n@@ -4,6 +4,6 @@\n \n int lru_add_drain(int count)\n {\n"
        "-\tdrained += count;\n+\tdrained += 7 * count;\n \treturn lru_cache_disabled(drained);\n "
        "}\n";
    EXPECT_TRUE(sys::write_file(file, text).ok());
    recipe.steps = {{spec::PatchStep::Kind::Patch, file}};
    return recipe;
  }

  MiniKernel mini_;
};

constexpr const char* kNote = "moved.patch: mm/swap.c: hunk 1 applied 1 line further down";

TEST_F(PreviewTest, GitAndDirectoriesAreReadAsTheyAre) {
  EXPECT_THAT(look(moved({spec::Base::Kind::Git, mini_.repository(), "v1"})).notes,
              ElementsAre(kNote));
  EXPECT_THAT(look(moved({spec::Base::Kind::Tree, mini_.tree(), ""})).notes, ElementsAre(kNote));
  EXPECT_FALSE(std::filesystem::exists(mini_.cache() / "trees"));
}

TEST_F(PreviewTest, ATarballIsTriedOnceItIsUnpacked_AndNotesStayWithTheKernel) {
  const Recipe recipe = moved({spec::Base::Kind::Tarball, mini_.tarball(), ""});
  EXPECT_THAT(look(recipe).notes, ElementsAre(HasSubstr("not tried")));
  ASSERT_TRUE(mini_.build(mini_.recipe({"drain-twice.patch"})).ok());
  EXPECT_THAT(look(recipe).notes, ElementsAre(kNote));
  const auto built = mini_.build(recipe), found = mini_.build(recipe);
  ASSERT_TRUE(built.ok() && found.ok());
  EXPECT_THAT(patches::texts_of(built->notes), ElementsAre(kNote));
  EXPECT_TRUE(found->reused);
  EXPECT_THAT(patches::texts_of(found->notes), ElementsAre(kNote));
  EXPECT_THAT(look(recipe).notes, ElementsAre(kNote));
}

TEST_F(PreviewTest, WhatDoesNotApplyIsSaidBeforeABuild) {
  Recipe recipe = mini_.recipe({"conflict.patch"});
  recipe.base = {spec::Base::Kind::Git, mini_.repository(), "v1"};
  const Preview found = look(recipe);
  ASSERT_TRUE(found.fault);
  EXPECT_THAT(found.fault->what, HasSubstr("conflict.patch does not apply: mm/filemap.c, hunk 2"));
  recipe.steps.clear();
  EXPECT_THAT(look(recipe).notes, IsEmpty());
}

}  // namespace
}  // namespace folioscope::kbuild
