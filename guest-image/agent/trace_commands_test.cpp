// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/trace_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::agent {
namespace {

using testing::HasSubstr;
using Kind = wire::EventRequest::Kind;

TEST(EventNames, TracepointsAreSystemAndName) {
  EXPECT_EQ(*event_name({Kind::Tracepoint, "cma:cma_alloc_start", "", "", ""}),
            (EventName{"cma", "cma_alloc_start"}));
  EXPECT_EQ(*event_name({Kind::Tracepoint, "page_ref:*", "", "", ""}),
            (EventName{"page_ref", "*"}));
}

TEST(EventNames, NothingThatCouldLeaveTheEventsDirectoryIsAName) {
  for (const char* target : {"", "cma", ":", "cma:", ":x", "*:*", "../x:y", "cma:../y", "cma:a/b",
                             "cma:a b", "cma:a\nb", "cma:a*", "cma:a:b"})
    EXPECT_FALSE(event_name({Kind::Tracepoint, target, "", "", ""}).ok()) << target;
}

TEST(EventNames, AProbeNeedsANameOfItsOwn) {
  EXPECT_EQ(*event_name({Kind::Kprobe, "folio_unlock", "unlock", "", ""}),
            (EventName{"folioscope", "unlock"}));
  for (const char* name : {"", "a/b", "a b", "..", "a\n"})
    EXPECT_FALSE(event_name({Kind::Kprobe, "folio_unlock", name, "", ""}).ok()) << name;
}

TEST(ProbeDefinitions, SayWhereAndWhatToFetch) {
  EXPECT_EQ(*probe_definition({Kind::Kprobe, "folio_unlock", "unlock", "", ""}),
            "p:folioscope/unlock folio_unlock");
  EXPECT_EQ(
      *probe_definition({Kind::Kprobe, "folio_unlock+8", "unlock", "f=$arg1 l=+0(%di):u32", ""}),
      "p:folioscope/unlock folio_unlock+8 f=$arg1 l=+0(%di):u32");
}

TEST(ProbeDefinitions, KretprobesHaveRoomForManySleepers) {
  EXPECT_EQ(
      *probe_definition({Kind::Kretprobe, "folio_migrate_mapping", "m", "rc=$retval:s32", ""}),
      "r4096:folioscope/m folio_migrate_mapping rc=$retval:s32");
}

TEST(ProbeDefinitions, OneRequestIsOneCommand) {
  EXPECT_FALSE(probe_definition({Kind::Kprobe, "f\n-:other/x", "n", "", ""}).ok());
  EXPECT_FALSE(probe_definition({Kind::Kprobe, "f", "n", "a=1\n-:other/x", ""}).ok());
  EXPECT_FALSE(probe_definition({Kind::Kprobe, "f a=1", "n", "", ""}).ok());
  EXPECT_FALSE(probe_definition({Kind::Kprobe, "", "n", "", ""}).ok());
}

TEST(Triggers, AWindowIsOpenedByOneEventAndClosedByAnother) {
  wire::EventRequest request{Kind::Tracepoint, "page_ref:*", "", "", "mt==5"};
  request.window_from = "cma:cma_alloc_start";
  request.window_to = "cma:cma_alloc_finish";
  const auto triggers = window_triggers(request, {"page_ref", "page_ref_mod"});
  ASSERT_TRUE(triggers.ok()) << triggers.fault().what;
  const auto& [open, close] = *triggers;
  EXPECT_EQ(open.event, (EventName{"cma", "cma_alloc_start"}));
  EXPECT_EQ(open.line(), "enable_event:page_ref:page_ref_mod if common_pid >= 0");
  EXPECT_EQ(close.event, (EventName{"cma", "cma_alloc_finish"}));
  EXPECT_EQ(close.line(), "disable_event:page_ref:page_ref_mod");
  EXPECT_EQ(close.removal(), "!disable_event:page_ref:page_ref_mod");
}

TEST(Triggers, TheEndsOfAWindowAreSingleEvents) {
  for (const char* end : {"", "cma", "cma:*", "cma:../x", "cma:a\nb"}) {
    wire::EventRequest request{Kind::Tracepoint, "page_ref:*", "", "", ""};
    request.window_from = "cma:cma_alloc_start";
    request.window_to = end;
    EXPECT_FALSE(window_triggers(request, {"page_ref", "page_ref_mod"}).ok()) << end;
  }
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
