// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/unique_fd.h"
#include "store/current_names.h"

namespace folioscope::store {
namespace {

// The first 100 bytes of a database, https://www.sqlite.org/fileformat2.html section 1.3.
constexpr std::size_t kHeaderSize = 100;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr std::size_t kPageSizeAt = 16, kPageCountAt = 28, kUserVersionAt = 60,
                      kApplicationIdAt = 68;
using Header = std::array<unsigned char, kHeaderSize>;

std::uint32_t big_endian(const Header& header, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8 | header[at + i];
  return value;
}

std::uint64_t page_size(const Header& header) {
  std::uint32_t size = big_endian(header, kPageSizeAt, 2);
  return size == 1 ? 65536 : size;  // 65536 does not fit into the two bytes
}

Fault not_a_run_file(const std::filesystem::path& file, std::string_view why) {
  return user_fault(fmt::format("{} is not a run file: {}", file.string(), why),
                    "name the run file that `folioscope run` made; `folioscope list` shows them");
}

Fault cut_off(const std::filesystem::path& file, std::uint64_t size, std::uint64_t expected) {
  return user_fault(
      fmt::format("{} is truncated: {} bytes, {} expected", file.string(), size, expected),
      "copy it again from where it came from; while the run goes on, the file named -wal beside it "
      "belongs to it");
}

// Committed pages may still wait in the write-ahead log; then the file may end early.
bool has_log(const std::filesystem::path& file) {
  struct stat info;
  std::string log = file.string() + "-wal";
  return ::stat(log.c_str(), &info) == 0 && info.st_size > 0;
}

Status check_identity(const std::filesystem::path& file, const Header& header) {
  if (big_endian(header, kApplicationIdAt, 4) != static_cast<std::uint32_t>(kApplicationId))
    return not_a_run_file(file, "an SQLite file of another program");
  auto version = static_cast<std::int32_t>(big_endian(header, kUserVersionAt, 4));
  if (version > kSchemaVersion)
    return user_fault(fmt::format("{} was made by a newer folioscope: its schema is version {}, "
                                  "this one reads up to {}",
                                  file.string(), version, kSchemaVersion),
                      "update folioscope, or use the one that made the file");
  if (version < 1) return not_a_run_file(file, fmt::format("schema version {}", version));
  return {};
}

Status check_length(const std::filesystem::path& file, const Header& header, int fd) {
  bool log_before = has_log(file);
  struct stat info;
  if (::fstat(fd, &info) != 0)
    return host_fault(fmt::format("cannot stat {}: {}", file.string(), std::strerror(errno)));
  auto size = static_cast<std::uint64_t>(info.st_size);
  std::uint64_t expected = page_size(header) * big_endian(header, kPageCountAt, 4);
  if (page_size(header) != 0 && size % page_size(header) != 0) return cut_off(file, size, expected);
  if (size < expected && !log_before && !has_log(file)) return cut_off(file, size, expected);
  return {};
}

// What the versions after `version` added.
Status raise_schema(Connection& db, std::int64_t version) {
  if (version < 2) TRY_STATUS(db.exec(kSchemaV2Sql));
  if (version < 3) TRY_STATUS(db.exec(kSchemaV3Sql));
  if (version < 4) TRY_STATUS(db.exec(kSchemaV4Sql));
  if (version < 5) {
    TRY_STATUS(db.exec(kSchemaV5Sql));
    TRY_STATUS(db.exec(kAccountingSql));
  }
  if (version < 6) TRY_STATUS(db.exec(kSchemaV6Sql));
  if (version < 7) TRY_STATUS(db.exec(kSchemaV7Sql));
  if (version < 8) TRY_STATUS(db.exec(kSchemaV8Sql));
  if (version < 9) TRY_STATUS(db.exec(kSchemaV9Sql));
  if (version < 10) TRY_STATUS(db.exec(kSchemaV10Sql));
  if (version < 11) TRY_STATUS(db.exec(kSchemaV11Sql));
  TRY_STATUS(db.exec(kSchemaV12Sql));
  return db.exec(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
}

}  // namespace

Status check_run_file(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT)
    return user_fault(fmt::format("there is no run file {}", file.string()),
                      "check the name; `folioscope list` shows the runs");
  if (!fd)
    return user_fault(fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)),
                      "check the permissions of the file and its directory");
  struct stat info;
  if (::fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode))
    return not_a_run_file(file, "it is a directory");

  Header header{};
  ssize_t got = ::pread(fd.get(), header.data(), header.size(), 0);
  if (got < 0)
    return host_fault(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  if (got == 0) return not_a_run_file(file, "it is empty");
  auto length = static_cast<std::size_t>(got);
  if (std::memcmp(header.data(), kMagic.data(), std::min(length, kMagic.size())) != 0)
    return not_a_run_file(file, "it is no SQLite database");
  if (length < kHeaderSize) return cut_off(file, length, kHeaderSize);
  TRY_STATUS(check_identity(file, header));
  return check_length(file, header, fd.get());
}

Result<std::int64_t> schema_version(Connection& db) {
  TRY(Statement pragma, db.prepare("PRAGMA user_version"));
  TRY(bool row, pragma.step());
  if (!row) return bug_fault("SQLite has no user_version");
  return pragma.integer(0);
}

Status make_schema(Connection& db) {
  TRY_STATUS(db.exec(kSchemaSql));
  TRY_STATUS(db.exec(fmt::format("PRAGMA application_id = {}", kApplicationId)));
  return raise_schema(db, 1);
}

Status make_indexes(Connection& db) {
  return db.exec(
      "CREATE INDEX IF NOT EXISTS metric_by_name ON metric(name, cell_id);"
      "CREATE INDEX IF NOT EXISTS cell_by_arm ON cell(variant, machine, workload)");
}

Status migrate(Connection& db) {
  TRY(std::int64_t version, schema_version(db));
  if (version >= kSchemaVersion) return {};
  TRY(Transaction transaction, Transaction::begin(db));
  TRY_STATUS(raise_schema(db, version));
  if (version < 5) TRY_STATUS(rename_stored(db));
  return transaction.commit();
}

}  // namespace folioscope::store
