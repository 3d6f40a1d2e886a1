// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/store_dump.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "store/schema_names.h"

namespace folioscope::store {

std::map<std::string, std::vector<std::vector<SqlValue>>> all_rows(
    const std::filesystem::path& file) {
  auto reader = Reader::open(file);
  if (!reader) throw std::runtime_error(reader.fault().what);
  std::map<std::string, std::vector<std::vector<SqlValue>>> tables;
  for (const SchemaName& table : kSchemaNames) {
    auto rows = (*reader)->sql(fmt::format("SELECT * FROM {}", table.name));
    if (!rows) throw std::runtime_error(rows.fault().what);
    tables[std::string(table.name)] = std::move(rows->rows);
  }
  return tables;
}

}  // namespace folioscope::store
