// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/histogram_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace folioscope::derive {
namespace {

using Metrics = std::map<std::string, double>;

Metrics metrics_of(std::string event, std::string_view filter, std::string_view end) {
  const std::string text = "# trigger info: hist:keys=stacktrace:vals=hitcount,val:size=2048 if " +
                           std::string(filter) + " [active]\n" + R"(
{ stacktrace:
         __page_ref_mod_unless+0x68/0x80
         next_uptodate_page+0x10c/0x260
         filemap_map_pages+0xd0/0x630
} hitcount:         40  val:         40
{ stacktrace:
         __page_ref_mod_unless+0x68/0x80
         __filemap_get_folio+0x1f0/0x330
         shmem_get_folio_gfp+0x88/0x700
         shmem_fault+0x70/0x1f0
} hitcount:          2  val:          2
)" + std::string(end);
  Output out(false);
  write_histogram_metrics(std::vector<HistogramFile>{{"page_ref", std::move(event), text}}, out);
  Metrics metrics;
  for (const auto& row : std::move(out).take().metrics) metrics[row.name] = row.value;
  return metrics;
}

constexpr const char* kGets = "page_ref_mod_unless";
constexpr const char* kTotals = "Totals:\n    Hits: 42\n    Entries: 2\n    Dropped: 0\n";

TEST(HistogramMetrics, GetsOfLockedPagesAreCountedAndThoseOfFaultAroundApart) {
  EXPECT_EQ(metrics_of(kGets, "flags & 1 && ret == 1", kTotals),
            (Metrics{{"locked_gets", 42}, {"locked_gets_fault_around", 40}}));
}

TEST(HistogramMetrics, GetsOfOtherPagesAreNotTakenForThem) {
  EXPECT_EQ(metrics_of(kGets, "mt>=4", kTotals), Metrics{});
  EXPECT_EQ(metrics_of("page_ref_mod", "flags & 1", kTotals), Metrics{});
}

TEST(HistogramMetrics, OneThatWasCutSaysNothing) {
  EXPECT_EQ(metrics_of(kGets, "flags & 1", ""), Metrics{});
}

TEST(HistogramFile, IsKnownByItsNameInTheStore) {
  const HistogramFile file{"page_ref", "page_ref_mod", "Totals:\n"};
  EXPECT_EQ(stored(file).name, "hist:page_ref:page_ref_mod");
  EXPECT_EQ(histogram_of_store(stored(file)), file);
  for (const char* other :
       {"", "hist", "hist:", "hist:a", "hist:a:", "hist::a", "history:a:b", "hist/a/b", "holds"})
    EXPECT_EQ(histogram_of_store({other, ""}), std::nullopt) << other;
}

}  // namespace
}  // namespace folioscope::derive
