// SPDX-License-Identifier: GPL-3.0-or-later
// Events made up for tests: the tracepoints that derive knows, each field eight bytes wide, laid
// out in real ring-buffer pages by CPU.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "derive/derive.h"
#include "derive/holders/migration_failure.h"
#include "testing/page_builder.h"

namespace folioscope::derive {

using Derived = store::DerivedRows;

// Chunks of `chunk_bytes`, a whole number of pages.
store::PagesByCpu made_pages(std::map<int, std::vector<std::byte>> pages,
                             std::size_t chunk_bytes = std::size_t{1} << 20);

DerivedBoot derived(const BootData& boot);
Derived rows_of(const BootData& boot);

// Some CPU has lost an event.
BootData lossy_boot();

class MadeEvents {
 public:
  // `newer`: cma_alloc_finish has errorno, as after 6.1. `abi1`: names of the instrumentation's
  // events and fields are those of ABI 1.
  explicit MadeEvents(bool newer = false, bool abi1 = false);
  ~MadeEvents();

  // One event; times of one CPU must not fall. Fields without a value are 0.
  MadeEvents& at(std::uint64_t time_ns, int cpu, int pid, std::string_view name,
                 const std::vector<std::int64_t>& values);
  MadeEvents& cma_start(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_start", {8192, 0});
  }
  MadeEvents& cma_success(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_finish", {1024, -4096, 8192, 0});
  }
  MadeEvents& cma_failure(std::uint64_t time_ns, int cpu, int pid) {
    return at(time_ns, cpu, pid, "cma_alloc_finish", {1024, 0, 8192, 0});
  }
  MadeEvents& failed_freeze(std::uint64_t time_ns, int cpu, int pid, int seen, int expected) {
    return at(time_ns, cpu, pid, "page_ref_freeze", {77, seen, expected, 0});
  }

  MadeEvents& acquired(std::uint64_t time_ns, int cpu, int pfn, int how = 0, int stack = 0) {
    return at(time_ns, cpu, 7, "folio_lock_acquired", {pfn, how, stack});
  }
  MadeEvents& released(std::uint64_t time_ns, int cpu, int pfn, bool had_waiters = false) {
    return at(time_ns, cpu, 7, "folio_lock_released", {pfn, had_waiters ? 0x81 : 0x1});
  }
  // The failure and, on the same CPU right behind it, its page's history.
  MadeEvents& failure(const MigrationFailure& made, int cpu = 0);

  const trace::FormatTable& formats() const { return formats_; }
  std::vector<std::byte> pages(int cpu) const;

  // `rest` with these events.
  BootData boot() const;
  BootData boot(BootData rest) const;
  Derived derive() const;
  Derived derive(const BootData& rest) const;

 private:
  void define(std::uint16_t id, std::string system, std::string name,
              const std::vector<std::string>& numbers);

  const char* unexpected_;
  trace::FormatTable formats_;
  std::map<std::string, std::uint16_t> ids_;
  std::map<std::string, std::size_t> numbers_;  // fields of an event
  std::map<int, std::vector<trace::PageBuilder>> pages_;
};

std::optional<double> value_of(const Derived& derived, std::string_view name);

// 0 when there is none.
std::int64_t anomaly_of(const Derived& derived, std::string_view name);

}  // namespace folioscope::derive
