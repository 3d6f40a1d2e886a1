// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::manual {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

Command made_program() {
  Option file{{}, Value::File, "FILE", "what to run", {}, {}, {}, {}, {}, true, false};
  Option out{{"--out", "-o"}, Value::File, "DIR", "where to", {}, {}, "runs", {}, {"--json"}};
  Option accel{{"--accel"}, Value::Text, "TEXT", "how", {"auto", "kvm"}};
  Option guests{{"--guests"}, Value::Number, "INT", "how many", {}, "1 to 9"};
  Option json{{"--json"}, Value::None, "", "print JSON"};
  const Command run{
      "run", "run `it`", "It runs.\n  exp run a.yaml", {file, out, accel, guests, json}};
  const Command prune{"prune", "make room", "", {json}};
  Command cache{"cache", "what it holds", "Of the cache.", {}};
  cache.commands.push_back(prune);
  Command program{"exp", "Runs things: many\nof them.", "Exit codes: 0.", {json}};
  program.commands = {run, cache};
  program.needs_command = true;
  return program;
}

const Surroundings kSurroundings{"1.2", {{"files", "None."}}, {"exp(1)", "exp-file(5)"}};

TEST(Pages, AProgramAndEachSubcommandHaveOne) {
  EXPECT_THAT(pages(made_program(), kSurroundings),
              ElementsAre(Field(&Page::name, "exp.1"), Field(&Page::name, "exp-run.1"),
                          Field(&Page::name, "exp-cache.1")));
}

TEST(Pages, TheProgramsOwnNamesItsCommandsAndWhatSurroundsIt) {
  const std::string text = pages(made_program(), kSurroundings).at(0).text;
  EXPECT_THAT(text, HasSubstr(".TH \"EXP\" 1 \"\" \"folioscope 1.2\""));
  EXPECT_THAT(text, HasSubstr("exp \\- runs things\n"));
  EXPECT_THAT(text, HasSubstr("\\fBexp\\fR [\\fIOPTION\\fR ...] \\fICOMMAND\\fR\n"));
  EXPECT_THAT(text, HasSubstr(".TP\n\\fBexp\\-run\\fR(1)\nrun \\fBit\\fR\n"));
  EXPECT_THAT(text, HasSubstr(".SH \"NOTES\"\nExit codes: 0.\n.SH \"FILES\"\nNone.\n"));
  EXPECT_THAT(text, HasSubstr(".SH \"SEE ALSO\"\n\\fBexp\\-file\\fR(5)\n"));
}

TEST(Pages, ASubcommandsHasItsArgumentsAndOptions) {
  const std::string text = pages(made_program(), kSurroundings).at(1).text;
  EXPECT_THAT(text, HasSubstr("exp\\-run \\- run it\n"));
  EXPECT_THAT(text, HasSubstr("\\fBexp run\\fR [\\fIOPTION\\fR ...] \\fIFILE\\fR\n"));
  EXPECT_THAT(text, HasSubstr("It runs.\n.RS 2\n.nf\nexp run a.yaml\n.fi\n.RE\n"));
  EXPECT_THAT(text, HasSubstr(".SH \"ARGUMENTS\"\n.TP\n\\fIFILE\\fR\nwhat to run\n"));
  EXPECT_THAT(text, HasSubstr("\\fB\\-\\-out\\fR, \\fB\\-o\\fR \\fIDIR\\fR\nwhere to\n"
                              ".br\nDefault: \\fBruns\\fR. Not with \\fB\\-\\-json\\fR.\n"));
  EXPECT_THAT(text, HasSubstr("\\fB\\-\\-accel\\fR \\fBauto\\fR|\\fBkvm\\fR\nhow\n"));
  EXPECT_THAT(text, HasSubstr("how many\n.br\nFrom 1 to 9.\n"));
  EXPECT_THAT(text, Not(HasSubstr("NOTES")));
}

TEST(Pages, SubcommandsOfASubcommandStandOnItsPage) {
  const std::string text = pages(made_program(), kSurroundings).at(2).text;
  EXPECT_THAT(text, HasSubstr("\\fBexp cache\\fR [\\fICOMMAND\\fR]\n"));
  EXPECT_THAT(text, HasSubstr(".SS \"exp cache prune\"\n"));
  EXPECT_THAT(text, HasSubstr("\\fB\\-\\-json\\fR\nprint JSON\n"));
}

}  // namespace
}  // namespace folioscope::manual
