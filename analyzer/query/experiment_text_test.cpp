// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/experiment_text.h"

#include <gtest/gtest.h>

namespace folioscope::query {
namespace {

std::string with(std::string_view text, const std::vector<std::string>& groups) {
  const auto result = with_events(text, groups);
  return result ? *result : "fault: " + result.fault().what;
}

constexpr std::string_view kHooks = "instrumentation: 6.1\n";
std::string hooked(std::string_view text) { return std::string(kHooks) + std::string(text); }

TEST(WithEvents, ListInBrackets_KeepsWhatIsThereAndItsComment) {
  EXPECT_EQ(
      with(hooked("events: [cma, {page_freeze: {where: \"mt>=4\"}}]  # why\nboots: 4\n"),
           {"page_lock"}),
      hooked("events: [page_lock, cma, {page_freeze: {where: \"mt>=4\"}}]  # why\nboots: 4\n"));
  EXPECT_EQ(with(hooked("events: []\n"), {"page_lock", "failures"}),
            hooked("events: [page_lock, failures]\n"));
}

TEST(WithEvents, ListInBracketsOverSeveralLines) {
  EXPECT_EQ(
      with(hooked("events: [cma,  # ]\n         'a]b',\n         ]\nboots: 4\n"), {"failures"}),
      hooked("events: [failures, cma,  # ]\n         'a]b',\n         ]\nboots: 4\n"));
}

TEST(WithEvents, CommentBeginsWhereNoWordIs) {
  EXPECT_EQ(with(hooked("events: [#failures]\n# 'b]\n  a#]\n"), {"failures"}),
            hooked("events: [failures, #failures]\n# 'b]\n  a#]\n"));
  EXPECT_EQ(with(hooked("events: ['a',# ]\n  b]\n"), {"failures"}),
            hooked("events: [failures, 'a',# ]\n  b]\n"));
}

TEST(WithEvents, ListOfDashes_GetsALineOfItsOwn) {
  EXPECT_EQ(with(hooked("events:  # all\n  - cma\n  # the lock\n  - {kprobe: a}\n\nboots: 4\n"),
                 {"page_lock"}),
            hooked("events:  # all\n  - cma\n  # the lock\n  - {kprobe: a}\n  - page_lock\n\n"
                   "boots: 4\n"));
  EXPECT_EQ(with(hooked("events:\n- cma\nboots: 4"), {"page_lock"}),
            hooked("events:\n- cma\n- page_lock\nboots: 4"));
}

TEST(WithEvents, EntryOfSeveralLines_IsNotTornApart) {
  EXPECT_EQ(
      with(hooked("events:\n  - tracepoint: \"kmem:mm_page_free\"\n    where: \"order > 0\"\n"),
           {"failures"}),
      hooked("events:\n  - tracepoint: \"kmem:mm_page_free\"\n    where: \"order > 0\"\n"
             "  - failures\n"));
}

TEST(WithEvents, GroupThatIsThere_IsNotAddedAgain) {
  for (const char* text : {"events: [cma, failures]\n", "events:\n  - failures  # yes\n",
                           "events: [{failures: {window: cma}}]\n"})
    EXPECT_EQ(with(hooked(text), {"failures"}), hooked(text));
  EXPECT_EQ(with(hooked("events: [page_lock:folio_wake]  # page_lock\n"), {"page_lock"}),
            hooked("events: [page_lock, page_lock:folio_wake]  # page_lock\n"));
}

TEST(WithEvents, ProfilesWithEventsOfTheirOwn_GetThemToo) {
  EXPECT_EQ(with(hooked("events: [cma]\nprofiles:\n  quick:\n    events: [thp]\n"
                        "  full: {boots: 20, events: [cma]}\n"),
                 {"page_lock"}),
            hooked("events: [page_lock, cma]\nprofiles:\n  quick:\n    events: [page_lock, thp]\n"
                   "  full: {boots: 20, events: [page_lock, cma]}\n"));
}

TEST(WithEvents, ListInsideOfAList_Stays) {
  EXPECT_EQ(with(hooked("profiles:\n  quick: {events: [a, events: [b],\n    events: [c]]}\n"
                        "  full:\n    events:\n      - {where: a, events: [b]}\nevents: []\n"),
                 {"failures"}),
            hooked("profiles:\n  quick: {events: [failures, a, events: [b],\n    events: [c]]}\n"
                   "  full:\n    events:\n      - {where: a, events: [b]}\n      - failures\n"
                   "events: [failures]\n"));
}

TEST(WithEvents, TextThatOnlyLooksLikeIt_Stays) {
  const std::string text = hooked(
      "# events: [cma]\nabout:\n  caveats: |\n    events: none\n  subject: 'events: no'\n"
      "events: [cma]\n");
  EXPECT_EQ(with(text, {"failures"}),
            hooked("# events: [cma]\nabout:\n  caveats: |\n    events: none\n"
                   "  subject: 'events: no'\nevents: [failures, cma]\n"));
}

TEST(WithEvents, FileThatEndsInsideItsList_GetsLinesOfTheirOwn) {
  EXPECT_EQ(with("events:\n  - cma", {"page_lock"}),
            "events:\n  - cma\n  - page_lock\ninstrumentation: auto\n");
}

TEST(WithEvents, FileWithoutAny_GetsEventsAndInstrumentation) {
  EXPECT_EQ(with("name: a\nboots: 4", {"page_lock"}),
            "name: a\nboots: 4\nevents: [page_lock]\ninstrumentation: auto\n");
  EXPECT_EQ(with("", {"page_lock"}), "events: [page_lock]\ninstrumentation: auto\n");
}

TEST(WithEvents, LinesThatEndLikeOnesOfWindows) {
  EXPECT_EQ(with("instrumentation: 6.1\r\nevents:\r\n  - cma\r\nboots: 4\r\n", {"page_lock"}),
            "instrumentation: 6.1\r\nevents:\r\n  - cma\n  - page_lock\r\nboots: 4\r\n");
}

TEST(WithEvents, NoList_IsRefused) {
  for (const char* text : {"events: *all\n", "events: [cma\n", "events:\n  cma: 1\n", "events: "})
    EXPECT_EQ(with(hooked(text), {"failures"}).substr(0, 6), "fault:") << text;
}

}  // namespace
}  // namespace folioscope::query
