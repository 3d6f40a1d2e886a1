// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/schema_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::manual {
namespace {

using testing::HasSubstr;

std::string keys(const std::string& properties, const std::string& rest = "") {
  return roff_of_schema("{\"properties\": {" + properties + "}" + rest + "}");
}

TEST(RoffOfSchema, AKeySaysWhatItMeansAndTakes) {
  EXPECT_EQ(keys(R"("seed": {"description": "Of the `order`.", "type": ["integer", "string"],
                              "minimum": 0, "maximum": 9, "default": 1})"),
            ".SS \"the file itself\"\n.TP\n\\fBseed\\fR\nOf the \\fBorder\\fR.\n"
            "Takes a number from 0 to 9.\nWithout a word: \\fB1\\fR.\n");
}

TEST(RoffOfSchema, AlternativesAreSaidOnce) {
  EXPECT_THAT(keys(R"("cgroup": {"enum": [true, false, "true", "false"]})"),
              HasSubstr("Takes \\fBtrue\\fR, \\fBfalse\\fR.\n"));
  EXPECT_THAT(keys(R"("numa": {"anyOf": [{"type": "integer"}, {"$ref": "#/definitions/numa"}]})"),
              HasSubstr("Takes a number; or a map, \\(lqnuma\\(rq below.\n"));
}

TEST(RoffOfSchema, KeysKeepTheirOrder_AndMapsWithNamesFollow) {
  const std::string text =
      keys(R"("z": {"type": "string"}, "a": {"type": "string"})",
           R"(, "required": ["a"], "definitions": {"disk": {"properties": {"size": {}}}})");
  EXPECT_LT(text.find("\\fBz\\fR\n"), text.find("\\fBa\\fR (required)\n"));
  EXPECT_THAT(text, HasSubstr(".SS \"disk\"\n.TP\n\\fBsize\\fR\n"));
}

}  // namespace
}  // namespace folioscope::manual
