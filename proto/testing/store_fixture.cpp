// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/store_fixture.h"

#include <fmt/format.h>

#include <variant>

namespace folioscope::store {
namespace {

struct Print {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(const std::vector<std::byte>& value) const {
    return fmt::format("<{} bytes>", value.size());
  }
};

}  // namespace

std::string StoreTest::text_of(const Reader::Query& query) {
  std::string text;
  for (const auto& row : query.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i ? "|" : "") + std::visit(Print{}, row[i]);
    text += '\n';
  }
  return text;
}

}  // namespace folioscope::store
