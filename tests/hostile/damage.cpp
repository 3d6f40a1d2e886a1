// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostile/damage.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

namespace folioscope::hostile {
namespace {

constexpr std::size_t kPage = 4096;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  template <class Range>
  const auto& one_of(const Range& range) {
    return range[below(std::size(range))];
  }

 private:
  std::mt19937_64 random_;
};

class Database {
 public:
  explicit Database(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK || !run("PRAGMA ignore_check_constraints=1"))
      throw std::runtime_error(file.string() + " is no database");
    run("PRAGMA foreign_keys=0");
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // False: it cannot be done, such as a text in a column of numbers.
  bool run(const std::string& sql) {
    return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> found;
    const auto take = [](void* to, int, char** row, char**) {
      static_cast<std::vector<std::string>*>(to)->emplace_back(row[0] == nullptr ? "" : row[0]);
      return 0;
    };
    sqlite3_exec(db_, sql.c_str(), take, &found, nullptr);
    return found;
  }
  // That have rows.
  std::vector<std::string> tables() {
    std::vector<std::string> found = texts("select name from sqlite_master where type = 'table'");
    std::erase_if(found, [this](const std::string& table) {
      return texts("select 1 from " + table + " limit 1").empty();
    });
    return found;
  }
  std::vector<std::string> columns(const std::string& table) {
    return texts("select name from pragma_table_info('" + table + "')");
  }

 private:
  sqlite3* db_ = nullptr;
};

// Values that nobody writes, as SQL has them.
constexpr std::array kValues{"-1",
                             "0",
                             "1",
                             "2147483648",
                             "-9223372036854775808",
                             "9223372036854775807",
                             "1099511627776",
                             "1e308",
                             "-1e308",
                             "9e999",
                             "-9e999",
                             "1e-320",
                             "NULL",
                             "''",
                             "CAST(x'fffe41c0' AS TEXT)",                        // no UTF-8
                             "'gpj' || char(0x202e) || '.exe' || char(0x2066)",  // right to left
                             "'first' || char(10) || 'second' || char(0) || 'third'",
                             "replace(hex(zeroblob(50000)), '0', 'm')",  // 100,000 characters
                             "replace(hex(zeroblob(500)), '0', '<b>&lt;')",
                             "'%1%2%s%n'",
                             "'../../../../etc/passwd'",
                             "'[[[[[[[[{\"a\":'",
                             "'[-1, 1e308, 18446744073709551615]'",
                             "'nan'",
                             "zeroblob(65536)",
                             "randomblob(64)"};

// Those with one value, or a few, of the first column: many tables have no rowid.
std::string some_rows(Database& db, Dice& dice, const std::string& table) {
  const std::string key = db.columns(table).front();
  return fmt::format("{0} IN (SELECT {0} FROM {1} LIMIT {2} OFFSET {3})", key, table,
                     1 + dice.below(3), dice.below(8));
}

// One value of one column, in some rows or in all.
std::string change_values(Database& db, Dice& dice) {
  std::string done;
  for (std::size_t left = 1 + dice.below(4); left > 0; --left) {
    const std::string table = dice.one_of(db.tables());
    const std::string column = dice.one_of(db.columns(table));
    const std::string value = dice.one_of(kValues);
    const std::string where =
        dice.below(2) == 0 ? std::string() : " WHERE " + some_rows(db, dice, table);
    const std::string sql =
        fmt::format("UPDATE OR IGNORE {} SET {} = {}{}", table, column, value, where);
    done += sql + (db.run(sql) ? "; " : " (refused); ");
  }
  return done;
}

// Rows that others point to are gone, or there are far more than there should be.
std::string change_rows(Database& db, Dice& dice) {
  const std::string table = dice.one_of(db.tables());
  if (dice.below(2) == 0) {
    const std::string sql = "DELETE FROM " + table + " WHERE " + some_rows(db, dice, table);
    db.run(sql);
    return sql;
  }
  std::vector<std::string> columns = db.columns(table);
  columns.front() = "n.i";
  const std::string sql = fmt::format(
      "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) INSERT "
      "OR "
      "IGNORE INTO {} SELECT {} FROM n, (SELECT * FROM {} LIMIT 1)",
      table, fmt::join(columns, ", "), table);
  return sql + (db.run(sql) ? "" : " (refused)");
}

std::string change_schema(Database& db, Dice& dice) {
  const std::string table = dice.one_of(db.tables());
  const std::string column = dice.one_of(db.columns(table));
  const std::vector<std::string> acts = {
      "DROP TABLE " + table, fmt::format("ALTER TABLE {} RENAME COLUMN {} TO gone", table, column),
      fmt::format("ALTER TABLE {} RENAME TO gone", table),
      fmt::format(
          "ALTER TABLE {} RENAME TO gone; CREATE VIEW {} AS WITH RECURSIVE n(i) AS (SELECT 1 "
          "UNION ALL SELECT i + 1 FROM n) SELECT i AS {} FROM n",
          table, table, column),
      fmt::format("PRAGMA user_version = {}", dice.below(20))};
  const std::string sql = dice.one_of(acts);
  return sql + (db.run(sql) ? "" : " (refused)");
}

std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Pages behind the first: a header that makes no sense is a simpler story.
std::string change_bytes(const std::filesystem::path& file, Dice& dice) {
  std::string bytes = slurp(file);
  const std::size_t pages = bytes.size() / kPage;
  const auto some_page = [&] { return (1 + dice.below(pages - 1)) * kPage; };
  std::string done;
  if (const std::size_t how = dice.below(3); how == 0) {
    const std::size_t from = some_page(), to = some_page();
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), kPage,
                bytes.begin() + static_cast<std::ptrdiff_t>(to));
    done = fmt::format("page {} is a copy of {}", to / kPage, from / kPage);
  } else if (how == 1) {
    const std::size_t at = some_page();
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), kPage, '\0');
    done = fmt::format("page {} is zero", at / kPage);
  } else {
    const std::size_t bits = 1 + dice.below(64);
    for (std::size_t i = 0; i < bits; ++i) {
      char& byte = bytes[some_page() + dice.below(kPage)];
      byte = static_cast<char>(byte ^ (1 << dice.below(8)));
    }
    done = fmt::format("{} bits are others", bits);
  }
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  return done;
}

// Zeros where a page's checksum is (store/checked_pages.h) say that it has none: without this a
// reader sees that the pages are others, and no more of them.
void leave_unchecked(const std::filesystem::path& file) {
  constexpr std::size_t kReservedAt = 20;  // SQLite's file format, section 1.3
  std::string bytes = slurp(file);
  const auto reserved = static_cast<unsigned char>(bytes[kReservedAt]);
  for (std::size_t end = kPage; end <= bytes.size(); end += kPage)
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(end - reserved), reserved, '\0');
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::string change(const std::filesystem::path& file, Dice& dice) {
  const std::size_t kind = dice.below(8);
  if (kind == 0) return change_bytes(file, dice);
  Database db(file);
  if (kind == 1) return change_schema(db, dice);
  if (kind == 2) return change_rows(db, dice);
  return change_values(db, dice);
}

}  // namespace

std::string damage(const std::filesystem::path& file, std::uint64_t seed) {
  Dice dice(seed);
  const std::string done = change(file, dice);
  if (dice.below(8) == 0) return done + " (checksums as they were)";
  leave_unchecked(file);
  return done;
}

}  // namespace folioscope::hostile
