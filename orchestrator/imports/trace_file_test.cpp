// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/trace_file.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <memory>

#include "base/temp_dir.h"
#include "imports/trace_boot.h"
#include "imports/trace_pages.h"
#include "testing/made_rows.h"
#include "testing/made_trace_dat.h"
#include "testing/page_builder.h"

namespace folioscope::imports {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class TraceDat : public ::testing::Test {
 protected:
  std::shared_ptr<const InputFile> file_of(const std::string& bytes) {
    std::ofstream(dir_ / "trace.dat", std::ios::binary | std::ios::trunc) << bytes;
    return std::make_shared<const InputFile>(*InputFile::open(dir_ / "trace.dat"));
  }
  Result<TraceFile> read(const std::string& bytes) { return read_trace_file(*file_of(bytes)); }
  std::string refused(const std::string& bytes) {
    const auto trace = read(bytes);
    if (trace.ok()) return "read";
    EXPECT_EQ(trace.fault().domain, FaultDomain::User);
    EXPECT_FALSE(trace.fault().remedy.empty()) << trace.fault().what;
    return trace.fault().what;
  }
  // The boots of all of its buffers; a fault is a failure of the test.
  std::vector<TraceBoot> boots(const std::string& bytes) {
    const auto file = file_of(bytes);
    const auto trace = read_trace_file(*file);
    std::vector<TraceBoot> made;
    if (!trace.ok()) {
      ADD_FAILURE() << trace.fault().what;
      return made;
    }
    for (const TraceBuffer& buffer : trace->buffers) {
      auto boot = boot_of(file, *trace, buffer, {.variant = "stock"});
      if (boot.ok())
        made.push_back(*std::move(boot));
      else
        ADD_FAILURE() << boot.fault().what;
    }
    return made;
  }

  TempDir dir_ = *TempDir::create("trace-file");
  MadeTraceDat made_ = made_trace_dat();
};

MadeBuffer instance_of(const MadeTraceDat& made) {
  MadeBuffer instance = made.buffers[0];
  instance.name = "locks";
  instance.pages.erase(1);
  instance.statistics = {{0, made_statistics(0, 5, 10)}};
  return instance;
}

TEST_F(TraceDat, BothVersionsSayTheSame) {
  for (const std::string& bytes : {made_.version_6(), made_.version_7()}) {
    const auto trace = read(bytes);
    ASSERT_TRUE(trace.ok()) << trace.fault().what;
    EXPECT_EQ(trace->uname, "Linux box 6.1.0-13-amd64 x86_64");
    EXPECT_EQ(trace->cpus, 2);
    EXPECT_EQ(trace->header_page, made_.formats.header_page);
    ASSERT_THAT(trace->formats, SizeIs(2));
    EXPECT_EQ(trace->formats[0].name, "page_ref_mod");
    EXPECT_EQ(trace->formats[1].system, "cma");
    EXPECT_EQ(trace->formats[1].text, made_.formats.formats[1].text);
    ASSERT_THAT(trace->buffers, SizeIs(1));
    EXPECT_EQ(trace->buffers[0].clock, "local");
    EXPECT_EQ(trace->buffers[0].statistics.at(1), made_.buffers[0].statistics.at(1));
  }
}

TEST_F(TraceDat, PagesComeAsTheyAre) {
  for (const std::string& bytes : {made_.version_6(), made_.version_7()}) {
    const auto file = file_of(bytes);
    const auto trace = read_trace_file(*file);
    ASSERT_TRUE(trace.ok()) << trace.fault().what;
    const store::PagesByCpu pages = pages_of(file, *trace, trace->buffers[0]);
    ASSERT_THAT(pages.cpus, ElementsAre(0, 1));
    for (const int cpu : pages.cpus) {
      const store::ChunkSource source = *pages.open(cpu);
      EXPECT_EQ((**source()).pages, made_.buffers[0].pages.at(cpu));
      EXPECT_FALSE((*source()).has_value());
    }
  }
}

// Debian's trace-cmd has no zlib: packed here as trace-cmd does it (trace-compress-zlib.c).
std::string packed_by_zlib(std::string_view bytes) {
  std::string packed(::compressBound(bytes.size()), '\0');
  uLongf size = packed.size();
  EXPECT_EQ(
      ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                  reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), Z_BEST_COMPRESSION),
      Z_OK);
  packed.resize(size);
  return packed;
}

TEST_F(TraceDat, PackedByZlib_IsTheSame) {
  const std::string packed = made_.version_7(packed_by_zlib, "zlib");
  const auto file = file_of(packed);
  const auto trace = read_trace_file(*file);
  ASSERT_TRUE(trace.ok()) << trace.fault().what;
  EXPECT_EQ(trace->packing, Packing::Zlib);
  EXPECT_THAT(trace->formats, SizeIs(2));
  const store::PagesByCpu pages = pages_of(file, *trace, trace->buffers.at(0));
  for (const int cpu : pages.cpus)
    EXPECT_EQ((**(*pages.open(cpu))()).pages, made_.buffers[0].pages.at(cpu));
  EXPECT_EQ(boots(packed).at(0).events, boots(made_.version_7()).at(0).events);
  std::string damaged = packed;
  damaged[damaged.size() / 2] ^= 0x40;
  const auto harmed = file_of(damaged);
  const auto read = read_trace_file(*harmed);
  if (read.ok()) {
    const auto boot = boot_of(harmed, *read, read->buffers.at(0), {.variant = "stock"});
    ASSERT_FALSE(boot.ok());
    EXPECT_THAT(boot.fault().what, HasSubstr("cannot be unpacked"));
  }
}

TEST_F(TraceDat, BootSaysItsMachineKernelAndCpus) {
  const std::vector<TraceBoot> all = boots(made_.version_7());
  ASSERT_THAT(all, SizeIs(1));
  const ImportedBoot& boot = all[0].boot;
  EXPECT_EQ(boot.label.machine, "box");
  EXPECT_EQ(boot.label.workload, "trace");
  EXPECT_EQ(boot.release, "6.1.0-13-amd64");
  EXPECT_EQ(boot.cpus, 2);
  EXPECT_GT(all[0].events, 100);
  EXPECT_EQ(all[0].lost, 0);
  EXPECT_EQ(all[0].read_elsewhere, 0);
  ASSERT_THAT(boot.record.guest_files, SizeIs(1));
  EXPECT_THAT(boot.record.guest_files[0].text,
              AllOf(HasSubstr("uname: Linux box 6.1.0-13-amd64 x86_64\n"), HasSubstr("cpus: 2\n"),
                    HasSubstr("clock: local\n")));
}

TEST_F(TraceDat, EachBufferIsAWorkload) {
  made_.buffers.push_back(instance_of(made_));
  for (const std::string& bytes : {made_.version_6(), made_.version_7()}) {
    const std::vector<TraceBoot> all = boots(bytes);
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].boot.label.workload, "trace");
    EXPECT_EQ(all[1].boot.label.workload, "trace buffer=locks");
    EXPECT_EQ(all[0].lost, 0);
    EXPECT_EQ(all[1].lost, 5) << "the counters of one buffer are not those of another";
    EXPECT_LT(all[1].events, all[0].events);
  }
}

TEST_F(TraceDat, EventsAreAccountedFor_ByCountersAndPages) {
  MadeBuffer& top = made_.buffers[0];
  trace::PageBuilder page(kMadeStart);
  page.lost(7);
  page.event(kMadeStart, trace::RecordBytes(store::kCmaStartId).put(std::uint64_t{0}).put(0));
  top.pages = {{0, page.finish()}, {1, page.finish()}};
  top.statistics = {{0, made_statistics(30, 4, 101)}};  // of CPU 1 nothing is said
  const std::vector<TraceBoot> all = boots(made_.version_6());
  ASSERT_THAT(all, SizeIs(1));
  const auto& cpus = all[0].boot.record.cpu_accounting;
  ASSERT_THAT(cpus, SizeIs(2));
  EXPECT_EQ(cpus[0].stored, 1);
  EXPECT_EQ(cpus[0].lost_overrun, 30) << "the counters know of all of them";
  EXPECT_EQ(cpus[0].lost_dropped, 4);
  EXPECT_EQ(cpus[0].produced, 35);
  EXPECT_EQ(cpus[1].lost_overrun, 7) << "what the page says";
  EXPECT_EQ(cpus[1].produced, 8);
  EXPECT_EQ(all[0].lost, 41);
  EXPECT_EQ(all[0].read_elsewhere, 100);
}

TEST_F(TraceDat, ClockThatCountsNoTime_IsRefused) {
  made_.buffers[0].clock = "x86-tsc";
  const auto file = file_of(made_.version_7());
  const auto trace = read_trace_file(*file);
  ASSERT_TRUE(trace.ok());
  const auto boot = boot_of(file, *trace, trace->buffers[0], {.variant = "stock"});
  ASSERT_FALSE(boot.ok());
  EXPECT_THAT(boot.fault().what, HasSubstr("its clock is x86-tsc"));
  EXPECT_THAT(boot.fault().remedy, HasSubstr("-C mono"));
}

TEST_F(TraceDat, FormatsWithoutAnIdOrWithOneThatIsTaken_AreCounted) {
  made_.formats.formats.push_back({"bad", "no_id", "name: no_id\nformat:\n"});
  made_.formats.formats.push_back({"twice", "again", store::format_text("again", 292, "")});
  const auto trace = read(made_.version_7());
  ASSERT_TRUE(trace.ok()) << trace.fault().what;
  EXPECT_THAT(trace->formats, SizeIs(2));
  EXPECT_EQ(trace->refused_formats, 2);
}

// Whatever is missing is missed: no length but the whole one is taken for a file.
TEST_F(TraceDat, CutOffAnywhere_IsAFault) {
  made_.buffers.push_back(instance_of(made_));
  for (const std::string& bytes : {made_.version_6(), made_.version_7()})
    for (std::size_t length = 0; length < bytes.size(); length += length < 4'000 ? 7 : 501)
      EXPECT_NE(refused(bytes.substr(0, length)), "read") << length << " of " << bytes.size();
}

TEST_F(TraceDat, OthersFilesAreRefused) {
  EXPECT_THAT(refused("PERFILE2"), HasSubstr("is no trace.dat"));
  EXPECT_THAT(refused(""), HasSubstr("is no trace.dat"));
  std::string other = made_.version_6();
  other[10] = '5';
  EXPECT_THAT(refused(other), HasSubstr("of version 5"));
  other = made_.version_7();
  other[12] = 1;
  EXPECT_THAT(refused(other), HasSubstr("big-endian"));
  other = made_.version_7();
  other.replace(other.find("none"), 4, "lzma");
  EXPECT_THAT(refused(other), HasSubstr("packed by lzma"));
}

std::string bytes_of_number(std::uint64_t number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

// `at` is where the number is that becomes another one.
std::string with(std::string bytes, std::size_t at, std::uint64_t other) {
  EXPECT_NE(at, bytes.npos);
  return bytes.replace(at, sizeof other, bytes_of_number(other));
}

TEST_F(TraceDat, SizesAndPlacesOutOfTheFile_AreRefused) {
  const std::string pages = bytes_of_number(made_.buffers[0].pages.at(0).size()),
                    header = bytes_of_number(made_.formats.header_page.size());
  const std::uint64_t all = ~std::uint64_t{0};
  const std::string six = made_.version_6(), seven = made_.version_7();
  EXPECT_THAT(refused(with(seven, seven.rfind(pages), all)), HasSubstr("beyond its end"));
  EXPECT_THAT(refused(with(six, six.find(pages), all - 4'096)), HasSubstr("beyond its end"));
  EXPECT_THAT(refused(with(seven, seven.find(header), all)), HasSubstr("are the most"));
  made_.page_size = 4'095;
  EXPECT_THAT(refused(made_.version_7()), HasSubstr("pages of 4095 bytes"));
}

TEST_F(TraceDat, OptionsThatPointToThemselves_End) {
  std::string bytes = made_.version_7();
  std::uint64_t first = 0;
  std::memcpy(&first, &bytes[24], sizeof first);  // behind "none" and its version
  std::memcpy(&bytes[bytes.size() - 8], &first, sizeof first);
  EXPECT_THAT(refused(bytes), HasSubstr("options do not end"));
}

TEST_F(TraceDat, HalfAPage_IsAFaultOfThePages) {
  made_.buffers[0].pages[0].resize(5'000);
  const auto file = file_of(made_.version_7());
  const auto trace = read_trace_file(*file);
  ASSERT_TRUE(trace.ok()) << trace.fault().what;
  const auto boot = boot_of(file, *trace, trace->buffers[0], {.variant = "stock"});
  ASSERT_FALSE(boot.ok());
  EXPECT_THAT(boot.fault().what, HasSubstr("no whole pages"));
}

}  // namespace
}  // namespace folioscope::imports
