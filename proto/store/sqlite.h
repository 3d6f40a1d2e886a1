// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's handles as owned objects, its errors as Faults. Internal to store/.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

struct sqlite3;
struct sqlite3_stmt;

namespace folioscope::store {

// What went wrong with the file behind `db`, by SQLite's result code: no space (Host), damage
// (User), locked (Host), our own mistake (Bug). `opened`: the name of a file that could not be
// opened, which `db` does not know.
Fault sqlite_fault(sqlite3* db, int code, const std::filesystem::path& opened = {});

// Of a run file until it is whole.
inline constexpr const char* kUnfinishedSuffix = ".creating";

// A prepared statement. Must not outlive its Connection. Columns count from 0; their values are
// valid until the next step.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  // Binds the parameters from ?1 on. Text and blobs must live until the statement has run. A value
  // that cannot be bound is reported by the next step.
  template <class... Values>
  void bind(const Values&... values) {
    rewind();
    int index = 0;
    (bind_at(++index, values), ...);
  }
  // True: a row is there.
  Result<bool> step();
  // Runs a statement that returns no rows.
  template <class... Values>
  Status run(const Values&... values) {
    bind(values...);
    TRY_STATUS(step());
    rewind();
    return {};
  }

  int columns() const;
  std::string name(int column) const;
  int type(int column) const;  // SQLITE_INTEGER, ...
  bool null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const { return std::string(view(column)); }
  std::string_view view(int column) const;  // of the text, without a copy
  std::span<const std::byte> blob(int column) const;

  sqlite3_stmt* get() const { return statement_.get(); }

 private:
  void rewind();
  void note(int code) {
    if (bind_code_ == 0) bind_code_ = code;
  }
  void bind_integer(int index, std::int64_t value);
  void bind_at(int index, double value);
  void bind_at(int index, std::string_view value);
  void bind_at(int index, const std::string& value) { bind_at(index, std::string_view(value)); }
  void bind_at(int index, std::span<const std::byte> value);
  void bind_at(int index, CellId id) { bind_integer(index, id.value); }
  void bind_at(int index, HostTime time) { bind_integer(index, time.ns); }
  void bind_at(int index, std::integral auto value) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) bind_at(index, *value);  // an unbound parameter is NULL
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_code_ = 0;
};

class Connection {
 public:
  enum class Mode { Read, Write, Create };
  static Result<Connection> open(const std::filesystem::path& file, Mode mode);

  Status exec(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  // Reads the whole file: every page in its place, every row well-formed. Up to `most` complaints.
  Result<std::vector<std::string>> content_problems(int most);
  // Fault (User): there is one.
  Status check_content();
  // Moves the write-ahead log into the file and cuts it to nothing, as far as readers let it.
  void fold_log();
  // The same, and makes the file one that needs no log beside it, unless somebody reads it now.
  void settle();
  int changes() const;  // rows touched by the last statement
  std::filesystem::path file() const;
  sqlite3* get() const { return db_.get(); }

 private:
  Result<std::vector<std::string>> damaged_tables(const Fault& fault);
  struct Close {
    void operator()(sqlite3* db) const;
  };
  explicit Connection(sqlite3* db) : db_(db) {}
  std::unique_ptr<sqlite3, Close> db_;
};

// Rolls back unless commit() succeeded.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_(other.connection_) {
    other.connection_ = nullptr;
  }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace folioscope::store
