// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/session_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_messages.h"

namespace folioscope::ingest {
namespace {

using testing::HasSubstr;
using wire::Phase;

constexpr std::uint32_t kPage = 4096;

// With a host that says its Mark when it has to, always at the same moment.
class PromptState : public SessionState {
 public:
  using SessionState::SessionState;
  Result<std::optional<wire::PageBatch>> take(wire::AgentMessage message) {
    auto taken = SessionState::take(std::move(message), std::chrono::nanoseconds(1'000));
    if (wants_mark()) say(std::chrono::nanoseconds(980));
    return taken;
  }
};

PromptState fresh(std::uint32_t cpus = 2, std::vector<std::string> files = {}) {
  wire::Hello hello;
  hello.cpus = cpus;
  hello.page_size = kPage;
  wire::Job job;
  job.workloads.resize(1);
  job.files = std::move(files);
  return PromptState(hello, job);
}

// The fault of the last message, which must be the only one; "" when there is none.
std::string fault_of(PromptState& state, const std::vector<wire::AgentMessage>& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto taken = state.take(messages[i]);
    if (taken.ok()) continue;
    EXPECT_EQ(i + 1, messages.size()) << taken.fault().what;
    EXPECT_EQ(taken.fault().domain, FaultDomain::Guest);
    return taken.fault().what;
  }
  return "";
}

TEST(SessionState, AWholeSessionIsTakenAndKept) {
  PromptState state = fresh();
  EXPECT_EQ(fault_of(state, orderly_messages()), "");
  EXPECT_TRUE(state.complete());
  const wire::Received& received = state.received();
  EXPECT_EQ(received.formats.at(0).name, "cma_alloc_start");
  EXPECT_EQ(received.cpu_stats.at(1).start, "start of 1");
  EXPECT_EQ(received.cpu_stats.at(1).end, "end of 1");
  EXPECT_EQ(received.vmstat_before, "before");
  EXPECT_EQ(received.vmstat_after, "after");
  EXPECT_THAT(received.workload_lines, testing::ElementsAre("{}"));
  EXPECT_EQ(received.workload_exits.at(0).exit_code, 0);
  EXPECT_EQ(received.probes.at(0).hits, 5u);
  EXPECT_EQ(received.pages_bytes, 3u * kPage);
  EXPECT_EQ(received.batches_missing, 0u);
  EXPECT_EQ(received.agent_rss_bytes, 7u);
}

TEST(SessionState, NoMessageMayBeLeftOutButPagesAndResults) {
  const auto messages = orderly_messages();
  for (std::size_t left_out = 0; left_out < messages.size(); ++left_out) {
    const auto& message = messages[left_out];
    if (std::holds_alternative<wire::WorkloadLine>(message) ||
        std::holds_alternative<wire::WorkloadExit>(message) ||
        std::holds_alternative<wire::PageBatch>(message))
      continue;
    PromptState state = fresh();
    bool refused = false;
    for (std::size_t i = 0; i < messages.size() && !refused; ++i)
      if (i != left_out) refused = !state.take(messages[i]).ok();
    EXPECT_FALSE(state.complete()) << left_out;
  }
}

TEST(SessionState, NoMessageMayComeTwiceButPagesAndResults) {
  const auto messages = orderly_messages();
  for (std::size_t twice = 0; twice < messages.size(); ++twice) {
    if (std::holds_alternative<wire::WorkloadLine>(messages[twice])) continue;
    PromptState state = fresh();
    for (std::size_t i = 0; i <= twice; ++i) ASSERT_TRUE(state.take(messages[i]).ok()) << i;
    EXPECT_FALSE(state.take(messages[twice]).ok()) << twice;
  }
}

TEST(SessionState, ClocksAreReadBetweenTwoWordsOfTheHosts) {
  PromptState state = fresh();
  state.say(std::chrono::nanoseconds(900));
  ASSERT_EQ(fault_of(state, orderly_messages()), "");
  // The guest heard at 100 what was said at 900 or later, and what it sent at 110 was there at
  // 1000. At the end: 500, 980 and 520, 1000.
  EXPECT_THAT(state.received().clock,
              testing::ElementsAre(wire::ClockReading{Phase::Start, 110, 110 + 845, 45},
                                   wire::ClockReading{Phase::End, 520, 520 + 480, 0}));
}

TEST(SessionState, AClockThatRunsOtherwiseThanTheHostsHasNoReading) {
  PromptState state = fresh();
  state.say(std::chrono::nanoseconds(900));
  // 200 ns of the guest's in 100 of the host's.
  ASSERT_TRUE(state.take(wire::Clock{Phase::Start, 100, 300}).ok());
  EXPECT_THAT(state.received().clock, testing::IsEmpty());
}

TEST(SessionState, TheClockOfTheEndIsReadAfterTheHostsMark) {
  PromptState state = fresh();
  auto messages = orderly_messages();
  std::erase_if(messages, [](const wire::AgentMessage& message) {
    return std::holds_alternative<wire::ProbeStats>(message);
  });
  messages.pop_back();
  EXPECT_THAT(fault_of(state, messages), HasSubstr("the clock of the end"));
}

TEST(SessionState, AGapInTheSequenceIsCountedAndARepetitionRefused) {
  PromptState state = fresh();
  ASSERT_EQ(fault_of(state, started_messages()), "");
  ASSERT_TRUE(state.take(wire::PageBatch{1, 2, std::string(kPage, 'x')}).ok());
  ASSERT_TRUE(state.take(wire::PageBatch{1, 3, std::string(kPage, 'x')}).ok());
  EXPECT_EQ(state.received().batches_missing, 2u);
  EXPECT_THAT(fault_of(state, {wire::PageBatch{1, 3, std::string(kPage, 'x')}}),
              HasSubstr("batch 3 of CPU 1 again"));
}

TEST(SessionState, ANumberThatWouldWrapIsRefused_SoNothingComesTwice) {
  PromptState state = fresh();
  ASSERT_EQ(fault_of(state, started_messages()), "");
  ASSERT_TRUE(state.take(wire::PageBatch{1, 3, std::string(kPage, 'x')}).ok());
  EXPECT_THAT(fault_of(state, {wire::PageBatch{1, UINT64_MAX, std::string(kPage, 'x')}}),
              HasSubstr("batch 18446744073709551615 of CPU 1 instead of batch 4"));
  EXPECT_EQ(state.received().batches_missing, 3u);
}

TEST(SessionState, PagesOfNoCpuOrOfNoWholeNumberAreRefused) {
  PromptState state = fresh();
  ASSERT_EQ(fault_of(state, started_messages()), "");
  EXPECT_THAT(fault_of(state, {wire::PageBatch{2, 0, std::string(kPage, 'x')}}),
              HasSubstr("pages of CPU 2 of 2"));
  EXPECT_THAT(fault_of(state, {wire::PageBatch{0, 0, std::string(kPage - 1, 'x')}}),
              HasSubstr("no whole number of pages"));
}

TEST(SessionState, AWorkloadThatTheJobDoesNotHaveCannotEnd) {
  PromptState state = fresh();
  ASSERT_EQ(fault_of(state, started_messages()), "");
  EXPECT_THAT(fault_of(state, {wire::WorkloadExit{.workload = 1}}), HasSubstr("workload 1 of 1"));
}

TEST(SessionState, ByeMustAgreeWithTheBytesReceived) {
  PromptState state = fresh();
  auto messages = orderly_messages();
  std::get<wire::Bye>(messages.back()).pages_bytes += 1;
  EXPECT_THAT(fault_of(state, messages), HasSubstr("the host received 12288"));
}

TEST(SessionState, FilesComeBeforeByeAllOfThemAndInTheJobsOrder) {
  auto until_bye = orderly_messages();
  const std::vector<wire::AgentMessage> end(until_bye.end() - 2, until_bye.end());
  until_bye.resize(until_bye.size() - 2);
  const wire::GuestFile stacks{"/stacks", "1 2a\n"}, holds{"/holds", ""};
  for (const auto& [files, fault] :
       std::vector<std::pair<std::vector<wire::GuestFile>, std::string>>{
           {{stacks, holds}, ""},
           {{stacks}, "the agent sent the clock of the end while"},
           {{holds}, "sent /holds, which the job did not ask for next"},
           {{stacks, holds, holds}, "sent /holds, which the job did not ask for next"}}) {
    PromptState state = fresh(2, {"/stacks", "/holds"});
    auto messages = until_bye;
    messages.insert(messages.end(), files.begin(), files.end());
    if (!fault.starts_with("sent")) messages.push_back(end[0]);
    if (fault.empty()) messages.push_back(end[1]);
    EXPECT_THAT(fault_of(state, messages), HasSubstr(fault));
    if (!fault.empty()) continue;
    EXPECT_EQ(state.received().files.at(0).text, "1 2a\n");
  }
}

TEST(SessionState, HistogramsComeBehindTheFilesAllOfThemAndInTheJobsOrder) {
  wire::Hello hello;
  hello.cpus = 2;
  hello.page_size = kPage;
  wire::Job job;
  job.workloads.resize(1);
  job.files = {"/stacks"};
  job.histograms = {{{"page_ref", "page_ref_mod"}, {"stacktrace"}, {}, 0, ""},
                    {{"kmem", "stacks"}, {"pfn"}, {}, 0, ""}};
  auto until_bye = orderly_messages();
  const std::vector<wire::AgentMessage> end(until_bye.end() - 2, until_bye.end());
  until_bye.resize(until_bye.size() - 2);
  const wire::AgentMessage file = wire::GuestFile{"/stacks", ""};
  const wire::AgentMessage first = wire::Histogram{{"page_ref", "page_ref_mod"}, "Totals:\n"};
  const wire::AgentMessage second = wire::Histogram{{"kmem", "stacks"}, ""};
  for (const auto& [more, fault] :
       std::vector<std::pair<std::vector<wire::AgentMessage>, std::string>>{
           {{file, first, second, end[0], end[1]}, ""},
           {{first}, "the agent sent a histogram while"},
           {{file, second}, "the histogram of kmem:stacks, which the job did not ask for next"},
           {{file, first, first}, "the histogram of page_ref:page_ref_mod, which"},
           {{file, first, second, second}, "the histogram of kmem:stacks, which"},
           {{file, first, end[0]}, "the agent sent the clock of the end while"},
           {{file, first, end[1]}, "the agent sent Bye while"},
           {{file, first, second, end[0], second}, "the agent sent a histogram while"}}) {
    PromptState state(hello, job);
    auto messages = until_bye;
    messages.insert(messages.end(), more.begin(), more.end());
    EXPECT_THAT(fault_of(state, messages), HasSubstr(fault));
    EXPECT_EQ(state.complete(), fault.empty());
    if (!state.complete()) continue;
    EXPECT_EQ(state.received().histograms.at(0).text, "Totals:\n");
  }
}

TEST(SessionState, WorkloadStartsBehindTheFirstVmstatAndEndsWithItsExit) {
  PromptState state = fresh();
  const auto messages = orderly_messages();
  bool started = false, ended = false;
  for (const auto& message : messages) {
    ASSERT_TRUE(state.take(message).ok());
    if (const auto* vmstat = std::get_if<wire::Vmstat>(&message))
      started |= vmstat->phase == Phase::Start;
    ended |= std::holds_alternative<wire::WorkloadExit>(message);
    EXPECT_EQ(state.workload_started(), started);
    EXPECT_EQ(state.workload_ended(), ended);
  }
  EXPECT_TRUE(ended);
}

TEST(SessionState, FirstWorkloadThatFails_IsTheLast) {
  wire::Hello hello;
  hello.cpus = 2;
  hello.page_size = kPage;
  wire::Job job;
  job.workloads.resize(2);
  PromptState state(hello, job);
  ASSERT_EQ(fault_of(state, started_messages()), "");
  ASSERT_TRUE(state.take(wire::WorkloadExit{.workload = 0}).ok());
  EXPECT_FALSE(state.workload_ended());
  ASSERT_TRUE(state.take(wire::WorkloadExit{.workload = 1, .exit_code = 1}).ok());
  EXPECT_TRUE(state.workload_ended());
}

TEST(SessionState, AFailureMayReplaceEverythingAndIsTheLast) {
  const auto messages = orderly_messages();
  for (std::size_t before = 0; before + 1 < messages.size(); ++before) {
    PromptState state = fresh();
    for (std::size_t i = 0; i < before; ++i) ASSERT_TRUE(state.take(messages[i]).ok());
    ASSERT_TRUE(state.take(wire::Failure{"no such event", "detail"}).ok()) << before;
    EXPECT_EQ(state.received().failure->what, "no such event");
    EXPECT_FALSE(state.take(messages[before]).ok()) << before;
    EXPECT_FALSE(state.complete());
  }
}

TEST(SessionState, WhatAWorkloadPrintsHasABound) {
  PromptState state = fresh();
  ASSERT_EQ(fault_of(state, started_messages()), "");
  const wire::WorkloadLine line{0, std::string(64 << 10, 'x')};
  for (int i = 0; i < 1024; ++i) ASSERT_TRUE(state.take(line).ok()) << i;
  EXPECT_THAT(fault_of(state, {line}), HasSubstr("printed more than is kept"));
}

}  // namespace
}  // namespace folioscope::ingest
