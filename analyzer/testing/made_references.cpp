// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_references.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace folioscope::query {
namespace {

enum Stack : std::int64_t { kNoStack, kLruAdd, kReadahead, kRead, kGup };

void add_stacks(store::CellRecord& cell) {
  cell.stacks = {
      {kLruAdd,
       "__page_ref_mod;folio_add_lru;filemap_add_folio;page_cache_ra_unbounded;read_pages"},
      {kReadahead, "__page_ref_mod;page_cache_ra_unbounded;force_page_cache_ra;do_sys_read"},
      {kRead, "__page_ref_mod_unless;filemap_get_read_batch;filemap_get_pages;filemap_read"},
      {kGup, "__page_ref_mod;try_grab_folio;follow_page_pte.isra.0;__get_user_pages;do_vmsplice"}};
}

store::HolderRow holder(std::string holder_class, Stack stack, std::string comm,
                        std::int64_t age_us) {
  store::HolderRow row;
  row.holder_class = std::move(holder_class);
  row.stack = stack;
  row.comm = std::move(comm);
  row.pid = 100;
  row.age_ns = age_us * 1000;
  row.confidence = "high";
  row.evidence = "its get is open in a history that reaches back far enough";
  return row;
}

store::HolderRow in_batch_without_a_get() {
  store::HolderRow row;
  row.holder_class = "lru_batch";
  row.cpu = 3;
  row.confidence = "high";
  row.evidence = "found in the lru_add batch of CPU 3";
  return row;
}

void add_stock(store::CellRecord& cell, int boot) {
  for (int i = 0; i < 4 + boot % 2; ++i)
    add_failure(cell, {.holders = {holder("read", kRead, "cat", 20 + i)}});
  add_failure(cell, {.attribution = "unknown"});
  if (boot == 2) add_failure(cell, {.attribution = "unreliable"});
}

void add_drain_only(store::CellRecord& cell, int boot) {
  for (int i = 0; i < 30 + 2 * boot; ++i)
    add_failure(cell, {.holders = {holder("lru_batch", kLruAdd, "lrupark", 90'000 + 500 * i)}});
  for (int i = 0; i < 6; ++i) add_failure(cell, {.holders = {in_batch_without_a_get()}});
  for (int i = 0; i < 3; ++i)
    add_failure(cell, {.holders = {holder("read", kRead, "cat", 30 + i),
                                   holder("gup", kGup, "pin", 2'000'000)}});
  add_failure(cell, {.attribution = "partly",
                     .excess = 2,
                     .holders = {holder("readahead", kReadahead, "cat", 15)}});
  add_failure(cell, {.excess = 0});
  add_failure(cell, {.in_cma = false, .holders = {holder("gup", kGup, "pin", 5'000'000)}});
}

std::vector<double> steps(double start, int count, double step) {
  std::vector<double> samples;
  samples.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) samples.push_back(start + step * i);
  return samples;
}

void add_locks(store::CellRecord& cell, double factor) {
  const double boot = 1 + 0.02 * cell.cell.boot;
  const auto hold = [&](const std::string& name, double start_ns, int count, double step_ns) {
    add_samples(cell, name, steps(start_ns * boot, count, step_ns * boot));
  };
  hold("lock_hold", 900, 400, 40 * factor);
  hold("lock_hold_migration", 9'000, 100, 300 * factor);
  hold("lock_hold_migration_with_waiters", 30'000, 20, 2'000 * factor);
  hold("lock_hold_fault", 900, 250, 8);
  hold("lock_hold_read_io", 100'000, 50, 60'000);
  hold("lock_hold_by_try", 900, 350, 40 * factor);
  hold("lock_hold_by_handoff", 4'000, 50, 100);
  hold("lock_hold_with_waiters", 30'000, 25, 2'000 * factor);
  hold("lock_hold_without_waiters", 900, 375, 40);
  hold("lock_wait", 5'000, 40, 9'000 * factor);
  hold("lock_wait_shared", 5'000, 40, 9'000 * factor);
  hold("wake_locked_ns", 300, 25, 10);
  add_samples(cell, "wake_entries", steps(1, 25, 1), "count");
  const auto count = [&](const char* name, double value) {
    cell.metrics.push_back({name, value, "count", "events", false});
  };
  count("lock_pairs", 400);
  count("lock_pairs_migration", 100);
  count("wakes", 25);
  count("wake_chunks_max", 1);
  count("lock_unmatched_releases", cell.cell.boot);
  count("lock_unreleased_starts", 2);
  count("lock_starts_replaced", 0);
}

}  // namespace

void add_failure(store::CellRecord& cell, const MadeFailure& failure) {
  const auto id = static_cast<std::int64_t>(cell.references.failures.size()) + 1;
  cell.references.failures.push_back({.id = id,
                                      .time = {static_cast<std::uint64_t>(id) * 1'000'000},
                                      .kind = "freeze",
                                      .pfn = 4096 + id,
                                      .seen = 2 + failure.excess,
                                      .expected = 2,
                                      .pid = 900,
                                      .in_cma = failure.in_cma,
                                      .attribution = failure.attribution});
  int ordinal = 0;
  for (store::HolderRow row : failure.holders) {
    row.failure = id;
    row.ordinal = ordinal++;
    cell.references.holders.push_back(std::move(row));
  }
}

void close_failures(store::CellRecord& cell) {
  cell.metrics.push_back(
      {"failures", static_cast<double>(cell.references.failures.size()), "count", "events", false});
}

void add_samples(store::CellRecord& cell, const std::string& name, std::vector<double> samples,
                 const std::string& unit) {
  std::ranges::sort(samples);
  const auto rank = [&](double share) {
    return samples[static_cast<std::size_t>(
                       std::ceil(share * static_cast<double>(samples.size()))) -
                   1];
  };
  for (const auto& [suffix, share] : {std::pair("_p50", 0.5), {"_p95", 0.95}, {"_max", 1.0}})
    cell.metrics.push_back({name + suffix, rank(share), unit, "events", false});
  std::map<double, std::int64_t> buckets;
  for (const double sample : samples) ++buckets[std::exp2(std::floor(std::log2(sample)))];
  for (const auto& [low, count] : buckets)
    cell.distributions.push_back({name, low, 2 * low, count, unit});
}

MadeRun made_references() {
  MadeRun made = made_cma_batching();
  for (int boot = 0; boot < 6; ++boot) {
    store::CellRecord& stock = made.cell("stock", boot);
    store::CellRecord& drain_only = made.cell("drain-only", boot);
    add_stock(stock, boot);
    add_drain_only(drain_only, boot);
    add_locks(stock, 1);
    add_locks(drain_only, 1.5);
    for (store::CellRecord* cell : {&stock, &drain_only}) {
      add_stacks(*cell);
      close_failures(*cell);
    }
  }
  return made;
}

}  // namespace folioscope::query
