// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/trace_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::agent {
namespace {

using testing::HasSubstr;
using Kind = wire::EventRequest::Kind;

wire::EventRequest probe(const char* name, Kind kind = Kind::Kprobe, const char* fetch = "") {
  return {kind, {"folioscope", name}, {"folio_unlock"}, fetch};
}

TEST(EventNames, TracepointsAreSystemAndName) {
  for (const EventName& event : {EventName{"cma", "cma_alloc_start"}, {"page_ref", "*"}})
    EXPECT_EQ(*event_name({Kind::Tracepoint, event}), event);
}

TEST(EventNames, NothingThatCouldLeaveTheEventsDirectoryIsAName) {
  for (const EventName& event : std::vector<EventName>{{"", ""},
                                                       {"cma", ""},
                                                       {"", "x"},
                                                       {"*", "*"},
                                                       {"../x", "y"},
                                                       {"cma", "../y"},
                                                       {"cma", "a/b"},
                                                       {"cma", "a b"},
                                                       {"cma", "a\nb"},
                                                       {"cma", "a*"},
                                                       {"cma", "a:b"}})
    EXPECT_FALSE(event_name({Kind::Tracepoint, event}).ok()) << event.system << ' ' << event.name;
}

TEST(EventNames, AProbeNeedsANameOfItsOwn) {
  EXPECT_EQ(*event_name(probe("unlock")), (EventName{"folioscope", "unlock"}));
  for (const char* name : {"", "a/b", "a b", "..", "a\n"})
    EXPECT_FALSE(event_name(probe(name)).ok()) << name;
}

TEST(ProbeDefinitions, SayWhereAndWhatToFetch) {
  EXPECT_EQ(*probe_definition(probe("unlock"), "folio_unlock"), "p:folioscope/unlock folio_unlock");
  EXPECT_EQ(
      *probe_definition(probe("unlock", Kind::Kprobe, "f=$arg1 l=+0(%di):u32"), "folio_unlock+8"),
      "p:folioscope/unlock folio_unlock+8 f=$arg1 l=+0(%di):u32");
}

TEST(ProbeDefinitions, KretprobesHaveRoomForManySleepers) {
  EXPECT_EQ(*probe_definition(probe("m", Kind::Kretprobe, "rc=$retval:s32"), "folio_unlock"),
            "r4096:folioscope/m folio_unlock rc=$retval:s32");
}

TEST(ProbeDefinitions, OneRequestIsOneCommand) {
  for (const char* symbol : {"f\n-:other/x", "f a=1", ""})
    EXPECT_FALSE(probe_definition(probe("n"), symbol).ok()) << symbol;
  EXPECT_FALSE(probe_definition(probe("n", Kind::Kprobe, "a=1\n-:other/x"), "f").ok());
}

TEST(Triggers, AWindowIsOpenedByOneEventAndClosedByAnother) {
  const auto triggers = window_triggers({{"cma", "cma_alloc_start"}, {"cma", "cma_alloc_finish"}},
                                        {"page_ref", "page_ref_mod"});
  ASSERT_TRUE(triggers.ok()) << triggers.fault().what;
  const auto& [open, close] = *triggers;
  EXPECT_EQ(open.event, (EventName{"cma", "cma_alloc_start"}));
  EXPECT_EQ(open.line(), "enable_event:page_ref:page_ref_mod if common_pid >= 0");
  EXPECT_EQ(close.event, (EventName{"cma", "cma_alloc_finish"}));
  EXPECT_EQ(close.line(), "disable_event:page_ref:page_ref_mod");
  EXPECT_EQ(close.removal(), "!disable_event:page_ref:page_ref_mod");
}

TEST(Triggers, TheEndsOfAWindowAreSingleEvents) {
  for (const char* end : {"", "*", "../x", "a\nb"})
    EXPECT_FALSE(
        window_triggers({{"cma", "cma_alloc_start"}, {"cma", end}}, {"page_ref", "page_ref_mod"})
            .ok())
        << end;
}

TEST(Triggers, AHistogramSaysItsKeysValuesAndSize) {
  const auto trigger = histogram_trigger(
      {{"page_ref", "page_ref_mod"}, {"stacktrace", "pfn.hex"}, {"val"}, 4096, "mt>=4"});
  ASSERT_TRUE(trigger.ok()) << trigger.fault().what;
  EXPECT_EQ(trigger->event, (EventName{"page_ref", "page_ref_mod"}));
  EXPECT_EQ(trigger->line(":pause"),
            "hist:keys=stacktrace,pfn.hex:vals=val:sort=hitcount.descending:size=4096:pause "
            "if mt>=4");
  EXPECT_EQ(histogram_trigger({{"a", "b"}, {"stacktrace"}, {}, 0, ""})->line(),
            "hist:keys=stacktrace:sort=hitcount.descending");
}

TEST(Triggers, OneHistogramIsOneCommand) {
  for (const char* field : {"", "pfn:name=x", "pfn if", "a,b", "pfn\n!hist:keys=pfn"}) {
    EXPECT_FALSE(histogram_trigger({{"a", "b"}, {field}, {}, 0, ""}).ok()) << field;
    EXPECT_FALSE(histogram_trigger({{"a", "b"}, {"pfn"}, {field}, 0, ""}).ok()) << field;
  }
  EXPECT_FALSE(histogram_trigger({{"a", "b"}, {}, {}, 0, ""}).ok());
  for (const wire::EventName& event :
       {wire::EventName{"a", "*"}, {"a", ""}, {"", "b"}, {"../a", "b"}, {"a", "b/../c"}})
    EXPECT_FALSE(histogram_trigger({event, {"pfn"}, {}, 0, ""}).ok()) << event.name;
  EXPECT_FALSE(histogram_trigger({{"a", "b"}, {"pfn"}, {}, 0, "mt>=4\nhist:keys=x"}).ok());
}

TEST(ProbeProfile, OurProbesAreReadAndOthersSkipped) {
  const auto probes = parse_probe_profile(
      "  other                            9               9\n"
      "  unlock                       12345               6\n"
      "  migrate                          0               0\n",
      {"unlock", "migrate"});
  ASSERT_TRUE(probes.ok()) << probes.fault().what;
  ASSERT_EQ(probes->size(), 2u);
  EXPECT_EQ((*probes)[0].name, "unlock");
  EXPECT_EQ((*probes)[0].hits, 12345u);
  EXPECT_EQ((*probes)[0].misses, 6u);
}

TEST(ProbeProfile, ALineOfOursThatIsNotUnderstoodIsAFault) {
  for (const char* line :
       {"unlock\n", "unlock 1\n", "unlock 1 x\n", "unlock 1 -2\n", "unlock 1 2 3"})
    EXPECT_FALSE(parse_probe_profile(line, {"unlock"}).ok()) << line;
}

TEST(Watermarks, ABatchOfFullPagesIsThereWhenTheKernelWakesUs) {
  for (std::uint64_t kib : {16u, 64u, 100u, 256u, 1024u, 4096u, 65536u, 1u << 20}) {
    const Watermark mark = watermark(kib, 4096, 64);
    const std::uint64_t ring_pages = kib / 4;
    EXPECT_GE(mark.percent, 1u) << kib;
    EXPECT_LE(mark.percent, 50u) << kib;
    EXPECT_LE(mark.pages, 64u) << kib;
    // full_hit() of the kernel: true for no number of full pages below ours.
    const std::uint64_t full = mark.pages - 1;
    EXPECT_TRUE(mark.pages == 1 || (full + 1) * 100 < mark.percent * ring_pages) << kib;
  }
}

TEST(Watermarks, TheUsualRingGivesWholeBatches) {
  EXPECT_EQ(watermark(4096, 4096, 64).pages, 64u);
  EXPECT_EQ(watermark(1024, 4096, 64).pages, 64u);
}

}  // namespace
}  // namespace folioscope::agent
