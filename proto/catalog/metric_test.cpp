// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "catalog/metric_name.h"

namespace folioscope::catalog {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::MatchesRegex;
using testing::Not;

constexpr std::string_view kUnits[] = {"count",      "ratio",    "pages",  "bytes", "folios",
                                       "references", "requests", "rounds", "moves", "plants",
                                       "ops",        "ns",       "us",     "ms",    "1/s"};

bool is_unit(std::string_view unit) { return std::ranges::find(kUnits, unit) != std::end(kUnits); }

std::set<std::string> names_of(std::span<const Metric> metrics) {
  std::set<std::string> names;
  for (const Metric& metric : metrics) names.insert(metric.name);
  return names;
}

Better better(std::string_view name) {
  const Metric* metric = find_metric(name);
  EXPECT_NE(metric, nullptr) << name;
  return metric == nullptr ? Better::Neither : metric->better;
}

// What was called so in runs before schema 5, spelled out here: the table cannot forget one.
constexpr std::pair<std::string_view, std::string_view> kRenamed[] = {
    {"culprit_share_lru_batch", "holder_share_lru_batch"},
    {"culprit_share_gup", "holder_share_gup"},
    {"culprit_share_unknown_in_cma", "holder_share_unknown_in_cma"},
    {"failure_excess", "failure_extra_references"},
    {"failure_excess_in_cma", "failure_extra_references_in_cma"},
    {"failures_isolate", "failures_extra_references"},
    {"failures_isolate_in_cma", "failures_extra_references_in_cma"},
    {"failures_skipped", "failures_not_isolated"},
    {"failures_skipped_in_cma", "failures_not_isolated_in_cma"},
    {"freeze_elevation", "freeze_extra_references"},
    {"freeze_elevation_mean", "freeze_extra_references_mean"},
    {"cma_freeze_elevation_max", "cma_freeze_extra_references_max"},
};

TEST(Metrics, EachNameStandsOnce) {
  EXPECT_EQ(names_of(metrics()).size(), metrics().size());
  EXPECT_EQ(names_of(distributions()).size(), distributions().size());
  EXPECT_GT(metrics().size(), 300u);
}

TEST(Metrics, EachHasANameAUnitAndAMeaning) {
  for (const Metric& metric : metrics()) {
    EXPECT_THAT(metric.name, MatchesRegex("[a-z][a-z0-9_]*"));
    EXPECT_TRUE(is_unit(metric.unit)) << metric.name << " in " << metric.unit;
    EXPECT_TRUE(metric.other_unit.empty() || is_unit(metric.other_unit)) << metric.name;
    EXPECT_THAT(metric.meaning, Not(IsEmpty())) << metric.name;
    EXPECT_THAT(metric.meaning, Not(AnyOf(HasSubstr("*"), EndsWith("."), HasSubstr("\n"))))
        << metric.name;
  }
}

TEST(Metrics, AreFoundByNameAndOnlyByWhole) {
  for (const Metric& metric : metrics()) EXPECT_EQ(find_metric(metric.name), &metric);
  for (const Metric& one : distributions()) EXPECT_EQ(find_distribution(one.name), &one);
  for (const char* name : {"", "cma", "cma_calls_", "cma_calls_in_cma", "cma_latency",
                           "lock_pairs_*", "holder_share_", "failures_page_cache"})
    EXPECT_EQ(find_metric(name), nullptr) << name;
  EXPECT_NE(find_distribution("cma_latency"), nullptr);
  EXPECT_EQ(find_distribution("cma_latency_p50"), nullptr);
}

TEST(Metrics, FamiliesAreSpelledOut) {
  EXPECT_THAT(names_of(metrics()),
              IsSupersetOf({"cma_latency_p50", "cma_latency_p95", "cma_latency_p99",
                            "cma_latency_max", "cma_latency_mean", "lock_pairs_read_io",
                            "lock_hold_fault_with_waiters_p99", "lock_hold_by_handoff_mean",
                            "lock_wait_migration_entry_p50", "failures_not_on_lru_in_cma",
                            "holder_share_fault_around", "holder_share_fault_around_in_cma",
                            "mmtrace_acquired_split", "migrate_success_ratio_contig_range",
                            "pin_failures_vmsplice", "ops_truncate", "ns_truncate"}));
}

TEST(Metrics, AMeaningIsAPhraseForTheWholeName) {
  EXPECT_EQ(find_metric("cma_latency_p95")->meaning,
            "CMA allocation from start to finish, 95th percentile in a boot");
  EXPECT_EQ(find_metric("herd_stall_max")->meaning, "an access that faulted, longest in a boot");
  EXPECT_EQ(find_metric("wake_woken_max")->meaning, "sleepers woken at once, most in a boot");
  EXPECT_EQ(find_metric("failures_freeze_in_cma")->meaning,
            "tries to migrate that failed on a reference, at the freeze of the reference count, in "
            "a CMA allocation");
}

// A rule for those who add rows: where the unit or the name leaves no doubt, so does the direction.
TEST(Directions, FollowFromWhatIsMeasured) {
  for (const Metric& metric : metrics()) {
    const bool speed = metric.unit == "1/s" || metric.name.ends_with("_success_ratio");
    if (speed) {
      EXPECT_EQ(metric.better, Better::Higher) << metric.name;
    }
    const bool duration =
        metric.unit.ends_with("s") && metric.unit.size() == 2 && metric.name.ends_with("_p99");
    if (duration || metric.name.ends_with("_failure_rate")) {
      EXPECT_EQ(metric.better, Better::Lower) << metric.name;
    }
  }
}

TEST(Directions, OfSomeThatAreEasyToGetWrong) {
  EXPECT_EQ(better("cma_calls"), Better::Neither);
  EXPECT_EQ(better("cma_failures"), Better::Lower);
  EXPECT_EQ(better("pgfault"), Better::Neither);
  EXPECT_EQ(better("faults_per_second"), Better::Higher);
  EXPECT_EQ(better("fault_fairness"), Better::Higher);
  EXPECT_EQ(better("pmd_mapped_ratio"), Better::Higher);
  EXPECT_EQ(better("thp_bytes_lost"), Better::Lower);
  EXPECT_EQ(better("leaked_refs_min"), Better::Neither);       // below 0 is as bad
  EXPECT_EQ(better("holder_share_gup"), Better::Neither);      // one's share is another's
  EXPECT_EQ(better("failures_named_share"), Better::Neither);  // of the instrument
  EXPECT_EQ(better("filemap_fault_read_folio_held"), Better::Lower);
}

TEST(CurrentName, KnowsWhatWasCalledOtherwise) {
  for (const auto& [was, is] : kRenamed) {
    EXPECT_EQ(current_name(was), is);
    EXPECT_TRUE(find_metric(is) != nullptr || find_distribution(is) != nullptr) << is;
  }
}

TEST(CurrentName, LeavesEverythingElseAlone) {
  for (const Metric& metric : metrics()) EXPECT_EQ(current_name(metric.name), metric.name);
  for (const Metric& one : distributions()) EXPECT_EQ(current_name(one.name), one.name);
  EXPECT_EQ(current_name("my_own_metric"), "my_own_metric");
  EXPECT_EQ(current_name(""), "");
}

TEST(CurrentName, OldNamesAreNotCurrentOnes) {
  EXPECT_GT(renames().size(), 30u);
  std::set<std::string> old;
  for (const Rename& one : renames()) {
    EXPECT_TRUE(old.insert(one.was).second) << one.was;
    EXPECT_EQ(find_metric(one.was), nullptr) << one.was;
    EXPECT_EQ(find_distribution(one.was), nullptr) << one.was;
    EXPECT_EQ(current_name(one.was), one.is);
  }
}

TEST(Names, CarryUnitAndSourceOfTheirRow) {
  constexpr MetricName calls("cma_calls");
  EXPECT_EQ(calls.text(), "cma_calls");
  EXPECT_EQ(calls.unit(), "count");
  EXPECT_EQ(calls.source(), Source::Events);
  constexpr SamplesName hold("lock_hold");
  EXPECT_EQ(hold.unit(), "ns");
  EXPECT_EQ(MetricName("failures_in_cma").text(), "failures_in_cma");
  EXPECT_EQ(DistributionName("mmap_lock_io_hold").unit(), "ms");
}

TEST(Names, OfAFamilyAreMadeOfItsWords) {
  constexpr SamplesFamily holds("lock_hold_*_with_waiters");
  EXPECT_EQ(holds.of(LockClass::ReadIo).text, "lock_hold_read_io_with_waiters");
  constexpr MetricFamily shares("holder_share_*_in_cma");
  const auto share = shares.of(HolderClass::LruBatch);
  EXPECT_EQ(MetricName(share).text(), "holder_share_lru_batch_in_cma");
  EXPECT_EQ(MetricName(share).unit(), "ratio");
  EXPECT_NE(find_metric(share.text), nullptr);
  EXPECT_EQ(MetricFamily("failures_*").of(2).text, "failures_extra_references");
}

}  // namespace
}  // namespace folioscope::catalog
