// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/perfetto.h"

#include <gmock/gmock.h>

#include "testing/exported_boot.h"
#include "testing/made_timeline.h"

namespace folioscope::exchange {
namespace {

query::MadeRun made_with_intervals() {
  query::MadeRun made = query::made_timeline();
  store::CellRecord& boot = made.cell("stock", 0);
  boot.page_rows.locks = {{.id = 1,
                           .pfn = query::kHeldPfn,
                           .begin = {10 * query::kMs},
                           .end = {14 * query::kMs},
                           .holder_class = "reader",
                           .pid = 100,
                           .waiters = 1}};
  // Two at once: on two lanes.
  boot.page_rows.references = {
      {.id = 1, .pfn = query::kHeldPfn, .begin = {4'000'000}, .end = {12'000'000}},
      {.id = 2, .pfn = query::kHeldPfn, .begin = {5'000'000}, .end = {13'000'000}}};
  return made;
}

class Perfetto : public ExportedBoot {
 protected:
  Perfetto() : ExportedBoot(made_with_intervals()) {}
  Result<Exported> write(CellId cell, const TimeWindow& window = {}) {
    return write_perfetto(*reader_, cell, window, file());
  }
  // What the compiler of Protocol Buffers reads in it: "1 {" for each packet, "8: 10000000".
  std::string decoded() const { return said_by("protoc --decode_raw < " + file().string()); }
};

TEST_F(Perfetto, HasEachEventOfTheBoot) {
  const auto written = write({1});
  ASSERT_TRUE(written.ok()) << written.fault().what;
  EXPECT_EQ(written->events, stored("cell_id = 1"));
  EXPECT_EQ(written->cpus, 2);
  const std::string text = decoded();
  for (const char* name : {"folio_lock_acquired", "folio_lock_released", "folio_wait_begin"})
    EXPECT_EQ(count(text, std::string("1: \"") + name + "\""),
              stored(std::string("cell_id = 1 and name = '") + name + "'"))
        << name;
}

TEST_F(Perfetto, PagesAndLostStretches_HaveTracks) {
  ASSERT_TRUE(write({1}).ok());
  const std::string text = decoded();
  EXPECT_EQ(count(text, "2: \"page 0x1000\"\n"), 1);
  EXPECT_GT(count(text, "2: \"lock\""), 0);
  EXPECT_EQ(count(text, "2: \"reference\"\n"), 2);
  EXPECT_GT(count(text, "23: \"reader\""), 0);
  EXPECT_GT(count(text, "2: \"references\""), 0);
  EXPECT_GT(count(text, "2: \"CPU 1: events lost\""), 0);
  // What begins ends.
  EXPECT_EQ(count(text, "    9: 1\n"), count(text, "    9: 2\n"));
}

TEST_F(Perfetto, OfAWindow_HasNoEventOutsideOfIt) {
  const auto some = write({1}, {.from_ns = 0, .to_ns = 15 * query::kMs});
  ASSERT_TRUE(some.ok()) << some.fault().what;
  EXPECT_EQ(some->events, stored("cell_id = 1 and time_ns <= 15000000"));
  EXPECT_EQ(count(decoded(), "events lost"), 0);
}

TEST_F(Perfetto, BootWithoutEvents_IsRefused_AndThereIsNoFile) {
  EXPECT_EQ(write({99}).fault().what, "boot 99 has no events");
  EXPECT_FALSE(exists(file()));
}

}  // namespace
}  // namespace folioscope::exchange
