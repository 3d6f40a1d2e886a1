// SPDX-License-Identifier: GPL-3.0-or-later
// testdata/NAME.yaml in, testdata/NAME.expected out: the diagnostics, or the Spec as text. After a
// wanted change run the program with FOLIOSCOPE_UPDATE=1 and read the diff.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "spec/parse.h"
#include "testing/spec_dump.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string outcome(const fs::path& input) {
  Parsed parsed = parse(read(input), input.filename().string(), {kSpecTestdata, {}});
  if (parsed.ok()) return dump(parsed.spec, kSpecTestdata);
  std::string text;
  for (const Diagnostic& diagnostic : parsed.diagnostics) text += to_string(diagnostic) + "\n";
  return replace_all(std::move(text), kSpecTestdata.string(), "ROOT");
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kSpecTestdata))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, ReadsAsExpected) {
  std::string got = outcome(kSpecTestdata / (GetParam() + ".yaml"));
  fs::path expected = kSpecTestdata / (GetParam() + ".expected");
  if (std::getenv("FOLIOSCOPE_UPDATE")) std::ofstream(expected, std::ios::binary) << got;
  ASSERT_TRUE(fs::exists(expected)) << "run this program with FOLIOSCOPE_UPDATE=1";
  EXPECT_EQ(got, read(expected));
}

INSTANTIATE_TEST_SUITE_P(Testdata, Golden, testing::ValuesIn(golden_names()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace folioscope::spec
