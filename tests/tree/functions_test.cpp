// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/functions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::tree {
namespace {

using testing::ElementsAre;

constexpr const char* kText =
    "namespace a {\n"
    "\n"
    "struct S : public T {\n"
    "  int one() const {\n"
    "    return 1;\n"
    "  }\n"
    "  int two = 0;\n"
    "  class Inner {\n"
    "   public:\n"
    "    explicit Inner(int x) : x_(x) {\n"
    "    }\n"
    "  };\n"
    "};\n"
    "\n"
    "const int kValues[] = {\n"
    "    1,\n"
    "};\n"
    "Result<int> long_one(int a,\n"
    "                     int b) {\n"
    "  auto f = [](int x) {\n"
    "    return x;\n"
    "  };\n"
    "  const char* text = R\"(\n"
    "}\n"
    ")\";\n"
    "  if (a) {\n"
    "  }\n"
    "}\n"
    "\n"
    "}  // namespace a\n";

TEST(FunctionsOf, CountsFromTheSignatureToTheBraceUnderIt) {
  EXPECT_THAT(functions_of({"a.cpp", kText}),
              ElementsAre(Function{"int one() const ", 4, 3},
                          Function{"explicit Inner(int x) : x_(x) ", 10, 2},
                          Function{"Result<int> long_one(int a, int b) ", 18, 11}));
}

}  // namespace
}  // namespace folioscope::tree
