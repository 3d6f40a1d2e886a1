// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/hooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "sys/files.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A diff that puts `added` in place of a line.
std::string instead(const std::string& path, const std::string& line, const std::string& added) {
  return "--- a/" + path + "\n+++ b/" + path + "\n@@ -1 +1 @@\n-" + line + "\n+" + added + "\n";
}

class HooksTest : public testing::Test {
 protected:
  HooksTest() {
    put("6.1", "0001-build.patch", instead("Makefile", "all:", "core:"));
    put("6.1", "0002-page-lock.patch", instead("mm/filemap.c", "lock();", "trace_lock();"));
    put("6.12", "0001-build.patch", instead("Makefile", "all:", "core:"));
    put("6.12", "0002-page-lock.patch", instead("mm/filemap.c", "folio_lock();", "trace_lock();"));
    put("6.12", "0003-fault-path.patch", instead("mm/memory.c", "fault();", "trace_fault();"));
  }
  void put(const std::string& series, const std::string& name, const std::string& text) {
    fs::create_directories(hooks() / series);
    ASSERT_TRUE(sys::write_file(hooks() / series / name, text).ok());
  }
  fs::path hooks() const { return mini_.path("hooks"); }
  std::string chosen(int version, int patchlevel) {
    const auto series = series_for(hooks(), {version, patchlevel});
    return series.ok() ? series->name : series.fault().what;
  }
  patches::ReadOriginal original() {
    return [this](const std::string& path) -> Result<std::optional<std::string>> {
      const auto found = tree_.find(path);
      return found == tree_.end() ? std::nullopt : std::optional(found->second);
    };
  }

  MiniKernel mini_;
  std::map<std::string, std::string> tree_{
      {"Makefile", "all:\n"}, {"mm/filemap.c", "folio_lock();\n"}, {"mm/memory.c", "fault();\n"}};
};

TEST_F(HooksTest, TheSeriesIsThatOfTheVersion_ElseTheNearestOlderOne) {
  EXPECT_EQ(chosen(6, 12), "6.12");
  EXPECT_EQ(chosen(7, 3), "6.12");
  EXPECT_EQ(chosen(6, 6), "6.1");
  EXPECT_EQ(chosen(5, 10), "6.1");
}

TEST_F(HooksTest, NoSeriesAtAll_IsAFaultOfTheInstallation) {
  const auto series = series_for(mini_.path("nowhere"), {6, 1});
  ASSERT_FALSE(series.ok());
  EXPECT_THAT(series.fault().what, HasSubstr("no hooks"));
}

TEST_F(HooksTest, AGroupThatDoesNotApply_IsLeftOutWhole) {
  tree_["mm/memory.c"] = "fault_under_vma_lock();\n";
  const auto series = series_for(hooks(), {6, 12});
  ASSERT_TRUE(series.ok());
  const auto fits = fitting(*series, original());
  ASSERT_TRUE(fits.ok()) << fits.fault().what;
  EXPECT_EQ(fits->groups.size(), 2u);
  EXPECT_THAT(fits->missing, ElementsAre("fault-path"));
}

TEST_F(HooksTest, HooksThatApplyInNoGroup_AreRefused) {
  tree_["mm/memory.c"] = tree_["mm/filemap.c"] = "other();\n";
  const auto series = series_for(hooks(), {6, 12});
  ASSERT_TRUE(series.ok());
  auto fits = fitting(*series, original());
  ASSERT_FALSE(fits.ok());
  EXPECT_THAT(fits.fault().what, HasSubstr("in no group"));
  tree_["Makefile"] = "none:\n";
  fits = fitting(*series, original());
  ASSERT_FALSE(fits.ok());
  EXPECT_THAT(fits.fault().what, HasSubstr("builds the core"));
  EXPECT_THAT(fits.fault().remedy, HasSubstr("folioscope hooks"));
}

TEST_F(HooksTest, ATreeThatHasTheHooks_HasThemAlready) {
  const auto series = series_for(hooks(), {6, 12});
  ASSERT_TRUE(series.ok());
  const patches::ReadOriginal read = original();
  patches::PatchedTree patched(read);
  for (const patches::Diff& group : series->groups)
    ASSERT_TRUE(patches::apply(group, patched)->failures.empty());
  for (const patches::PatchedFile& file : patched.files()) tree_[file.path] = *file.content;
  const auto fits = fit_of(*series, original());
  ASSERT_TRUE(fits.ok());
  ASSERT_EQ(fits->size(), 3u);
  for (const HookFit& fit : *fits) {
    EXPECT_EQ(fit.how, HookFit::How::There) << fit.file;
    EXPECT_EQ(fit.text, "already there");
  }
  const auto chosen = fitting(*series, original());
  ASSERT_FALSE(chosen.ok());
  EXPECT_THAT(chosen.fault().what, HasSubstr("has hooks of the instrumentation already"));
}

TEST_F(HooksTest, EachHookIsJudgedByItself) {
  tree_["mm/filemap.c"] = "first();\nfolio_lock();\n";
  tree_["mm/memory.c"] = "other();\n";
  const auto series = series_for(hooks(), {6, 12});
  ASSERT_TRUE(series.ok());
  const auto fits = fit_of(*series, original());
  ASSERT_TRUE(fits.ok());
  ASSERT_EQ(fits->size(), 3u);
  EXPECT_EQ(fits->at(0).how, HookFit::How::Applies);
  EXPECT_EQ(fits->at(2).group, "fault-path");
  EXPECT_EQ(fits->at(2).how, HookFit::How::Reject);
  EXPECT_THAT(fits->at(2).text, HasSubstr("nothing like it"));
}

TEST_F(HooksTest, AKernelSaysWhatItLacks_AndIsFoundAgain) {
  fs::remove_all(hooks());
  const std::string hook = MiniKernel::hook("0001-count-drains.patch").target;
  put("6.1", "0001-build.patch", *sys::read_file(hook));
  put("6.1", "0002-page-lock.patch", instead("mm/filemap.c", "nothing like it", "x"));
  put("6.1", "0003-fault-path.patch",
      "--- /dev/null\n+++ b/mm/fault.c\n@@ -0,0 +1 @@\n+int fault;\n");
  Recipe recipe = mini_.recipe();
  recipe.hooks = hooks();
  const auto kernel = mini_.build(recipe);
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_EQ(kernel->hooks, "6.1");
  EXPECT_THAT(kernel->missing_hooks, ElementsAre("page-lock"));
  const auto again = mini_.build(recipe);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->reused);
  EXPECT_THAT(again->missing_hooks, ElementsAre("page-lock"));
  EXPECT_THAT(mini_.build(mini_.recipe())->missing_hooks, IsEmpty());
  // Who names the series does not get the kernel that lacks a part of it.
  Recipe named = mini_.recipe();
  for (const char* name : {"0001-build", "0002-page-lock", "0003-fault-path"})
    named.instrumentation.push_back(
        {spec::PatchStep::Kind::Patch, hooks() / "6.1" / (std::string(name) + ".patch")});
  EXPECT_FALSE(mini_.build(named).ok());
}

}  // namespace
}  // namespace folioscope::kbuild
