// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/pressure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/temp_dir.h"

namespace folioscope::agent {
namespace {

using std::chrono::microseconds;
using testing::ElementsAre;

TEST(GuestPressure, IsReadOfTheKernelsFiles_AsFarAsThereAreAny) {
  const TempDir place = *TempDir::create("pressure");
  std::ofstream(place.path() / "memory") << "some total=5\nfull total=3\n";
  std::ofstream(place.path() / "cpu") << "some total=9\n";
  EXPECT_THAT(
      read_pressure(place.path()),
      ElementsAre(microseconds(9), microseconds(5), microseconds(3), std::nullopt, std::nullopt));
  EXPECT_EQ(read_pressure(place.path() / "none"), Pressure());
}

TEST(GuestPressure, WhatWasAddedIsAMetric) {
  const Pressure before = {microseconds(1'000), microseconds(5), {}, {}, {}},
                 after = {microseconds(3'500), microseconds(5), microseconds(1), {}, {}};
  EXPECT_THAT(pressure_lines(before, after),
              ElementsAre(R"({"metric":"pressure_cpu_some","value":2.5,"unit":"ms"})",
                          R"({"metric":"pressure_memory_some","value":0,"unit":"ms"})"));
  EXPECT_TRUE(pressure_lines({}, after).empty());
}

}  // namespace
}  // namespace folioscope::agent
