// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/plant.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

TEST(PlantLine, SaysWhoHeldWhichFrameWhen) {
  EXPECT_EQ(plant_line("two", Hold::Fault, 83, {123, 5'000'000'000, 5'000'000'001}),
            R"({"plant":"two","class":"read","pfn":123,"pid":83,)"
            R"("from_ns":5000000000,"to_ns":5000000001})");
}

TEST(PlantLine, KindsThatPinUserPagesAreOneClass) {
  EXPECT_EQ(holder_class(Hold::Vmsplice), "gup");
  EXPECT_EQ(holder_class(Hold::Direct), "gup");
  EXPECT_EQ(holder_class(Hold::Park), "lru_batch");
}

}  // namespace
}  // namespace folioscope::workloads
