// SPDX-License-Identifier: GPL-3.0-or-later
// The format files of real kernels: every tracker finds the fields that it needs, and the numbers
// of enumerations are what it takes them for. testdata/formats/VERSION has one format file after
// the other, each behind a line with its system, and without the kernel's `print fmt` but for the
// one that is looked at.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "derive/trackers/trackers.h"
#include "testing/places.h"

namespace folioscope::derive {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kFormats = fs::path(source_dir()) / "orchestrator/derive/testdata/formats";

class Formats : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    std::ifstream file(kFormats / GetParam(), std::ios::binary);
    ASSERT_TRUE(file.is_open());
    text_.assign(std::istreambuf_iterator(file), {});
    constexpr std::string_view kSystem = "system: ";
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t end = std::min(text_.find("\n\nsystem: ", at), text_.size());
      const std::string_view entry = std::string_view(text_).substr(at, end - at);
      const std::size_t line = entry.find('\n');
      const std::string_view system = entry.substr(kSystem.size(), line - kSystem.size());
      auto format = trace::parse_event_format(system, std::string(entry.substr(line + 1)) + "\n");
      ASSERT_TRUE(format.ok()) << GetParam() << ": " << format.fault().what << "\n" << entry;
      formats_.add(*std::move(format));
      at = std::min(end + 2, text_.size());
    }
  }
  bool has(std::string_view system, std::string_view event, std::string_view field) const {
    const trace::EventFormat* format = formats_.by_name(system, event);
    return format != nullptr && format->find(field) != nullptr;
  }

  std::string text_;
  trace::FormatTable formats_;
};

TEST_P(Formats, HaveWhatEveryTrackerNeeds) {
  EXPECT_GE(formats_.all().size(), 22u);
  for (const TrackerEntry& entry : all_trackers()) {
    BootState boot;
    Subscriber events(formats_, boot);
    entry.make(events);
    EXPECT_EQ(events.missing_fields(), 0) << entry.name;
  }
}

// migrate_tracker.cpp has the number, mm_migrate_pages the name.
TEST_P(Formats, CallTheReasonOfAContiguousRangeSix) {
  EXPECT_THAT(text_, testing::AnyOf(HasSubstr("{6, \"contig_range\"}"),
                                    HasSubstr("{ 6, \"contig_range\" }")));
}

// What one kernel calls otherwise than another, and no tracker reads.
TEST_P(Formats, DifferWhereItIsKnown) {
  const std::string version = GetParam();
  const bool of_7 = version.starts_with("7.");
  EXPECT_EQ(has("cma", "cma_alloc_start", "count"), !of_7);
  EXPECT_EQ(has("cma", "cma_alloc_start", "request_count"), of_7);
  EXPECT_EQ(has("cma", "cma_alloc_finish", "errorno"), version != "6.1");
  EXPECT_EQ(has("mmap_lock", "mmap_lock_released", "memcg_id"), of_7);
  EXPECT_EQ(has("mmap_lock", "mmap_lock_released", "memcg_path"), !of_7);
}

INSTANTIATE_TEST_SUITE_P(Linux, Formats, testing::Values("6.1", "6.12", "7.3"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace folioscope::derive
