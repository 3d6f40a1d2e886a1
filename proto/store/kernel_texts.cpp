// SPDX-License-Identifier: GPL-3.0-or-later
// Reading of the texts that kernels were made from (schema_v11.sql).
#include "store/kernel_symbols.h"
#include "store/packed_text.h"
#include "store/reader.h"
#include "store/reader_impl.h"

#include <optional>
#include <string>
#include <utility>

namespace folioscope::store {
namespace {

Result<std::optional<std::string>> read_text(Connection& db, const char* sql,
                                             const std::string& key) {
  TRY(Statement read, db.prepare(sql));
  read.bind(key);
  TRY(const bool there, read.step());
  if (!there) return std::optional<std::string>();
  TRY(std::string text, unpack_text(read.blob(0)));
  return std::optional(std::move(text));
}

}  // namespace

Result<std::optional<std::string>> Reader::patch_text(const std::string& sha256) {
  return read_text(impl_->db, "SELECT text FROM patch_text WHERE sha256 = ?1", sha256);
}

Result<std::optional<std::string>> Reader::kernel_config(const std::string& kernel_hash) {
  return read_text(impl_->db, "SELECT config FROM kernel_config WHERE kernel_hash = ?1",
                   kernel_hash);
}

Result<std::optional<std::string>> Reader::system_map(CellId cell) {
  TRY(const std::string kernel, kernel_of(impl_->db, cell));
  return read_text(impl_->db, "SELECT system_map FROM kernel_symbols WHERE kernel_hash = ?1",
                   kernel);
}

}  // namespace folioscope::store
