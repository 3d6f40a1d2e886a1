// SPDX-License-Identifier: GPL-3.0-or-later
// `folioscope list` over the catalogue, and `folioscope check` of names against it. Boots no guest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/anomaly.h"
#include "catalog/metric.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

using testing::HasSubstr;

TEST(Catalogue, IsListedForMachines) {
  const auto metrics = nlohmann::json::parse(folioscope({"list", "--metrics", "--json"}).out);
  EXPECT_EQ(metrics.size(), catalog::metrics().size());
  EXPECT_EQ(metrics[0]["name"], "cma_calls");
  EXPECT_EQ(metrics[0]["better"], "neither");
  EXPECT_EQ(metrics[0]["source"], "events");
  const auto anomalies = nlohmann::json::parse(folioscope({"list", "--anomalies", "--json"}).out);
  EXPECT_EQ(anomalies.size(), catalog::kAnomalies.size());
}

TEST(Catalogue, IsListedForPeople) {
  EXPECT_THAT(folioscope({"list", "--metrics"}).out,
              HasSubstr("CMA allocations that failed, of all"));
  EXPECT_THAT(folioscope({"list", "--anomalies"}).out, HasSubstr("batch_missing"));
}

TEST(Catalogue, AMisspeltMetricIsFoundBeforeAnythingRuns) {
  Workplace place(preamble("misspelt") +
                  "about: {headline: [cma_failure_ratio]}\n"
                  "variants: [{name: stock}]\n"
                  "machines: [{name: small}]\n"
                  "workloads: [{program: cma-churn}]\n"
                  "events: [cma]\n");
  const sys::Exit checked = folioscope({"check", place.experiment().string()});
  EXPECT_EQ(checked.code, 2);
  EXPECT_THAT(checked.out + checked.err, HasSubstr("did you mean `cma_failure_rate`?"));
}

}  // namespace
}  // namespace folioscope::e2e
