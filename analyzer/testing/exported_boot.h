// SPDX-License-Identifier: GPL-3.0-or-later
// A made boot, and what another program reads in the file that it was exported to. For tests.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::exchange {

class ExportedBoot : public ::testing::Test {
 protected:
  explicit ExportedBoot(const query::MadeRun& made) {
    made.write(dir_ / "run.db");
    reader_ = *store::Reader::open(dir_ / "run.db");
  }
  std::filesystem::path file() const { return dir_ / "boot"; }

  // What a shell's command says; it has to succeed.
  static std::string said_by(const std::string& command) {
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::string text;
    std::array<char, 4096> part{};
    while (std::fgets(part.data(), part.size(), pipe) != nullptr) text += part.data();
    EXPECT_EQ(::pclose(pipe), 0) << text.substr(0, 1000);
    return text;
  }
  static std::int64_t count(const std::string& text, const std::string& words) {
    std::int64_t found = 0;
    for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++found;
    return found;
  }
  // Events of the store.
  std::int64_t stored(const std::string& where) const {
    const auto rows = reader_->sql("select count(*) from event where " + where);
    return std::get<std::int64_t>(rows->rows[0][0]);
  }

  TempDir dir_ = *TempDir::create("exchange");
  std::unique_ptr<store::Reader> reader_;
};

}  // namespace folioscope::exchange
