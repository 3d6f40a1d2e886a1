// SPDX-License-Identifier: GPL-3.0-or-later
// Damages the golden files in thousands of seeded ways. Whatever the text, the parser ends, and
// says places that exist. FOLIOSCOPE_MUTATIONS=N runs N mutations of each file instead of 200.
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

// splitmix64: short, good enough to damage text, the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::size_t>((z ^ (z >> 31)) % bound);
  }

 private:
  std::uint64_t state_;
};

void mutate(std::string& text, Random& random) {
  static const std::string kSpice[] = {"-",  ":",    "{",     "}",           "[",    "]",    "&a ",
                                       "*a", "\n",   "  ",    "\t",          "!!x ", "'",    "\"",
                                       "|",  ">",    "---\n", "99999999999", "\0",   "\xff", "%",
                                       "? ", "<<: ", "#",     "~",           "1e9",  "%YAML"};
  std::size_t at = random.below(text.size() + 1);
  std::size_t length = random.below(std::min<std::size_t>(text.size() - at, 20) + 1);
  switch (random.below(4)) {
    case 0:
      text.insert(at, kSpice[random.below(std::size(kSpice))]);
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.insert(random.below(text.size() + 1), text.substr(at, length));
      break;
    case 3:
      if (at < text.size()) text[at] = static_cast<char>(random.below(256));
      break;
  }
}

TEST(ParseMutations, AlwaysEndAndNameAPlaceThatExists) {
  const char* wanted = std::getenv("FOLIOSCOPE_MUTATIONS");
  std::size_t rounds = wanted ? std::strtoul(wanted, nullptr, 10) : 200;
  std::size_t refused = 0;
  for (const auto& entry : fs::directory_iterator(kSpecTestdata)) {
    if (entry.path().extension() != ".yaml") continue;
    std::stringstream original;
    original << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    for (std::size_t seed = 0; seed < rounds; ++seed) {
      std::string text = original.str();
      Random random(seed);
      for (std::size_t n = random.below(8) + 1; n > 0; --n) mutate(text, random);
      SCOPED_TRACE(entry.path().filename().string() + " seed " + std::to_string(seed));
      Parsed parsed = parse(text, "mutated.yaml", {kSpecTestdata, {}});
      refused += parsed.ok() ? 0 : 1;
      auto lines = std::ranges::count(text, '\n') + std::ranges::count(text, '\r') + 2;
      for (const Diagnostic& diagnostic : parsed.diagnostics) {
        EXPECT_GE(diagnostic.line, 1);
        EXPECT_LE(diagnostic.line, lines);
        EXPECT_GE(diagnostic.column, 1);
        EXPECT_FALSE(diagnostic.message.empty());
      }
    }
  }
  EXPECT_GT(refused, rounds);  // most damage is noticed, or nothing was damaged
}

}  // namespace
}  // namespace folioscope::spec
