// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/anomaly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "catalog/metric_name.h"

namespace folioscope::catalog {
namespace {

using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

TEST(Anomalies, EachStandsOnceWithAMeaningAndAnAdvice) {
  std::set<std::string_view> names;
  for (const Anomaly& anomaly : kAnomalies) {
    EXPECT_TRUE(names.insert(anomaly.name).second) << anomaly.name;
    EXPECT_THAT(std::string(anomaly.name), MatchesRegex("[a-z][a-z0-9_]*"));
    EXPECT_THAT(anomaly.meaning, Not(IsEmpty())) << anomaly.name;
    EXPECT_THAT(anomaly.advice, Not(IsEmpty())) << anomaly.name;
    EXPECT_EQ(anomaly.advice.find('\n'), anomaly.advice.npos) << anomaly.name;
  }
}

TEST(Anomalies, AreFoundByName) {
  for (const Anomaly& anomaly : kAnomalies) EXPECT_EQ(find_anomaly(anomaly.name), &anomaly);
  for (const char* name : {"", "a", "zzz", "batch", "batch_missing_"})
    EXPECT_EQ(find_anomaly(name), nullptr) << name;
}

TEST(Anomalies, WhatTouchesNoMetricIsANote) {
  EXPECT_EQ(find_anomaly("stack_frames_without_name")->severity, Severity::Note);
  EXPECT_EQ(find_anomaly("cma_start_without_finish")->severity, Severity::Warning);
  EXPECT_EQ(find_anomaly("pages_damaged")->severity, Severity::Error);
}

TEST(CurrentAnomalyName, KnowsWhatWasCalledOtherwise) {
  EXPECT_EQ(current_anomaly_name("damaged_page"), "pages_damaged");
  EXPECT_EQ(current_anomaly_name("event_without_format"), "events_not_understood");
  for (const Anomaly& anomaly : kAnomalies) {
    EXPECT_EQ(current_anomaly_name(anomaly.name), anomaly.name);
    EXPECT_EQ(find_anomaly(anomaly.was), nullptr) << anomaly.was;
  }
  EXPECT_EQ(current_anomaly_name(""), "");
  EXPECT_EQ(current_anomaly_name("nobodys"), "nobodys");
}

TEST(AnomalyNames, AreCheckedWhenCompiling) {
  constexpr AnomalyName name("batch_missing");
  EXPECT_EQ(name.text(), "batch_missing");
}

}  // namespace
}  // namespace folioscope::catalog
