// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of the builder: options, error lines, code hashes, and the small files it keeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "kbuild/brought_options.h"
#include "kbuild/build_id.h"
#include "kbuild/code_hash.h"
#include "kbuild/config.h"
#include "kbuild/flat_json.h"
#include "kbuild/kconfig_help.h"
#include "kbuild/make.h"
#include "kbuild/tree_state.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Config, LastFragmentThatMentionsAnOptionDecides) {
  const auto requested =
      read_requested_options({{"a", "# text\n\nCONFIG_X=y\nCONFIG_N=512\n"},
                              {"b", "# CONFIG_X is not set\nCONFIG_S=\"a b\"\n"}});
  ASSERT_TRUE(requested.ok());
  const std::vector<RequestedOption> expected = {
      {"CONFIG_N", "512", "a", 4}, {"CONFIG_X", "n", "b", 1}, {"CONFIG_S", "\"a b\"", "b", 2}};
  EXPECT_EQ(*requested, expected);
}

TEST(Config, LineThatIsNoOptionIsNamed) {
  const auto requested = read_requested_options({{"a.config", "CONFIG_X=y\nCONFIG_Y\n"}});
  ASSERT_FALSE(requested.ok());
  EXPECT_EQ(requested.fault().domain, FaultDomain::User);
  EXPECT_THAT(requested.fault().what, HasSubstr("a.config:2: not an option: CONFIG_Y"));
}

TEST(Config, UnmetIsWhatIsMissingDifferentOrOnThoughNotWanted) {
  const auto requested =
      read_requested_options({{"a",
                               "CONFIG_A=y\nCONFIG_B=y\n# CONFIG_C is not set\nCONFIG_D=8\n"
                               "# CONFIG_E is not set\nCONFIG_F=y\n"}});
  ASSERT_TRUE(requested.ok());
  std::vector<std::string> unmet;
  for (const RequestedOption& option :
       unmet_options(*requested, "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=y\nCONFIG_D=4\n"))
    unmet.push_back(option.name);
  EXPECT_THAT(unmet, testing::ElementsAre("CONFIG_B", "CONFIG_C", "CONFIG_D", "CONFIG_F"));
}

TEST(BroughtOptions, AreThoseThatADiffDefines) {
  EXPECT_THAT(options_brought("--- a/mm/Kconfig\n+++ b/mm/Kconfig\n@@ -1,2 +1,4 @@\n config CMA\n"
                              "+config NEW_ONE\n+\tbool \"New\"\n+\tdefault y\n"
                              "+menuconfig NEW_MENU\n+++ b/mm/cma.c\n+config NOT_THIS\n"),
              testing::ElementsAre("CONFIG_NEW_ONE", "CONFIG_NEW_MENU"));
  EXPECT_THAT(options_brought("+++ b/Kconfig.debug\n-config MOVED\n+config MOVED\n"),
              testing::IsEmpty());
}

class Help : public testing::Test {
 protected:
  void SetUp() override {
    write("Kconfig",
          "config A\n\tbool \"A\"\n\tdepends on B && !C\n\n"
          "config T\n\ttristate \"T\"\n\nconfig D\n\tbool \"D\"\n\tselect E\n\n"
          "config E\n\tbool\n\nconfig S\n\tdef_bool y\n\n"
          "choice\n\tprompt \"Model\"\nconfig P\n\tbool \"P\"\nconfig Q\n\tbool \"Q\"\n"
          "endchoice\n");
    fs::create_directories(dir_.path() / "arch/arm");
    write("arch/arm/Kconfig", "config ELSEWHERE\n\tbool \"E\"\n");
  }
  void write(const fs::path& name, const std::string& text) const {
    EXPECT_TRUE(sys::write_file(dir_.path() / name, text).ok());
  }
  std::string why(const std::string& name, const std::string& value) const {
    const KconfigHelp help(
        dir_.path(), {{"CONFIG_C", "y"}, {"CONFIG_D", "y"}, {"CONFIG_E", "y"}, {"CONFIG_Q", "y"}});
    return help.explain({"CONFIG_" + name, value, "f", 1});
  }
  TempDir dir_ = *TempDir::create("kconfig-help");
};

TEST_F(Help, SaysWhatAnOptionDependsOnAndWhatOfItIsNotSo) {
  EXPECT_EQ(why("A", "y"), " (depends on B && !C: B is n, C is y)");
}
TEST_F(Help, NamesTheMemberOfAChoiceThatIsTaken) {
  EXPECT_EQ(why("P", "y"), " (one of a choice, which is Q here)");
}
TEST_F(Help, KnowsWhatCannotBeAModule) {
  EXPECT_EQ(why("A", "m"), " (it cannot be a module: write y; depends on B && !C: B is n, C is y)");
  EXPECT_EQ(why("T", "m"), " (guests get no modules: write y)");
}
TEST_F(Help, NamesWhatSelectsAnOption) { EXPECT_EQ(why("E", "n"), " (selected by D)"); }
TEST_F(Help, KnowsWhatAsksNothing) {
  EXPECT_EQ(why("S", "y"), " (it asks nothing: it follows from other options)");
}
TEST_F(Help, OptionOfAnotherArchitectureIsNone) {
  EXPECT_EQ(why("ELSEWHERE", "y"), " (this kernel has no such option)");
}

TEST(ErrorLines, FirstErrorsWithTheirSourceLines) {
  const std::string text = error_lines(
      "mm/cma.c: In function 'f':\nmm/cma.c:12:9: error: 'x' undeclared\n   12 |   x = 1;\n"
      "      |   ^\nmake[2]: *** [scripts/Makefile.build:250: mm/cma.o] Error 1\n");
  EXPECT_EQ(text, "  mm/cma.c:12:9: error: 'x' undeclared\n     12 |   x = 1;\n        |   ^");
}

TEST(ErrorLines, LinkerErrorsCount) {
  EXPECT_EQ(error_lines("ld: mm/a.o: in function `f':\na.c:1: undefined reference to `g'\n"),
            "  a.c:1: undefined reference to `g'");
}

TEST(ErrorLines, WithoutACompilersErrorMakesOwnMessage) {
  EXPECT_EQ(error_lines("  CC x.o\nmake: *** No rule to make target 'y'.  Stop.\n"),
            "  make: *** No rule to make target 'y'.  Stop.");
}

TEST(ErrorLines, OnlyTheFirstFew) {
  std::string output;
  for (int i = 0; i < 50; ++i) output += "a.c:1:1: error: e" + std::to_string(i) + "\n";
  const std::string text = error_lines(output);
  EXPECT_THAT(text, HasSubstr("e2"));
  EXPECT_THAT(text, testing::Not(HasSubstr("e3")));
}

TEST(CodeHash, AnyDamageIsAnErrorOrTheSameCode) {
  const auto elf = sys::read_file("/proc/self/exe");
  ASSERT_TRUE(elf.ok());
  const auto whole = code_hash(*elf, "self");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->size(), 64U);
  for (std::size_t size = 0; size < elf->size(); size += 1 + size / 16) {
    const auto part = code_hash(std::string_view(*elf).substr(0, size), "part");
    EXPECT_FALSE(part.ok()) << size;  // the section table is at the end
  }
}

// One note of GNU's, type 3, with four bytes; before it one of another kind.
constexpr std::string_view kNotes(
    "\4\0\0\0\3\0\0\0\1\0\0\0Xen\0abc\0"
    "\4\0\0\0\4\0\0\0\3\0\0\0GNU\0\x12\xab\0\xff",
    40);

TEST(BuildId, IsFoundAmongOtherNotes) { EXPECT_EQ(build_id_of_notes(kNotes), "12ab00ff"); }

TEST(BuildId, NotesCutAnywhereHaveNone) {
  for (std::size_t size = 0; size < kNotes.size(); ++size)
    EXPECT_EQ(build_id_of_notes(kNotes.substr(0, size)), "") << size;
}

TEST(BuildId, NoteThatClaimsMoreThanThereIsHasNone) {
  std::string notes(kNotes);
  for (std::size_t at : {std::size_t{0}, std::size_t{4}})
    for (std::size_t byte = 0; byte < 4; ++byte) {
      std::string changed = notes;
      changed[20 + at + byte] = '\xff';
      EXPECT_EQ(build_id_of_notes(changed), "");
    }
}

TEST(TreeState, RoundTrip) {
  const auto dir = TempDir::create("state-test");
  ASSERT_TRUE(dir.ok());
  const TreeState state{"commit 1234", "abcd", true, true, {"mm/a.c", "with blank.c"}};
  ASSERT_TRUE(sys::write_file(dir->path() / "state", to_text(state)).ok());
  EXPECT_EQ(load_tree_state(dir->path() / "state"), state);
}

TEST(TreeState, CutAtEveryLengthItIsNoState) {
  const auto dir = TempDir::create("state-test");
  ASSERT_TRUE(dir.ok());
  const std::string text = to_text({"commit 1234", "abcd", true, true, {"mm/a.c"}});
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {  // the last newline may be missing
    ASSERT_TRUE(sys::write_file(dir->path() / "state", text.substr(0, size)).ok());
    EXPECT_EQ(load_tree_state(dir->path() / "state"), TreeState()) << size;
  }
}

TEST(FlatJson, RoundTripOfAwkwardText) {
  const std::string awkward = "quote \" backslash \\ newline \n tab \t comma, \": \"";
  const auto members = read_flat_json(write_flat_json({{"a", awkward}, {"b", ""}}));
  EXPECT_EQ(members.at("a"), awkward);
  EXPECT_EQ(members.at("b"), "");
}

}  // namespace
}  // namespace folioscope::kbuild
