// SPDX-License-Identifier: GPL-3.0-or-later
// The function `symbol(cell_id, address)` of SQL: what lies there in the kernel that the cell
// booted, "lru_add_drain_per_cpu" or "vmstat+0x20"; NULL where nothing of the kernel does, of a
// module, and of a kernel without System.map. Holds for kernels that run where they were linked
// (CONFIG_RANDOMIZE_BASE is off). Internal to store/.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// The symbols of one kernel. Lines that are none are passed over.
class SymbolTable {
 public:
  explicit SymbolTable(std::string system_map);
  std::optional<std::string> name_at(std::uint64_t address) const;

 private:
  struct Symbol {
    std::uint64_t address = 0;
    std::string_view name;  // in text_
  };
  std::string text_;
  std::vector<Symbol> symbols_;  // by address, one for each
};

// The hash of the kernel that the cell booted; empty: none is known.
Result<std::string> kernel_of(Connection& db, CellId cell);

// Of one connection, which it must outlive.
class SymbolFunction {
 public:
  explicit SymbolFunction(Connection& db) : db_(db) {}
  SymbolFunction(const SymbolFunction&) = delete;
  SymbolFunction& operator=(const SymbolFunction&) = delete;

  Status add();
  Result<std::optional<std::string>> name_at(CellId cell, std::uint64_t address);

 private:
  Result<const SymbolTable*> table_of(CellId cell);

  Connection& db_;
  std::map<CellId, std::string> kernels_;  // by cell, '': none
  std::map<std::string, std::unique_ptr<SymbolTable>> tables_;
};

}  // namespace folioscope::store
