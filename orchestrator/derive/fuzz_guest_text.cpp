// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as one of the files that a guest sends, which the first byte says; for `s`
// with symbols, too. What is not understood is counted, what is understood keeps its bounds.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "derive/derive.h"
#include "derive/event_histogram.h"
#include "derive/page_ranges.h"
#include "derive/stack_table.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::derive;
using fuzz::check;

namespace {

constexpr const char* kSystemMap =
    "ffffffff81000000 T _stext\n"
    "ffffffff81000040 t folio_add_lru.part.0\n"
    "ffffffff81000090 T filemap_fault\n"
    "ffffffff81001000 T _etext\n";

void check_rows(const DerivedBoot& derived) {
  for (const store::MetricRow& metric : derived.rows.metrics) {
    check(std::isfinite(metric.value));
    if (metric.unit == "ratio") check(metric.value >= 0 && metric.value <= 1);
  }
  for (const store::DistributionRow& row : derived.rows.distributions)
    check(row.count > 0 && std::isfinite(row.low) && std::isfinite(row.high));
  for (const store::AnomalyRow& anomaly : derived.rows.anomalies) check(anomaly.count > 0);
}

void check_histogram(std::string_view text) {
  const EventHistogram histogram = EventHistogram::parse(text);
  check(histogram.hits >= 0 && histogram.dropped >= 0 && histogram.refused_lines >= 0);
  check(histogram.entries.size() <= limits::kHistogramEntries);
  for (const EventHistogram::Entry& entry : histogram.entries) {
    check(entry.hits >= 0 && entry.frames.size() <= limits::kStackFrames);
    check(entry.values.size() <= limits::kHistogramValues);
  }
  check(std::ranges::is_sorted(histogram.entries, std::ranges::greater(),
                               &EventHistogram::Entry::hits));
}

void check_stacks(std::string_view text) {
  const StackTable table = StackTable::parse(text);
  for (const auto& [id, place] : table.all()) {
    check(id > 0 && !table.frames(id).empty());
    check(table.frames(id).size() <= limits::kStackFrames);
  }
}

void check_ranges(const std::vector<store::PageRangeRow>& rows) {
  for (const store::PageRangeRow& row : rows) {
    check(row.name.empty() == (row.kind == "node"));
    check(row.pages > 0 && row.first_pfn <= std::uint64_t{1} << 41);
  }
}

void put(BootData& boot, char file, const std::string& text) {
  switch (file) {
    case 's':
      boot.guest.stacks = text;
      boot.system_map = kSystemMap;
      return check_stacks(text);
    case 'h':
      boot.guest.holds = text;
      boot.guest.stacks = "1 10 45\n2 95\n";
      return;
    case 'c':
      boot.guest.counters = text;
      return;
    case 'a':
      boot.guest.abi = text;
      return;
    case 'z':
      boot.guest.zoneinfo = text;
      return check_ranges(zones_of(text).rows);
    case 'm':
      boot.guest.cma_areas = text;
      return check_ranges(said_cma_areas(text).rows);
    default:
      boot.guest.histograms = {{"cma", "cma_alloc_start", text}};
      return check_histogram(text);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  const char file = static_cast<char>(input.byte());
  BootData boot;
  put(boot, file, std::string(fuzz::as_text(input.rest())));
  const auto derived = derive_boot(boot);
  if (derived)
    check_rows(*derived);
  else
    check(file == 'a' && !derived.fault().what.empty());
  return 0;
}
