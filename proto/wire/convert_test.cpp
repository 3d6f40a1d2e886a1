// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/convert.h"

#include <gmock/gmock.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include "base/names.h"
#include "wire/limits.h"

namespace folioscope::wire {
namespace {

using google::protobuf::io::ArrayInputStream;
using testing::HasSubstr;

Result<AgentMessage> decode_agent(const std::string& bytes) {
  ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  return decode_agent_message(stream);
}
Result<AgentMessage> round_trip(const AgentMessage& message) {
  return decode_agent(encode(message));
}
Result<HostMessage> round_trip(const HostMessage& message) {
  return decode_host_message(std::string_view(encode(message)));
}

const Hello kHello{kProtocolVersion, "token", "6.1.192", "#1 SMP", 8, 4096, 17};

TEST(Convert, HelloKeepsEveryField) {
  const auto message = round_trip(AgentMessage{kHello});
  ASSERT_TRUE(message.ok()) << message.fault().what;
  const auto& hello = std::get<Hello>(*message);
  EXPECT_EQ(hello.protocol_version, kProtocolVersion);
  EXPECT_EQ(hello.token, "token");
  EXPECT_EQ(hello.kernel_release, "6.1.192");
  EXPECT_EQ(hello.kernel_version, "#1 SMP");
  EXPECT_EQ(hello.cpus, 8u);
  EXPECT_EQ(hello.page_size, 4096u);
  EXPECT_EQ(hello.boot_time_ns, 17u);
}

TEST(Convert, ImpossibleCpusAndPageSizesAreRefused) {
  for (std::uint32_t cpus : {0u, kMaxCpus + 1}) {
    Hello hello = kHello;
    hello.cpus = cpus;
    EXPECT_FALSE(round_trip(AgentMessage{hello}).ok()) << cpus;
  }
  for (std::uint32_t page_size : {0u, 1u, 4095u, 6144u, 1u << 31}) {
    Hello hello = kHello;
    hello.page_size = page_size;
    EXPECT_FALSE(round_trip(AgentMessage{hello}).ok()) << page_size;
  }
}

TEST(Convert, TextNeedNotBeUtf8) {
  const auto message = round_trip(AgentMessage{WorkloadLine{1, "\xff\xfe{"}});
  ASSERT_TRUE(message.ok()) << message.fault().what;
  EXPECT_EQ(std::get<WorkloadLine>(*message).line, "\xff\xfe{");
}

TEST(Convert, StreamMessagesKeepEveryField) {
  const WorkloadExit exit{2, -1, 9, "oops", 123, true};
  const auto exit_back = round_trip(AgentMessage{exit});
  ASSERT_TRUE(exit_back.ok());
  EXPECT_EQ(std::get<WorkloadExit>(*exit_back).signal, 9);
  EXPECT_EQ(std::get<WorkloadExit>(*exit_back).exit_code, -1);
  EXPECT_EQ(std::get<WorkloadExit>(*exit_back).duration_ns, 123u);
  EXPECT_TRUE(std::get<WorkloadExit>(*exit_back).timed_out);

  const auto stats = round_trip(AgentMessage{CpuStats{Phase::End, 3, "entries: 0\n"}});
  ASSERT_TRUE(stats.ok());
  EXPECT_EQ(std::get<CpuStats>(*stats).phase, Phase::End);
  EXPECT_EQ(std::get<CpuStats>(*stats).cpu, 3u);

  const auto probes = round_trip(AgentMessage{ProbeStats{{{"alloc", 10, 2}}}});
  ASSERT_TRUE(probes.ok());
  EXPECT_EQ(std::get<ProbeStats>(*probes).probes.at(0).misses, 2u);

  const auto file = round_trip(AgentMessage{GuestFile{"/sys/kernel/x", "1 2\n"}});
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(std::get<GuestFile>(*file).path, "/sys/kernel/x");
  EXPECT_EQ(std::get<GuestFile>(*file).text, "1 2\n");

  const auto histogram =
      round_trip(AgentMessage{Histogram{{"page_ref", "page_ref_mod"}, "Totals:\n"}});
  ASSERT_TRUE(histogram.ok());
  EXPECT_EQ(std::get<Histogram>(*histogram).event, (EventName{"page_ref", "page_ref_mod"}));
  EXPECT_EQ(std::get<Histogram>(*histogram).text, "Totals:\n");

  const auto clock = round_trip(AgentMessage{Clock{Phase::End, 5, 6}});
  ASSERT_TRUE(clock.ok());
  EXPECT_EQ(std::get<Clock>(*clock).sent_ns, 6u);

  const auto bye = round_trip(AgentMessage{Bye{1, 2, 3}});
  ASSERT_TRUE(bye.ok());
  EXPECT_EQ(std::get<Bye>(*bye).lines_dropped, 3u);
}

TEST(Convert, HeadPlusPagesIsAnEncodedBatch) {
  for (const PageBatch& batch :
       {PageBatch{0, 0, std::string(4096, 'x')}, PageBatch{7, 300, std::string(256 << 10, 'y')}}) {
    const auto message = decode_agent(
        encode_page_batch_head(batch.cpu, batch.sequence, batch.data.size()) + batch.data);
    ASSERT_TRUE(message.ok()) << message.fault().what;
    const auto& back = std::get<PageBatch>(*message);
    EXPECT_EQ(back.cpu, batch.cpu);
    EXPECT_EQ(back.sequence, batch.sequence);
    EXPECT_EQ(back.data, batch.data);
  }
}

TEST(Convert, LengthsAboveTheirBoundAreRefusedByName) {
  const auto line = round_trip(AgentMessage{WorkloadLine{0, std::string(kMaxText + 1, 'x')}});
  ASSERT_FALSE(line.ok());
  EXPECT_EQ(line.fault().domain, FaultDomain::Guest);
  EXPECT_THAT(line.fault().what, HasSubstr("a workload's line of 65537 bytes"));
  EXPECT_FALSE(
      round_trip(AgentMessage{PageBatch{0, 0, std::string(kMaxPagesBytes + 1, 'x')}}).ok());
  EXPECT_FALSE(round_trip(AgentMessage{PageBatch{}}).ok());
  EXPECT_FALSE(round_trip(AgentMessage{Clock{Phase::End, 6, 5}}).ok()) << "backwards";
  EXPECT_FALSE(round_trip(AgentMessage{Clock{Phase::End, 0, kMaxClock + 1}}).ok());
  EXPECT_FALSE(round_trip(AgentMessage{GuestFile{"", std::string(kMaxGuestFile + 1, 'x')}}).ok());
  const std::string name(kMaxName + 1, 'x'), text(kMaxGuestFile + 1, 'x');
  for (const Histogram& histogram :
       {Histogram{{name, "b"}, ""}, {{"a", name}, ""}, {{"a", "b"}, text}})
    EXPECT_FALSE(round_trip(AgentMessage{histogram}).ok());
  EXPECT_FALSE(
      round_trip(AgentMessage{Formats{"", std::vector<EventFormat>(kMaxFormats + 1)}}).ok());
  EXPECT_FALSE(round_trip(AgentMessage{ProbeStats{std::vector<Probe>(kMaxProbes + 1)}}).ok());
}

// What an experiment may be called must come back from the guest.
TEST(Convert, TheLongestNamesOfAnExperimentAreAccepted) {
  const std::string probe(limits::kProbeNameLength, 'p'), symbol(limits::kKernelNameLength, 's');
  EXPECT_TRUE(round_trip(AgentMessage{ProbeStats{{{probe, 1, 0}}}}).ok());
  EXPECT_TRUE(round_trip(AgentMessage{Formats{"", {{"folioscope", probe, ""}}}}).ok());
  Job job;
  job.workloads = {{std::string(limits::kNameLength, 'w'), {}, 1}};
  job.events = {{EventRequest::Kind::Kprobe, {names::kProbeSystem, probe}, {symbol}}};
  EXPECT_TRUE(round_trip(HostMessage{job}).ok());
}

TEST(Convert, GarbageIsNoMessage) {
  EXPECT_FALSE(decode_agent("GET / HTTP/1.1\r\n").ok());
  EXPECT_FALSE(decode_agent("").ok());
  EXPECT_FALSE(decode_agent("\xff\xff\xff\xff").ok());
}

TEST(Convert, ATruncatedMessageNeverDecodesToMoreThanWasSent) {
  const std::string bytes = encode(AgentMessage{Formats{"page", {{"cma", "cma_alloc", "ID: 1"}}}});
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_agent(bytes.substr(0, length)).ok()) << length;
}

TEST(Convert, AJobComesBackEqual) {
  Job job;
  job.clock = "global";
  job.buffer_kib_per_cpu = 1024;
  job.events = {{EventRequest::Kind::Tracepoint, {"page_ref", "*"}, {}, "", "mt>=4"},
                {EventRequest::Kind::Kprobe,
                 {names::kProbeSystem, "p"},
                 {"folio_migrate_mapping", "__folio_migrate_mapping"},
                 "refs=+0x34($arg2):u32"},
                {EventRequest::Kind::Kretprobe,
                 {names::kProbeSystem, "r"},
                 {"folio_migrate_mapping"},
                 "rc=$retval:s32"}};
  job.events[0].window = Window{{"cma", "cma_alloc_start"}, {"cma", "cma_alloc_finish"}};
  job.histograms = {
      {{"page_ref", "page_ref_mod"}, {"stacktrace", "pfn.hex"}, {"val"}, 4096, "mt>=4"}};
  job.workloads = {{"cma-churn", {"--allocations=50", "\xff"}, 60'000}};
  job.workloads[0].environment = {"LANG=C"};
  job.workloads[0].user = 65'534;
  job.workloads[0].input = "/workloads/input";
  job.workloads[0].before = {"echo 3 > /proc/sys/vm/drop_caches"};
  job.workloads[0].after = {"true", "sync"};
  job.settings = {{"/sys/kernel/mm/transparent_hugepage/enabled", "always"}};
  const auto message = round_trip(HostMessage{job});
  ASSERT_TRUE(message.ok()) << message.fault().what;
  EXPECT_EQ(std::get<Job>(*message), job);
}

TEST(Convert, AnUnsetClockOrBufferMeansTheDefault) {
  Job job;
  job.clock.clear();
  job.buffer_kib_per_cpu = 0;
  const auto message = round_trip(HostMessage{job});
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(std::get<Job>(*message), Job{});
}

TEST(Convert, AJobWithANulByteOrTooMuchIsRefused) {
  Job job;
  job.settings = {{std::string("/sys/x\0y", 8), "1"}};
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
  job.settings.assign(kMaxSettings + 1, {"/sys/x", "1"});
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
}

TEST(Convert, AnEventRequestIsOfSomeKind) {
  // HostMessage { job { trace { events { filter: "x" } } } }, with neither tracepoint nor probe.
  const std::string request = "\x22\x01x";
  const std::string events = "\x1a\x03" + request;
  EXPECT_FALSE(decode_host_message(std::string_view("\x0a\x07\x0a\x05" + events)).ok());
}

TEST(Convert, HistogramsAreBounded) {
  Job job;
  job.histograms.assign(kMaxHistograms + 1, {{"a", "b"}, {"stacktrace"}, {}, 1, ""});
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
  job.histograms = {
      {{"a", "b"}, std::vector<std::string>(kMaxHistogramFields + 1, "x"), {}, 1, ""}};
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
  job.histograms = {{{"a", "b"}, {std::string("x\0y", 3)}, {}, 1, ""}};
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
  job.histograms = {{{"a", std::string("x\0y", 3)}, {"pfn"}, {}, 1, ""}};
  EXPECT_FALSE(round_trip(HostMessage{job}).ok());
}

TEST(Convert, StopCarriesItsReason) {
  const auto message = round_trip(HostMessage{Stop{"deadline"}});
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(std::get<Stop>(*message).reason, "deadline");
}

}  // namespace
}  // namespace folioscope::wire
