// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/family.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

constexpr int kBoots = 6, kMetrics = 5;

// Metrics that no headline names: leads, the same for a variant whatever others there are.
query::Comparison leads_of(const std::vector<std::string>& variants) {
  query::MadeRun made(variants, kBoots);
  made.run().about.push_back({"headline", "another"});
  for (const std::string& variant : variants) {
    SplitMix64 random(std::hash<std::string>()(variant));
    for (int metric = 0; metric < kMetrics; ++metric) {
      std::vector<double> values;
      values.reserve(kBoots);
      for (int boot = 0; boot < kBoots; ++boot)
        values.push_back(static_cast<double>(draw_below(random, 1000)));
      made.metric(variant, fmt::format("metric_{}", metric), "count", values);
    }
  }
  const TempDir dir = *TempDir::create("family");
  made.write(dir / "run.db");
  return *query::load(**store::Reader::open(dir / "run.db"));
}

TEST(Leads, OfAVariantAreTheSameWhateverOtherVariantsAreTestedBesideIt) {
  const std::vector<std::string> variants = {"stock", "a", "b", "c", "d", "e", "f", "g"};
  const TestedRun all = tested(leads_of(variants));
  for (std::size_t variant = 1; variant < variants.size(); ++variant) {
    const TestedRun pair = tested(leads_of({"stock", variants[variant]}));
    ASSERT_EQ(pair.family.tests.size(), std::size_t{kMetrics});
    for (const auto& [key, tests] : pair.family.tests) {
      EXPECT_EQ(tests[1].tier, Tier::Lead);
      EXPECT_EQ(tests[1], all.family.tests.at(key)[variant]) << variants[variant];
    }
  }
}

// Headlines with relative changes, and leads; of a fixed number of boots and of adaptive ones.
TEST(Tests, AreTheSameOnAnyNumberOfThreads) {
  for (const int fewest_boots : {0, 4}) {
    query::Comparison comparison = leads_of({"stock", "a", "b", "c", "d", "e", "f", "g"});
    comparison.about.headline = {"metric_0", "metric_3"};
    comparison.run.fewest_boots = fewest_boots;
    const TestedRun alone = tested(comparison, {.threads = 1});
    const auto& of_metric = alone.family.tests.at({"smp8", "cma-churn", "metric_0", "count"});
    EXPECT_TRUE(std::ranges::any_of(
        of_metric, [](const compare::Test& test) { return test.relative.has_value(); }));
    for (const std::size_t threads : {std::size_t{2}, std::size_t{7}})
      EXPECT_EQ(tested(comparison, {.threads = threads}).family.tests, alone.family.tests)
          << threads << " threads, " << fewest_boots << " boots at least";
  }
}

TEST(Tests, NumbersOfBootsThatNobodyPlansLeaveSomeConfidence) {
  query::Comparison comparison = leads_of({"stock", "a"});
  comparison.about.headline = {"metric_0"};
  constexpr int kLargest = std::numeric_limits<int>::max();
  for (const int fewest : {-kLargest - 1, -1, 1, 7, kLargest})
    for (const int boots : {-kLargest - 1, -1, 0, 1, kLargest}) {
      comparison.run.fewest_boots = fewest;
      comparison.run.boots = boots;
      const double confidence = tested(comparison).family.confidence();
      EXPECT_TRUE(confidence >= 0.9 && confidence < 1) << fewest << " of " << boots;
    }
}

TEST(Tests, AfterAStopRequestComeSoonAndAreThrownAway) {
  std::stop_source stop;
  stop.request_stop();
  const TestedRun run = tested(leads_of({"stock", "a"}), {.stop = stop.get_token()});
  EXPECT_EQ(run.variants.size(), 2u);  // what was loaded is whole
}

}  // namespace
}  // namespace folioscope::compare
