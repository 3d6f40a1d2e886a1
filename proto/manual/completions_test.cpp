// SPDX-License-Identifier: GPL-3.0-or-later
// How each shell takes what is written for it is asked of the shells themselves: tests/manual.
#include "manual/completions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::manual {
namespace {

using testing::HasSubstr;

Command with_option(const Option& option) {
  Command run{"run", "runs it's [all]: now", "", {option}};
  Command program{"exp-er", "does", "", {}};
  program.commands.push_back(run);
  return program;
}

const Option kHostile{{"--x"}, Value::Text, "A:B", "it's [this]: `that`\nand $(more)"};
const Option kWords{{"--accel", "-a"}, Value::Text, "TEXT", "how", {"auto", "kvm"}};

TEST(Completions, HelpIsLiteralInZsh) {
  EXPECT_THAT(zsh_completion(with_option(kHostile)),
              HasSubstr(R"('(--x)--x=[it'\''s \[this\]\: that and $(more)]:A\:B: ')"));
}

TEST(Completions, HelpIsLiteralInFish) {
  EXPECT_THAT(fish_completion(with_option(kHostile)),
              HasSubstr(R"( -l x -x -d 'it\'s [this]: that and $(more)')"));
}

TEST(Completions, WordsOfAnOptionAreOfferedBehindEachOfItsNames) {
  EXPECT_THAT(bash_completion(with_option(kWords)),
              HasSubstr("'/run --accel' | '/run -a') _exp_er_words 'auto kvm'; return ;;"));
  EXPECT_THAT(zsh_completion(with_option(kWords)), HasSubstr("-a+[how]:TEXT:(auto kvm)"));
  EXPECT_THAT(fish_completion(with_option(kWords)), HasSubstr(" -l accel -s a -x -a 'auto kvm'"));
}

}  // namespace
}  // namespace folioscope::manual
