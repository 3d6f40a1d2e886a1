// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/csv.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/temp_dir.h"

namespace folioscope::imports {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Csv : public ::testing::Test {
 protected:
  Result<std::vector<ImportedBoot>> read(const std::string& text) {
    std::ofstream(dir_ / "a.csv", std::ios::binary | std::ios::trunc) << text;
    return read_csv(*InputFile::open(dir_ / "a.csv"), {"box", "results"});
  }
  std::string refused(const std::string& text) {
    const auto boots = read(text);
    return boots.ok() ? "read" : boots.fault().what;
  }

  TempDir dir_ = *TempDir::create("csv");
};

TEST_F(Csv, EachBootHasItsNumbers) {
  const auto boots = read(
      "unit,variant,boot,metric,value,better\r\n"
      "MB/s,stock,0,write,101.5,higher\n"
      "us,stock,0,latency,7,lower\n"
      "\n"
      "MB/s,\"with, \"\"patch\"\"\",0,write,1e2,\n"
      ",stock,1,count,3,\n");
  ASSERT_TRUE(boots.ok()) << boots.fault().what;
  ASSERT_THAT(*boots, SizeIs(3));
  EXPECT_EQ((*boots)[1].label.variant, "with, \"patch\"");
  EXPECT_EQ((*boots)[1].label.machine, "box");
  EXPECT_EQ((*boots)[2].label.boot, 1);
  const auto& metrics = (*boots)[0].record.metrics;
  ASSERT_THAT(metrics, SizeIs(2));
  EXPECT_EQ(metrics[0].name, "latency");
  EXPECT_EQ(metrics[1].value, 101.5);
  EXPECT_EQ(metrics[1].unit, "MB/s");
  EXPECT_EQ((*boots)[0].metrics[1].better, "lower");
  EXPECT_EQ((*boots)[2].record.metrics[0].unit, "count");
}

TEST_F(Csv, EveryMistakeIsSaidWithItsLine) {
  EXPECT_THAT(refused("variant,boot,metric,value,unit\n"
                      "stock,x,a b,nan,s\n"
                      "stock,0,m,1\n"
                      "stock,0,m,1,s\nstock,0,m,2,s\n"
                      "\"stock,0,m,1,s\n"),
              AllOf(HasSubstr("a.csv:2: boot `x` is no number"),
                    HasSubstr("a.csv:2: value `nan` is no number"),
                    HasSubstr("a.csv:2: metric `a b`"), HasSubstr("a.csv:3: 4 fields"),
                    HasSubstr("a.csv:5: metric m of boot 0 of stock is there twice"),
                    HasSubstr("a.csv:6: a quote is not closed")));
  EXPECT_THAT(refused("variant,boot,metric,value,colour,boot\n"),
              AllOf(HasSubstr("no column `colour`"), HasSubstr("`boot` is there twice"),
                    HasSubstr("no column `unit`")));
  EXPECT_THAT(refused(""), HasSubstr("no numbers"));
  EXPECT_THAT(refused("variant,boot,metric,value,unit\n"), HasSubstr("no numbers"));
}

TEST_F(Csv, FieldsAreThoseOfRfc4180) {
  EXPECT_THAT(*csv_fields("a,,\"b\"\"\",\"\""), ElementsAre("a", "", "b\"", ""));
  EXPECT_THAT(*csv_fields("a,"), ElementsAre("a", ""));
  EXPECT_FALSE(csv_fields("\"a\"b,c").has_value());
  EXPECT_FALSE(csv_fields("\"a").has_value());
}

}  // namespace
}  // namespace folioscope::imports
