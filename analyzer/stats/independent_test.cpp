// SPDX-License-Identifier: GPL-3.0-or-later
// Exact p, adjusted p, intervals and detectable effects against an implementation in R that shares
// no code with ours (testdata/independent.R).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/temp_dir.h"
#include "stats/family.h"
#include "stats/interval.h"
#include "stats/planning.h"
#include "stats/random.h"
#include "testing/places.h"

namespace folioscope::stats {
namespace {

struct Case {
  std::string name;
  std::vector<Boot> boots;
  std::vector<Values> metrics;
};

std::vector<Boot> blocks_of(std::initializer_list<std::pair<int, int>> sides) {
  std::vector<Boot> boots;
  int block = 0;
  for (const auto& [baseline, variant] : sides) {
    for (int i = 0; i < baseline; ++i) boots.push_back({block, false});
    for (int i = 0; i < variant; ++i) boots.push_back({block, true});
    ++block;
  }
  return boots;
}

// Values of many shapes: smooth, skewed, tied, mostly zero, equal, huge, missing.
Values values_of(const std::vector<Boot>& boots, int shape, Random& random) {
  Values values;
  for (const Boot& boot : boots) {
    const double x = random.unit();
    double value = x;
    if (shape == 1) value = std::exp(6 * x);
    if (shape == 2) value = std::floor(3 * x);
    if (shape == 3) value = x < 0.8 ? 0 : 7;
    if (shape == 4) value = 32;
    if (shape == 5) value = 1e9 + 1e3 * x;
    if (shape == 6 && x < 0.25) value = std::nan("");
    if (shape == 7) value = x + 10 * boot.block;
    if (boot.variant && shape % 2 == 1) value *= 1.5;
    values.push_back(value);
  }
  return values;
}

std::vector<Case> cases() {
  Random random(20261129);
  std::vector<Case> made;
  const auto add = [&](std::string name, std::vector<Boot> boots) {
    Case one{std::move(name), std::move(boots), {}};
    for (int shape = 0; shape < 8; ++shape)
      one.metrics.push_back(values_of(one.boots, shape, random));
    made.push_back(std::move(one));
  };
  add("three-blocks-of-two", blocks_of({{2, 2}, {2, 2}, {2, 2}}));
  add("five-blocks-of-two", blocks_of({{2, 2}, {2, 2}, {2, 2}, {2, 2}, {2, 2}}));
  add("blocks-of-one", blocks_of({{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}));
  add("lost-boots", blocks_of({{2, 2}, {2, 1}, {1, 2}, {0, 2}, {2, 0}}));
  add("two-runs", blocks_of({{6, 6}}));
  add("one-boot", blocks_of({{1, 1}}));
  return made;
}

void write(const std::vector<Case>& cases, const std::filesystem::path& file) {
  std::ofstream csv(file);
  csv << "case,metric,block,variant,value\n";
  for (const Case& one : cases)
    for (std::size_t metric = 0; metric < one.metrics.size(); ++metric)
      for (std::size_t i = 0; i < one.boots.size(); ++i) {
        const double value = one.metrics[metric][i];
        csv << fmt::format("{},m{},{},{},{}\n", one.name, metric, one.boots[i].block,
                           one.boots[i].variant ? 1 : 0,
                           std::isnan(value) ? "NA" : fmt::format("{:.17g}", value));
      }
}

struct Independent {
  double p = 0, adjusted = 0;
  std::string low, high;
};

class AgainstR : public ::testing::Test {
 protected:
  void SetUp() override {
    write(cases(), dir_ / "cases.csv");
    const std::string command =
        fmt::format("Rscript --vanilla {}/analyzer/stats/testdata/independent.R {} > {}",
                    source_dir(), (dir_ / "cases.csv").string(), (dir_ / "r.txt").string());
    ASSERT_EQ(std::system(command.c_str()), 0) << "is r-base-core installed? ./dev setup";
    std::ifstream text(dir_ / "r.txt");
    for (std::string line; std::getline(text, line);) {
      std::istringstream words(line);
      std::string name, metric;
      words >> name >> metric;
      if (name == "detectable") {
        words >> detectable_[std::stoi(metric)];
        continue;
      }
      Independent& one = found_[name + ' ' + metric];
      words >> one.p >> one.adjusted >> one.low >> one.high;
    }
  }

  TempDir dir_ = *TempDir::create("independent");
  std::map<std::string, Independent> found_;
  std::map<int, double> detectable_;
};

// Of the interval's own size: values reach from 1 to 1e9.
void expect_limit(const std::string& text, double value, double size) {
  EXPECT_NEAR(std::stod(text), value, 1e-6 * std::max(size, 1e-9));
}

TEST_F(AgainstR, SameNumbers) {
  std::size_t compared = 0, intervals = 0;
  for (const Case& one : cases()) {
    const Stratum stratum{Relabelings(one.boots), one.metrics};
    const auto results = step_down(std::span(&stratum, 1));
    for (std::size_t metric = 0; metric < one.metrics.size(); ++metric) {
      const std::string key = fmt::format("{} m{}", one.name, metric);
      SCOPED_TRACE(key);
      ASSERT_TRUE(found_.contains(key));
      const Independent& theirs = found_[key];
      EXPECT_NEAR(results[0][metric].p, theirs.p, 1e-9);
      EXPECT_NEAR(results[0][metric].adjusted, theirs.adjusted, 1e-9);
      const auto interval = block_t(contrast(one.boots, one.metrics[metric]));
      EXPECT_EQ(interval.has_value(), theirs.low != "NA" && theirs.low != "NaN");
      ++compared;
      if (!interval) continue;
      expect_limit(theirs.low, interval->low, interval->high - interval->low);
      expect_limit(theirs.high, interval->high, interval->high - interval->low);
      ++intervals;
    }
  }
  EXPECT_EQ(compared, 48u);
  EXPECT_GE(intervals, 30u);
}

TEST_F(AgainstR, SameDetectableEffects) {
  ASSERT_EQ(detectable_.size(), 3u);
  for (const auto& [boots, size] : detectable_)
    EXPECT_NEAR(detectable(1, static_cast<std::size_t>(boots)), size, 1e-9);
}

}  // namespace
}  // namespace folioscope::stats
