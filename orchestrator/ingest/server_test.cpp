// SPDX-License-Identifier: GPL-3.0-or-later
// The server against a fake agent that says what a test tells it to, over a socket pair.
#include "ingest/server.h"

#include <folioscope/v1/agent.grpc.pb.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "base/temp_dir.h"
#include "base/unique_fd.h"
#include "rpc/endpoint.h"
#include "testing/made_messages.h"
#include "wire/convert.h"

namespace folioscope::ingest {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kDeadline{30};  // of every wait; reached only by a failing test

wire::Hello hello(const std::string& token) {
  wire::Hello message;
  message.token = token;
  message.cpus = 2;
  message.page_size = 4096;
  return message;
}

// What the host answers the greeting with.
std::string answer_at(const UniqueFd& channel) {
  EXPECT_EQ(::send(channel.get(), rpc::kGreeting.data(), rpc::kGreeting.size(), 0),
            static_cast<ssize_t>(rpc::kGreeting.size()));
  std::string line;
  char byte = 0;
  while (::read(channel.get(), &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

class FakeAgent {
 public:
  explicit FakeAgent(UniqueFd channel)
      : token_(answer_at(channel)),
        stub_(v1::Agent::NewStub(rpc::client_over(std::move(channel)))),
        stream_(stub_->Session(&context_)) {}
  // Cancels; the stream's end is waited for, so that the server has nothing of ours left.
  ~FakeAgent() {
    context_.TryCancel();
    (void)finish();
  }

  const std::string& token() const { return token_; }
  bool say(const wire::AgentMessage& message) {
    v1::AgentMessage proto;
    EXPECT_TRUE(proto.ParseFromString(wire::encode(message)));
    return say(proto);
  }
  bool say(const v1::AgentMessage& message) { return stream_->Write(message); }
  void say(const std::vector<wire::AgentMessage>& messages) {
    for (const auto& message : messages) EXPECT_TRUE(say(message));
  }
  std::optional<v1::HostMessage> hear() {
    v1::HostMessage message;
    if (!stream_->Read(&message)) return std::nullopt;
    return message;
  }
  void vanish() { context_.TryCancel(); }
  grpc::Status finish() {
    if (!status_) {
      stream_->WritesDone();
      while (hear()) {
      }
      status_ = stream_->Finish();
    }
    return *status_;
  }

 private:
  const std::string token_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::Agent::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::AgentMessage, v1::HostMessage>> stream_;
  std::optional<grpc::Status> status_;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = Server::start();
    ASSERT_TRUE(started.ok()) << started.fault().what;
    server_ = std::move(*started);
  }

  std::unique_ptr<Session> expect(const std::string& token = "token") {
    wire::Job job;
    job.clock = "global";
    job.workloads = {{"cma-churn", {}, 0}};
    return server_->expect(token, job, spool(),
                           {.on_hello = [this] { hello_.set_value(); },
                            .on_workload_start = [this] { stages_ += "start "; },
                            .on_workload_end = [this] { stages_ += "end "; },
                            .on_end = [this](const SessionEnd& end) { end_.set_value(end); }});
  }
  // The guest's end of a channel whose other end the session has.
  static UniqueFd channel_of(Session& session) {
    int pair[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    session.attach(UniqueFd(pair[0]));
    return UniqueFd(pair[1]);
  }
  // The same of a session that somebody else expects.
  UniqueFd channel_of_another() {
    others_.push_back(expect("another"));
    return channel_of(*others_.back());
  }
  std::filesystem::path spool() const { return directory_.path() / "spool"; }

  SessionEnd await_end() {
    auto future = end_.get_future();
    if (future.wait_for(kDeadline) == std::future_status::ready) return future.get();
    ADD_FAILURE() << "the session did not end";
    return {};
  }
  bool said_hello() { return hello_.get_future().wait_for(kDeadline) == std::future_status::ready; }

  TempDir directory_ = *TempDir::create("ingest");
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<Session>> others_;
  std::string stages_;  // written before end_, read after it
  std::promise<void> hello_;
  std::promise<SessionEnd> end_;
};

TEST_F(ServerTest, AnOrderlySessionLeavesEverythingItSent) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  const auto job = agent.hear();
  ASSERT_TRUE(job && job->has_job());
  EXPECT_EQ(job->job().trace().clock(), "global");
  EXPECT_TRUE(said_hello());
  agent.say(orderly_messages());
  EXPECT_TRUE(agent.finish().ok());

  const SessionEnd end = await_end();
  EXPECT_TRUE(end.orderly) << end.reason;
  EXPECT_EQ(stages_, "start end ");
  EXPECT_EQ(session->received().vmstat_after, "after");
  const auto source = session->chunks();
  const auto first = source(), second = source(), none = source();
  ASSERT_TRUE(first.ok() && *first && second.ok() && *second && none.ok());
  EXPECT_EQ(as_text((**first).pages), std::string(4096, 'a'));
  EXPECT_EQ(as_text((**second).pages), std::string(8192, 'b'));
  EXPECT_FALSE(none->has_value());
  EXPECT_EQ(server_->refused(), 0);
}

TEST_F(ServerTest, AWrongTokenIsRefusedAndCountedAndTheRightOneStillCounts) {
  const auto session = expect();
  for (const char* token : {"", "Token", "token2", "toke"}) {
    FakeAgent stranger(channel_of_another());
    stranger.say(hello(token));
    EXPECT_EQ(stranger.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED) << token;
  }
  EXPECT_EQ(server_->refused(), 4);
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  EXPECT_TRUE(agent.hear().has_value());
}

TEST_F(ServerTest, ATokenIsGoodForOneSession) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session)), copy(channel_of_another());
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear().has_value());
  copy.say(hello("token"));
  EXPECT_EQ(copy.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(ServerTest, WhoDoesNotBeginWithHelloIsRefused) {
  const auto session = expect();
  FakeAgent early(channel_of_another());
  early.say(wire::AgentMessage{wire::Bye{}});
  EXPECT_EQ(early.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  FakeAgent empty(channel_of_another());
  empty.say(v1::AgentMessage());
  EXPECT_EQ(empty.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(server_->refused(), 2);
}

TEST_F(ServerTest, GarbageOnAChannelHarmsNobody) {
  const auto session = expect();
  for (const std::string& garbage : {std::string("GET / HTTP/1.1\r\n\r\n"),
                                     std::string(100'000, '\xff'), std::string(1, '\0')}) {
    const UniqueFd stranger = channel_of_another();
    (void)::send(stranger.get(), garbage.data(), garbage.size(), MSG_NOSIGNAL);
    const UniqueFd greeted = channel_of_another();
    answer_at(greeted);
    (void)::send(greeted.get(), garbage.data(), garbage.size(), MSG_NOSIGNAL);
  }
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear().has_value());
  agent.say(orderly_messages());
  EXPECT_TRUE(agent.finish().ok());
  EXPECT_TRUE(await_end().orderly);
}

bool is_at_end(const UniqueFd& channel) {
  pollfd readable{channel.get(), POLLIN, 0};
  char byte = 0;
  return ::poll(&readable, 1, 1000 * static_cast<int>(kDeadline.count())) == 1 &&
         ::recv(channel.get(), &byte, 1, 0) <= 0;
}

TEST_F(ServerTest, TheTokenIsToldToWhoGreetsAndToNobodyElse) {
  const auto session = expect();
  EXPECT_EQ(answer_at(channel_of(*session)), "token");
  for (const std::string& greeting : {std::string("folioscope-agent 9\n"), std::string("\n")}) {
    const UniqueFd stranger = channel_of_another();
    ASSERT_GT(::send(stranger.get(), greeting.data(), greeting.size(), MSG_NOSIGNAL), 0);
    EXPECT_TRUE(is_at_end(stranger)) << greeting;
  }
  EXPECT_EQ(server_->refused(), 2);
}

TEST_F(ServerTest, AGuestThatSaysNothingIsLetGoWithItsSession) {
  auto session = expect();
  const UniqueFd silent = channel_of(*session);
  session.reset();
  EXPECT_TRUE(is_at_end(silent));
}

TEST_F(ServerTest, AGuestMayHaveOneStream) {
  const auto session = expect();
  const UniqueFd channel = channel_of(*session);
  EXPECT_EQ(answer_at(channel), "token");
  const auto stub = v1::Agent::NewStub(rpc::client_over(UniqueFd(::dup(channel.get()))));
  grpc::ClientContext first, second;
  const auto one = stub->Session(&first);
  v1::AgentMessage message;
  ASSERT_TRUE(message.ParseFromString(wire::encode(hello("token"))));
  ASSERT_TRUE(one->Write(message));
  v1::HostMessage job;
  ASSERT_TRUE(one->Read(&job));
  // gRPC's client holds a call back that the server has no room for.
  second.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
  const auto two = stub->Session(&second);
  EXPECT_FALSE(two->Read(&job));
  EXPECT_EQ(two->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  first.TryCancel();
  (void)one->Finish();
}

TEST_F(ServerTest, TheMarkComesWithTheProbeCountersAndClocksAreRead) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear()->has_job());
  for (const wire::AgentMessage& message : orderly_messages()) {
    if (std::holds_alternative<wire::Clock>(message) &&
        std::get<wire::Clock>(message).phase == wire::Phase::End) {
      ASSERT_TRUE(agent.hear()->has_mark());
    }
    ASSERT_TRUE(agent.say(message));
  }
  EXPECT_TRUE(agent.finish().ok());
  EXPECT_TRUE(await_end().orderly);
  const auto& clock = session->received().clock;
  ASSERT_THAT(clock, testing::SizeIs(2));
  EXPECT_EQ(clock[0].guest_ns, 110);
  EXPECT_EQ(clock[1].guest_ns, 520);
  EXPECT_LT(clock[0].host_ns, clock[1].host_ns);
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  EXPECT_LE(clock[1].host_ns - clock[1].error_ns, std::chrono::nanoseconds(now).count());
}

TEST_F(ServerTest, NothingListens) {
  std::set<std::string> ours;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    ours.insert(std::filesystem::read_symlink(entry, gone).string());
  }
  for (const char* table : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
    std::ifstream lines(table);
    std::string line;
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      std::vector<std::string> fields{std::istream_iterator<std::string>(words), {}};
      if (fields.size() < 10 || fields[3] != "0A") continue;  // listens
      EXPECT_EQ(ours.count("socket:[" + fields[9] + "]"), 0u) << line;
    }
  }
}

// For each number of messages that an agent may have sent when it disappears.
class DisconnectTest : public ServerTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(DisconnectTest, AnAgentThatVanishesEndsItsSessionAndItsPagesStay) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear().has_value());
  const auto messages = orderly_messages();
  for (std::size_t i = 0; i < GetParam(); ++i) agent.say(messages[i]);
  // Half-closing first proves that the server took what was sent; both ends look the same to it.
  if (GetParam() % 2 == 0) agent.vanish();
  (void)agent.finish();
  const SessionEnd end = await_end();
  EXPECT_FALSE(end.orderly);
  EXPECT_EQ(end.domain, FaultDomain::Host);
  EXPECT_THAT(end.reason, HasSubstr("the agent's stream ended while the host waited for"));
  EXPECT_TRUE(session->chunks()().ok());
}

INSTANTIATE_TEST_SUITE_P(AfterEachMessage, DisconnectTest,
                         testing::Range(std::size_t{0}, orderly_messages().size() - 1));

TEST_F(ServerTest, AMessageOutOfOrderEndsTheSessionAsTheGuestsFault) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  agent.say(wire::AgentMessage{wire::Bye{}});
  EXPECT_EQ(agent.finish().error_code(), grpc::StatusCode::ABORTED);
  const SessionEnd end = await_end();
  EXPECT_FALSE(end.orderly);
  EXPECT_EQ(end.domain, FaultDomain::Guest);
  EXPECT_EQ(end.reason, "the agent sent Bye while the host waited for the clock before the workload");
}

TEST_F(ServerTest, AMessageThatIsNoneEndsTheSessionAndIsCounted) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  agent.say(v1::AgentMessage());
  EXPECT_EQ(agent.finish().error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(await_end().reason, HasSubstr("a message of unknown kind"));
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(ServerTest, AnAgentOfAnotherVersionIsToldSo) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  wire::Hello other = hello("token");
  other.protocol_version = 99;
  agent.say(other);
  EXPECT_THAT(agent.finish().error_message(), HasSubstr("version 99"));
  EXPECT_EQ(await_end().domain, FaultDomain::Guest);
}

TEST_F(ServerTest, WhatTheAgentCannotDoIsItsFailureWord) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  agent.say(wire::Failure{"this kernel has no event cma:cma_alloc", "look for a typing mistake"});
  EXPECT_TRUE(agent.finish().ok());
  const SessionEnd end = await_end();
  EXPECT_FALSE(end.orderly);
  EXPECT_EQ(end.domain, FaultDomain::Guest);
  EXPECT_THAT(end.reason, HasSubstr("this kernel has no event cma:cma_alloc"));
  EXPECT_EQ(session->received().failure->detail, "look for a typing mistake");
}

TEST_F(ServerTest, AFullDiskEndsTheSessionAsInfra) {
  std::filesystem::create_symlink("/dev/full", spool());
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  EXPECT_THAT(agent.finish().error_message(), HasSubstr("No space left"));
  const SessionEnd end = await_end();
  EXPECT_EQ(end.domain, FaultDomain::Host);
  EXPECT_THAT(end.reason, HasSubstr("No space left"));
}

TEST_F(ServerTest, StopReachesTheAgentWithItsReason) {
  const auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear()->has_job());
  session->stop("deadline");
  const auto stop = agent.hear();
  ASSERT_TRUE(stop && stop->has_stop());
  EXPECT_EQ(stop->stop().reason(), "deadline");
  agent.say(orderly_messages());
  EXPECT_TRUE(agent.finish().ok());
  EXPECT_TRUE(await_end().orderly);
}

TEST_F(ServerTest, ASessionThatNobodyWantsAnyMoreIsCutOffAndItsSpoolRemoved) {
  auto session = expect();
  FakeAgent agent(channel_of(*session));
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear()->has_job());
  EXPECT_TRUE(std::filesystem::exists(spool()));
  session.reset();
  EXPECT_FALSE(std::filesystem::exists(spool()));
  ASSERT_TRUE(agent.hear()->has_stop());
  agent.say(started_messages().front());
  EXPECT_EQ(agent.finish().error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(ServerTest, ASessionThatNeverCameIsForgotten) {
  expect().reset();
  FakeAgent late(channel_of_another());
  late.say(hello("token"));
  EXPECT_EQ(late.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace folioscope::ingest
