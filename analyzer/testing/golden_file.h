// SPDX-License-Identifier: GPL-3.0-or-later
// Text of a test against a file of this group: "text/testdata/complete.txt". FOLIOSCOPE_UPDATE=1
// writes the files anew.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "testing/places.h"

namespace folioscope {

inline std::string slurp(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

inline void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path file =
      std::filesystem::path(source_dir()) / "analyzer" / name;
  if (std::getenv("FOLIOSCOPE_UPDATE") != nullptr) std::ofstream(file) << text;
  EXPECT_EQ(slurp(file), text) << "to accept: FOLIOSCOPE_UPDATE=1 with this test";
}

}  // namespace folioscope
