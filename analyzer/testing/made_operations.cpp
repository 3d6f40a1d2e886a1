// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/made_operations.h"

#include <string_view>

namespace folioscope::query {
namespace {

constexpr std::int64_t kMigrator = 95, kWaiter = 97, kOperations = 10;
constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint64_t kFirstPage = 4096;

GuestTime begin_of(std::int64_t operation) {
  return {10'000 * kMs + static_cast<std::uint64_t>(operation) * 10 * kMs};
}

GuestTime after(GuestTime time, std::uint64_t ns) { return {time.ns + ns}; }

// A failure on a page, with a holder, while the migrating task had the page's lock.
void fail(store::CellRecord& cell, std::int64_t operation, std::uint64_t pfn,
          std::uint64_t after_ns, const char* holder_class) {
  const GuestTime time = after(begin_of(operation), after_ns);
  const auto id = static_cast<std::int64_t>(cell.references.failures.size()) + 1;
  cell.references.failures.push_back({.id = id,
                                      .time = time,
                                      .kind = "freeze",
                                      .pfn = static_cast<std::int64_t>(pfn),
                                      .seen = 3,
                                      .expected = 2,
                                      .pid = kMigrator,
                                      .in_cma = true,
                                      .attribution = "named",
                                      .operation = operation});
  store::HolderRow holder;
  holder.failure = id;
  holder.holder_class = holder_class;
  holder.pid = kWaiter;
  holder.comm = "churner";
  holder.age_ns = 20'000;
  holder.confidence = "high";
  cell.references.holders.push_back(holder);
  const auto lock = static_cast<std::int64_t>(cell.page_rows.locks.size()) + 1;
  cell.page_rows.locks.push_back({.id = lock,
                                  .pfn = pfn,
                                  .begin = {time.ns - 5'000},
                                  .end = {time.ns + 5'000},
                                  .holder_class = "migration",
                                  .pid = kMigrator,
                                  .comm = "cma",
                                  .cpu = 1});
  cell.page_rows.references.push_back({.id = lock,
                                       .pfn = pfn,
                                       .begin = {time.ns - 20'000},
                                       .end = {time.ns + 30'000},
                                       .holder_class = holder_class,
                                       .pid = kWaiter,
                                       .comm = "churner"});
}

void add_operation(store::CellRecord& cell, std::int64_t id, bool failed) {
  const std::uint64_t lasts = failed ? kMs : kMs / 2 + static_cast<std::uint64_t>(id) * 10'000;
  store::OperationRows& rows = cell.operations;
  rows.operations.push_back({.id = id,
                             .kind = "cma_alloc",
                             .reason = "",
                             .pid = kMigrator,
                             .begin = begin_of(id),
                             .end = after(begin_of(id), lasts),
                             .first_pfn = kFirstPage,
                             .pages = 64,
                             .failed = failed,
                             .error = failed ? -16 : 0,
                             .attempts = 64,
                             .failed_attempts = failed ? 3 : 0});
  const std::int64_t held = failed ? 400'000 : 100 * id;
  rows.locks.push_back({id, "read_io", 2, failed ? 1 : 0, held + 50, held});
  if (failed) rows.references.push_back({id, "lru_batch", 1, 200'000});
}

void add_boot(store::CellRecord& cell, bool stock) {
  for (std::int64_t id = 1; id <= kOperations; ++id)
    add_operation(cell, id, stock ? id == 5 : id > 5);
  if (stock) {
    for (int i = 0; i < 3; ++i)
      fail(cell, 5, kFirstPage + 4, 100'000 + 50'000 * static_cast<std::uint64_t>(i),
           "page_lock_waiter");
    cell.page_rows.locks.push_back({.id = 4,
                                    .pfn = kFirstPage + 9,
                                    .begin = after(begin_of(5), 300'000),
                                    .end = after(begin_of(5), 700'000),
                                    .holder_class = "read_io",
                                    .pid = 96,
                                    .comm = "churner",
                                    .waiters = 2,
                                    .waited_ns = 300'000});
    return;
  }
  for (std::int64_t id = 6; id <= kOperations; ++id)
    for (const std::uint64_t page : {1U, 2U})
      fail(cell, id, kFirstPage + page, 200'000 * page, "lru_batch");
}

}  // namespace

MadeRun made_operations() {
  MadeRun made({"stock", "drain-only"}, 4);
  for (const char* variant : {"stock", "drain-only"})
    for (int boot = 0; boot < 4; ++boot)
      add_boot(made.cell(variant, boot), variant == std::string_view("stock"));
  return made;
}

}  // namespace folioscope::query
