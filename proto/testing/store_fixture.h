// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the store share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "store/writer.h"
#include "testing/made_rows.h"

namespace folioscope::store {

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Writer> create(int cells = 4) {
    auto writer = create_made_file(file_, cells);
    if (!writer.ok()) ADD_FAILURE() << writer.fault().what;
    return writer.ok() ? *std::move(writer) : nullptr;
  }
  std::unique_ptr<Reader> read() {
    auto reader = Reader::open(file_);
    if (!reader.ok()) ADD_FAILURE() << reader.fault().what;
    return reader.ok() ? *std::move(reader) : nullptr;
  }
  static Status commit(Writer& writer, std::int64_t cell) {
    auto chunks = made_chunks();
    return writer.commit_cell(made_record({cell}, chunks), source_of(chunks));
  }
  // A finished run of one cell, as bytes.
  std::string finished_run();
  // The file becomes these.
  void put(const std::string& bytes);
  // Runs SQL on the file behind the store's back; makes it where there is none.
  void execute(const std::string& sql);
  // One line per row, columns separated by '|', NULL empty.
  static std::string ask(Reader& reader, const std::string& sql) {
    auto query = reader.sql(sql);
    return query.ok() ? text_of(*query) : "fault: " + query.fault().what;
  }
  static std::string text_of(const Reader::Query& query);

  TempDir dir_ = *TempDir::create("store");
  std::filesystem::path file_ = dir_ / "run.folio";
};

}  // namespace folioscope::store
