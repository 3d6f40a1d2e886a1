// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/store_fixture.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <variant>

#include "store/checked_pages.h"

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

std::string StoreTest::finished_run() {
  {
    auto writer = create(2);
    EXPECT_TRUE(commit(*writer, 0).ok());
    EXPECT_TRUE(writer->finish({1}).ok());
  }
  std::ifstream in(file_, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void StoreTest::put(const std::string& bytes) {
  std::ofstream(file_, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void StoreTest::execute(const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open_v2(file_.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                            checked_pages()),
            SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
}

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
