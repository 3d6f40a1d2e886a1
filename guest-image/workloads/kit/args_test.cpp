// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/args.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;

constexpr Option kOptions[] = {
    {"count", "50", "1..100", "how many"},
    {"park", "activate", "activate|lru_add", "which batch"},
};
constexpr Program kProgram = {"sample", "Does nothing.", kOptions};

Result<Args> parse(std::vector<const char*> arguments) { return Args::parse(kProgram, arguments); }

TEST(Args, WhatIsNotGivenHasItsDefault) {
  const auto args = parse({"--count=7"});
  ASSERT_TRUE(args.ok());
  EXPECT_EQ(args->number("count"), 7u);
  EXPECT_EQ(args->text("park"), "activate");
}

TEST(Args, TheLastOfTwoEqualKeysWins) {
  const auto args = parse({"--park=lru_add", "--park=activate"});
  ASSERT_TRUE(args.ok());
  EXPECT_EQ(args->text("park"), "activate");
}

TEST(Args, AnUnknownKeyIsRefusedWithTheKnownOnes) {
  const auto args = parse({"--counts=7"});
  ASSERT_FALSE(args.ok());
  EXPECT_EQ(args.fault().domain, FaultDomain::User);
  EXPECT_THAT(args.fault().what, HasSubstr("--counts"));
  EXPECT_EQ(args.fault().remedy, "known: --count --park");
}

TEST(Args, ValuesOutsideTheAllowedOnesAreRefused) {
  for (const char* argument : {"--count=0", "--count=101", "--count=-1", "--count=7x",
                               "--count=", "--count=99999999999999999999", "--park=activat",
                               "--park=", "--park=activate|lru_add"}) {
    const auto args = parse({argument});
    ASSERT_FALSE(args.ok()) << argument;
    EXPECT_THAT(args.fault().remedy, HasSubstr("allowed: ")) << argument;
  }
}

TEST(Args, AListTakesAnyOfItsWordsAndNoOther) {
  constexpr Option options[] = {{"mix", "fault,write", "fault,write,read", "what to do"}};
  const Program program = {"sample", "Does nothing.", options};
  const auto list = [&program](const char* argument) {
    return Args::parse(program, std::vector{argument});
  };
  const auto args = list("--mix=read,fault");
  ASSERT_TRUE(args.ok());
  EXPECT_EQ(args->list("mix"), (std::vector<std::string_view>{"read", "fault"}));
  for (const char* argument : {"--mix=", "--mix=reads", "--mix=read,", "--mix=read|fault"})
    EXPECT_FALSE(list(argument).ok()) << argument;
}

TEST(Args, APathIsAbsolute) {
  constexpr Option options[] = {{"disk", "/dev/vda", "/PATH", "where to read"}};
  const Program program = {"sample", "Does nothing.", options};
  EXPECT_TRUE(Args::parse(program, std::vector{"--disk=/dev/vdb"}).ok());
  EXPECT_FALSE(Args::parse(program, std::vector{"--disk=vdb"}).ok());
}

TEST(Args, WordsThatAreNotKeyAndValueAreRefused) {
  for (const char* argument : {"count=7", "--count", "7", ""})
    EXPECT_FALSE(parse({argument}).ok()) << argument;
}

TEST(Args, HelpNamesEveryOptionWithItsValuesAndDefault) {
  EXPECT_EQ(help(kProgram),
            "sample [--check] [--key=value ...]\n"
            "\n"
            "Does nothing.\n"
            "\n"
            "  --count=1..100  (default 50)\n"
            "      how many\n"
            "  --park=activate|lru_add  (default activate)\n"
            "      which batch\n"
            "  --check\n"
            "      look at the arguments only: exit code 0 if they are right, else 2\n");
}

}  // namespace
}  // namespace folioscope::workloads
