// SPDX-License-Identifier: GPL-3.0-or-later
// A boot that is exported, converted by trace-cmd as its users may have it, and imported again: the
// same events at the same times, the same numbers, and what trace-cmd itself counts in the file.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "derive/derive.h"
#include "derive/stored_boot.h"
#include "exchange/trace_dat.h"
#include "imports/guest_directory.h"
#include "imports/imported_run.h"
#include "imports/trace_boot.h"
#include "testing/exported_boot.h"
#include "testing/made_timeline.h"
#include "testing/made_trace_dat.h"

namespace folioscope::exchange {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Rows = std::vector<std::vector<store::SqlValue>>;

Rows ask(store::Reader& reader, const std::string& sql) {
  const auto rows = reader.sql(sql);
  EXPECT_TRUE(rows.ok()) << rows.fault().what;
  return rows.ok() ? rows->rows : Rows();
}

class RoundTrip : public ExportedBoot {
 protected:
  RoundTrip() : ExportedBoot(query::made_timeline()) {
    const auto written = write_trace_dat(*reader_, {1}, {}, file());
    EXPECT_TRUE(written.ok()) << written.fault().what;
  }

  // The run of this file's buffers.
  std::unique_ptr<store::Reader> import(const fs::path& path) {
    const fs::path run = dir_ / ("run-" + path.filename().string());
    const auto opened = std::make_shared<const imports::InputFile>(*imports::InputFile::open(path));
    const auto trace = imports::read_trace_file(*opened);
    EXPECT_TRUE(trace.ok()) << trace.fault().what;
    auto into = *imports::ImportedRun::open(run);
    for (const imports::TraceBuffer& buffer : trace->buffers) {
      auto made = imports::boot_of(opened, *trace, buffer, {.variant = "stock"});
      EXPECT_TRUE(made.ok()) << made.fault().what;
      const auto cell = into.add(std::move(made->boot));
      EXPECT_TRUE(cell.ok()) << cell.fault().what;
    }
    EXPECT_TRUE(into.finish().ok());
    return *store::Reader::open(run / "run.db");
  }

  fs::path converted(const std::string& version, const std::string& packing) {
    const fs::path path = dir_ / ("converted-" + version + "-" + packing);
    said_by("trace-cmd convert --file-version " + version + " --compression " + packing + " -i " +
            file().string() + " -o " + path.string());
    return path;
  }

  void expect_same(store::Reader& imported) {
    for (const char* events :
         {"select * from event where cell_id = 1 order by cpu, time_ns, name",
          "select cpu, name, count(*) from event where cell_id = 1 group by 1, 2"})
      EXPECT_EQ(ask(imported, events), ask(*reader_, events));
    const char* accounting =
        "select cpu, produced, stored, lost_overrun, lost_transport from "
        "accounting where cell_id = 1 order by 1";
    EXPECT_EQ(ask(imported, accounting), ask(*reader_, accounting));
    const auto data = derive::stored_boot(*reader_, {1});
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(*imported.metrics({1}), derive::derive_boot(*data)->rows.metrics);
    EXPECT_THAT(*imported.verify(), IsEmpty());
  }
};

TEST_F(RoundTrip, WhatWasExported_IsImportedTheSame) { expect_same(*import(file())); }

TEST_F(RoundTrip, WhatTraceCmdMadeOfIt_IsImportedTheSame) {
  for (const auto& [version, packing] : {std::pair("6", "none"), {"7", "none"}, {"7", "zstd"}}) {
    SCOPED_TRACE(std::string(version) + " " + packing);
    expect_same(*import(converted(version, packing)));
  }
}

TEST_F(RoundTrip, DerivedAgain_GivesTheSame) {
  const auto imported = import(file());
  const auto data = derive::stored_boot(*imported, {1});
  ASSERT_TRUE(data.ok());
  EXPECT_EQ(derive::derive_boot(*data)->rows.metrics, *imported->metrics({1}));
}

// Events by "CPU name", as trace-cmd prints them: "  task-100   [000]     0.010000: name: ...".
std::map<std::string, std::int64_t> counted_by_trace_cmd(const std::string& text) {
  std::map<std::string, std::int64_t> counts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t cpu = line.find(" ["), time = line.find(": ", cpu);
    if (cpu == line.npos || time == line.npos) continue;
    const std::size_t name = line.find_first_not_of(' ', time + 2);
    const std::string number = line.substr(cpu + 2, line.find(']', cpu) - cpu - 2);
    ++counts[std::to_string(std::stoi(number)) + " " +
             line.substr(name, line.find_first_of(": ", name) - name)];
  }
  return counts;
}

std::map<std::string, std::int64_t> counted_in(store::Reader& reader) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& row : ask(reader, "select cpu, name, count(*) from event group by 1, 2"))
    counts[std::to_string(std::get<std::int64_t>(row[0])) + " " + std::get<std::string>(row[1])] +=
        std::get<std::int64_t>(row[2]);
  return counts;
}

TEST_F(RoundTrip, TraceCmdCountsTheSameEvents) {
  for (const fs::path& path : {file(), converted("7", "zstd")}) {
    const auto reported = counted_by_trace_cmd(said_by("trace-cmd report -i " + path.string()));
    EXPECT_GT(reported.size(), 3u);
    EXPECT_EQ(counted_in(*import(path)), reported);
  }
}

TEST_F(RoundTrip, PartThatTraceCmdSplitOff_IsImported) {
  said_by("trace-cmd split -i " + file().string() + " -o " + (dir_ / "part").string() + " -e 500");
  const fs::path part = dir_ / "part.1";
  const auto reported = counted_by_trace_cmd(said_by("trace-cmd report -i " + part.string()));
  std::int64_t all = 0;
  for (const auto& [name, count] : reported) all += count;
  EXPECT_EQ(all, 500);
  EXPECT_EQ(counted_in(*import(part)), reported);
}

// What an instrumented kernel keeps in files comes beside; its stacks are named by the file's own
// symbols, wherever the kernel was loaded.
TEST_F(RoundTrip, StacksOfTheInstrumentationGetTheirNames) {
  imports::MadeTraceDat made = imports::made_trace_dat();
  made.symbols =
      "ffffffff9a000000 T _stext\nffffffff9a000100 t do_fault\nffffffff9a000200 T handle_mm_fault\n"
      "ffffffff9a000300 T _etext\nffffffffc0001000 t helper\t[module]\n";
  fs::create_directories(dir_ / "mmtrace");
  std::ofstream(dir_ / "mmtrace" / "stacks") << "7 110 210\n";
  std::ofstream(dir_ / "mmtrace" / "other") << "none of ours";
  const auto guest = imports::read_guest_directory(dir_ / "mmtrace");
  ASSERT_TRUE(guest.ok()) << guest.fault().what;
  for (const std::string& bytes : {made.version_6(), made.version_7()}) {
    std::ofstream(dir_ / "made.dat", std::ios::binary | std::ios::trunc) << bytes;
    const auto opened =
        std::make_shared<const imports::InputFile>(*imports::InputFile::open(dir_ / "made.dat"));
    const auto trace = imports::read_trace_file(*opened);
    ASSERT_TRUE(trace.ok()) << trace.fault().what;
    const auto boot =
        imports::boot_of(opened, *trace, trace->buffers.at(0), {.variant = "stock"}, *guest);
    ASSERT_TRUE(boot.ok()) << boot.fault().what;
    const std::vector<store::StackRow> named = {{7, "do_fault;handle_mm_fault"}};
    EXPECT_EQ(boot->boot.record.stacks, named);
  }
  EXPECT_FALSE(imports::read_guest_directory(dir_ / "none").ok());
}

// That the files of the tests are laid out as trace-cmd lays out those with several buffers.
TEST_F(RoundTrip, TraceCmdReadsWhatTheTestsMake) {
  imports::MadeTraceDat made = imports::made_trace_dat();
  imports::MadeBuffer instance = made.buffers[0];
  instance.name = "locks";
  made.buffers.push_back(std::move(instance));
  for (const std::string& bytes : {made.version_6(), made.version_7()}) {
    const fs::path path = dir_ / "made.dat";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    fs::remove_all(dir_ / "run-made.dat");
    const auto imported = import(path);
    const auto reported = counted_by_trace_cmd(said_by("trace-cmd report -i " + path.string()));
    EXPECT_GT(reported.size(), 3u);
    EXPECT_EQ(counted_in(*imported), reported);
  }
}

}  // namespace
}  // namespace folioscope::exchange
