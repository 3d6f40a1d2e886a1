// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/kernel_symbols.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/system_map.h"
#include "store/packed_text.h"

namespace folioscope::store {
namespace {

// Below lie numbers that are no addresses: offsets of per-CPU variables.
constexpr std::uint64_t kKernelBegins = 0xffff'8000'0000'0000;

void symbol(sqlite3_context* result, int, sqlite3_value** values) {
  auto& function = *static_cast<SymbolFunction*>(sqlite3_user_data(result));
  if (sqlite3_value_type(values[1]) != SQLITE_INTEGER) return;
  const auto name = function.name_at({sqlite3_value_int64(values[0])},
                                     static_cast<std::uint64_t>(sqlite3_value_int64(values[1])));
  if (!name.ok())
    sqlite3_result_error(result, name.fault().what.c_str(), -1);
  else if (*name)
    sqlite3_result_text64(result, (*name)->data(), (*name)->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

SymbolTable::SymbolTable(std::string system_map) : text_(std::move(system_map)) {
  const std::string_view text = text_;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto line = symbol_line(text.substr(at, end - at));
    if (line && line->address >= kKernelBegins) symbols_.push_back({line->address, line->name});
    at = end + 1;
  }
  // Of several names for one place the first in the file.
  std::ranges::stable_sort(symbols_, {}, &Symbol::address);
  const auto same = [](const Symbol& a, const Symbol& b) { return a.address == b.address; };
  symbols_.erase(std::unique(symbols_.begin(), symbols_.end(), same), symbols_.end());
}

std::optional<std::string> SymbolTable::name_at(std::uint64_t address) const {
  auto next = std::ranges::upper_bound(symbols_, address, {}, &Symbol::address);
  // Behind the last one (_end) begins what the kernel allocates, and modules.
  if (next == symbols_.begin() || (next == symbols_.end() && symbols_.back().address != address))
    return std::nullopt;
  const Symbol& symbol = *--next;
  if (symbol.address == address) return std::string(symbol.name);
  return fmt::format("{}+{:#x}", symbol.name, address - symbol.address);
}

Status SymbolFunction::add() {
  const int code = sqlite3_create_function_v2(db_.get(), "symbol", 2, SQLITE_UTF8, this, symbol,
                                              nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(sqlite_fault(db_.get(), code));
}

Result<std::string> kernel_of(Connection& db, CellId cell) {
  TRY(Statement find, db.prepare("SELECT kernel.hash FROM cell "
                                 "JOIN workload ON workload.name = cell.workload "
                                 "JOIN kernel ON kernel.variant = cell.variant "
                                 "AND kernel.base = workload.base WHERE cell.id = ?1"));
  find.bind(cell);
  TRY(const bool there, find.step());
  return there && !find.null(0) ? find.text(0) : std::string();
}

Result<const SymbolTable*> SymbolFunction::table_of(CellId cell) {
  auto kernel = kernels_.find(cell);
  if (kernel == kernels_.end()) {
    TRY(std::string hash, kernel_of(db_, cell));
    kernel = kernels_.emplace(cell, std::move(hash)).first;
  }
  if (const auto known = tables_.find(kernel->second); known != tables_.end())
    return known->second.get();
  TRY(Statement read, db_.prepare("SELECT system_map FROM kernel_symbols WHERE kernel_hash = ?1"));
  read.bind(kernel->second);
  TRY(const bool there, read.step());
  std::unique_ptr<SymbolTable> table;
  if (there) {
    TRY(std::string text, unpack_text(read.blob(0)));
    table = std::make_unique<SymbolTable>(std::move(text));
  }
  return tables_.emplace(kernel->second, std::move(table)).first->second.get();
}

Result<std::optional<std::string>> SymbolFunction::name_at(CellId cell, std::uint64_t address) {
  TRY(const SymbolTable* table, table_of(cell));
  return table == nullptr ? std::optional<std::string>() : table->name_at(address);
}

}  // namespace folioscope::store
