// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/functions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/object_code.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Function> compiled(const MiniKernel& mini, const std::string& source) {
  EXPECT_TRUE(sys::write_file(mini.path("x.c"), source).ok());
  shell("cd " + mini.path("").string() +
        "; gcc -O2 -fno-ipa-ra -fno-pic -mcmodel=kernel -fno-stack-protector -fcf-protection=none "
        "-c x.c -o x.o");
  const auto functions = functions_of(content(mini.path("x.o")), "x");
  EXPECT_TRUE(functions.ok()) << functions.fault().what;
  return functions.ok() ? *functions : std::vector<Function>();
}

constexpr const char* kBefore =
    "int data; const char *text(void) { return \"text\"; }\n"
    "__attribute__((noinline)) int first(int x) { return x * 3 + data; }\n"
    "__attribute__((noinline)) int second(int x) { return first(x) + data; }\n"
    "int third(int x) { return second(x) + first(x); }\n";

TEST(Functions, WhatMovedOrCallsWhatMovedIsTheSame) {
  const MiniKernel mini;
  const auto before = compiled(mini, kBefore);
  ASSERT_EQ(before.size(), 4U);
  std::string after = kBefore;
  after.replace(after.find("x * 3"), 5, "x * x * x * 5 - (x ^ 77)");
  after.insert(0, "int more = 3, still_more = 5;\n");
  const FunctionChanges changes = compare_functions(before, compiled(mini, after));
  EXPECT_THAT(changes.changed, ElementsAre("first"));
  EXPECT_THAT(changes.added, IsEmpty());
}

// As many that their order in the table is none that a sort keeps.
TEST(Functions, WhatHasSeveralNamesIsTheSameInEveryKernel) {
  const MiniKernel mini;
  std::string source;
  for (int i = 0; i < 100; ++i)
    source += fmt::format(
        "__attribute__((noinline, noclone)) int f{0}(int x) {{ return x * 3 + {0}; }}\n"
        "int a{0}(int) __attribute__((alias(\"f{0}\"))); int b{0}(int) "
        "__attribute__((alias(\"f{0}\")));\n"
        "int caller{0}(int x) {{ return f{0}(x) + f{0}(x + 1); }}\n",
        i);
  const auto before = compiled(mini, source);
  const FunctionChanges changes =
      compare_functions(before, compiled(mini, "int more(int x) { return x * x; }\n" + source));
  EXPECT_EQ(changes, (FunctionChanges{{}, {"more"}, {}}));
}

// What lies behind an address inside of a file: strings, variables, functions that only it knows.
TEST(Functions, OfWhatOnlyItsFileKnowsThePlaceIsNone) {
  const MiniKernel mini;
  const std::string source =
      "#define APART __attribute__((noinline, noclone))\n"
      "int printk(const char *, ...); static int hits; static int table[40];\n"
      "APART static int inner(int x) { static int seen; return seen += table[x] + hits++; }\n"
      "APART static int last(int x) { return printk(\"%d of it\", x); }\n"
      "int calls(int x) { return inner(x) + last(x + 1) * inner(x + 2); }\n"
      "int says(int x) { return x > 3 ? printk(\"more\") : printk(\"fewer %d\", hits); }\n"
      "void clears(void) { table[7] = 0; *(volatile char *)&hits = 1; hits = 12; }\n";
  const auto before = compiled(mini, source);
  const std::string more =
      "int printk(const char *, ...); static long counts[5];\n"
      "int new_one(int x) { static int seen; return printk(\"new\") + ++seen + ++counts[x]; }\n";
  EXPECT_EQ(compare_functions(before, compiled(mini, more + source)),
            (FunctionChanges{{}, {"new_one"}, {}}));
  std::string other = source;
  other.replace(other.find("more"), 4, "less");
  EXPECT_EQ(compare_functions(before, compiled(mini, other)), (FunctionChanges{{"says"}, {}, {}}));
  other = source;
  other.replace(other.find("table[7]"), 8, "table[8]");
  EXPECT_EQ(compare_functions(before, compiled(mini, other)),
            (FunctionChanges{{"clears"}, {}, {}}));
  other = source;
  other.replace(other.find("* inner"), 7, "* last ");
  EXPECT_EQ(compare_functions(before, compiled(mini, other)), (FunctionChanges{{"calls"}, {}, {}}));
}

// A displacement counts from behind the instruction, and an operand may stand in between: an
// address near the end of a variable is not one of the variable behind it, wherever that lies.
TEST(Functions, AnAddressNearTheEndOfAVariableIsInThatOne) {
  const MiniKernel mini;
  const auto source = [](std::string_view between, std::string_view instruction) {
    return fmt::format(
        "asm(\".data; .type a, @object; .size a, 16; a: .zero 16; {}\\n\"\n"
        "    \".type b, @object; .size b, 8; b: .zero 8\\n\"\n"
        "    \".text; .globl f; .type f, @function; f: {}; ret; .size f, . - f\\n\");\n",
        between, instruction);
  };
  const auto same = [&](std::string_view one, std::string_view other) {
    const auto before = compiled(mini, source("", one));
    EXPECT_EQ(before.size(), 1U);
    return compare_functions(before, compiled(mini, source(".zero 32", other))) ==
           FunctionChanges{};
  };
  for (const char* instruction :
       {"incb a+12(%rip)", "incl a+11(%rip)", "movb a+15(%rip), %al", "cmpb $1, b(%rip)",
        "cmpw $999, b(%rip)", "cmpl $99999, b(%rip)", "movq $7, b(%rip)", "testl $3, b(%rip)",
        "cmpw $999, a+10(%rip)", "shll $3, b(%rip)", "btl $3, a+12(%rip)", "jmp a+12"})
    EXPECT_TRUE(same(instruction, instruction)) << instruction;
  EXPECT_FALSE(same("incb a+12(%rip)", "incb b(%rip)"));
  EXPECT_FALSE(same("cmpb $1, a+15(%rip)", "cmpb $1, b(%rip)"));
  EXPECT_FALSE(same("cmpl $99999, b(%rip)", "cmpl $99999, b+4(%rip)"));
}

TEST(Functions, AnotherCalleeIsAChange) {
  const MiniKernel mini;
  const auto before = compiled(mini, kBefore);
  std::string after = kBefore;
  after.replace(after.find("second(x) + first(x)"), 20, "first(x) + first(x)  ");
  EXPECT_THAT(compare_functions(before, compiled(mini, after)).changed, ElementsAre("third"));
}

TEST(Functions, AddedAndRemoved_AndOneOfSeveralWithTheSameName) {
  const std::vector<Function> before = {{"a", 1, "x"}, {"a", 2, "y"}, {"b", 1, "x"}, {"d", 1, "x"}};
  const std::vector<Function> after = {
      {"a", 1, "x"}, {"a", 2, "z"}, {"c.cold", 1, "x"}, {"d", 1, "x"}};
  const FunctionChanges changes = compare_functions(before, after);
  EXPECT_EQ(changes, (FunctionChanges{{"a"}, {"c"}, {"b"}}));
  EXPECT_EQ(describe(changes), "1 function changed: a; 1 function added: c; 1 function removed: b");
  EXPECT_EQ(describe({}), "");
}

TEST(Functions, ManyAreCounted) {
  FunctionChanges changes;
  for (int i = 0; i < 20; ++i) changes.changed.push_back("f" + std::to_string(i));
  EXPECT_THAT(describe(changes), HasSubstr("20 functions changed: f0, "));
  EXPECT_THAT(describe(changes), HasSubstr(", and 8 more"));
}

TEST(Functions, TextComesBack_CutAnywhereItIsLess) {
  const std::vector<Function> functions = {{"a b", 1, "x"}, {"c", 22, "y"}};
  const std::string text = to_text(functions);
  EXPECT_EQ(functions_from_text(text), functions);
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_LE(functions_from_text(text.substr(0, size)).size(), 2U);
}

TEST(Functions, OfAKernelWithAPatchAreKnown) {
  const MiniKernel mini;
  const auto stock = mini.build(mini.recipe()),
             patched = mini.build(mini.recipe({"drain-twice.patch"}));
  ASSERT_TRUE(stock.ok() && patched.ok());
  const auto changes = compare_code(*stock, *patched);
  ASSERT_TRUE(changes);
  EXPECT_THAT(changes->changed, ElementsAre("lru_add_drain"));
  EXPECT_FALSE(compare_code(*stock, Kernel()));
}

TEST(Functions, OfALinkedProgramAreNotToBeHad) {
  const auto elf = sys::read_file("/proc/self/exe");
  ASSERT_TRUE(elf.ok());
  const auto functions = functions_of(*elf, "x");
  ASSERT_FALSE(functions.ok());
  EXPECT_THAT(functions.fault().what, HasSubstr("it is linked"));
}

// Every number of the file may be any other; sanitizers watch.
TEST(Functions, AnyDamageIsAnErrorOrOtherFunctions) {
  const MiniKernel mini;
  compiled(mini, kBefore);
  const std::string object = content(mini.path("x.o"));
  for (std::size_t size = 0; size < object.size(); size += 7)
    EXPECT_FALSE(functions_of(object.substr(0, size), "x").ok());
  for (std::size_t at = 0; at < object.size(); ++at) {
    std::string damaged = object;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    const auto functions = functions_of(damaged, "x");
    if (functions.ok()) {
      EXPECT_LE(functions->size(), 5U);
    }
  }
}

}  // namespace
}  // namespace folioscope::kbuild
