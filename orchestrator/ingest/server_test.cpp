// SPDX-License-Identifier: GPL-3.0-or-later
// The server against a fake agent that says what a test tells it to, over the loopback interface.
#include "ingest/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <folioscope/v1/agent.grpc.pb.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <future>
#include <optional>

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

class FakeAgent {
 public:
  explicit FakeAgent(int port)
      : stub_(
            v1::Agent::NewStub(rpc::dial(*rpc::numeric_target(fmt::format("127.0.0.1:{}", port))))),
        stream_(stub_->Session(&context_)) {}
  // Cancels; the stream's end is waited for, so that the server has nothing of ours left.
  ~FakeAgent() {
    context_.TryCancel();
    (void)finish();
  }

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
  std::string stages_;  // written before end_, read after it
  std::promise<void> hello_;
  std::promise<SessionEnd> end_;
};

TEST_F(ServerTest, AnOrderlySessionLeavesEverythingItSent) {
  const auto session = expect();
  FakeAgent agent(server_->port());
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
    FakeAgent stranger(server_->port());
    stranger.say(hello(token));
    EXPECT_EQ(stranger.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED) << token;
  }
  EXPECT_EQ(server_->refused(), 4);
  FakeAgent agent(server_->port());
  agent.say(hello("token"));
  EXPECT_TRUE(agent.hear().has_value());
}

TEST_F(ServerTest, ATokenIsGoodForOneSession) {
  const auto session = expect();
  FakeAgent agent(server_->port()), copy(server_->port());
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear().has_value());
  copy.say(hello("token"));
  EXPECT_EQ(copy.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(ServerTest, WhoDoesNotBeginWithHelloIsRefused) {
  const auto session = expect();
  FakeAgent early(server_->port());
  early.say(wire::AgentMessage{wire::Bye{}});
  EXPECT_EQ(early.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  FakeAgent empty(server_->port());
  empty.say(v1::AgentMessage());
  EXPECT_EQ(empty.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(server_->refused(), 2);
}

TEST_F(ServerTest, GarbageOnThePortHarmsNobody) {
  const auto session = expect();
  for (const std::string& garbage : {std::string("GET / HTTP/1.1\r\n\r\n"),
                                     std::string(100'000, '\xff'), std::string(1, '\0')}) {
    const UniqueFd socket(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server_->port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    (void)::send(socket.get(), garbage.data(), garbage.size(), MSG_NOSIGNAL);
  }
  FakeAgent agent(server_->port());
  agent.say(hello("token"));
  ASSERT_TRUE(agent.hear().has_value());
  agent.say(orderly_messages());
  EXPECT_TRUE(agent.finish().ok());
  EXPECT_TRUE(await_end().orderly);
}

// For each number of messages that an agent may have sent when it disappears.
class DisconnectTest : public ServerTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(DisconnectTest, AnAgentThatVanishesEndsItsSessionAndItsPagesStay) {
  const auto session = expect();
  FakeAgent agent(server_->port());
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
  FakeAgent agent(server_->port());
  agent.say(hello("token"));
  agent.say(wire::AgentMessage{wire::Bye{}});
  EXPECT_EQ(agent.finish().error_code(), grpc::StatusCode::ABORTED);
  const SessionEnd end = await_end();
  EXPECT_FALSE(end.orderly);
  EXPECT_EQ(end.domain, FaultDomain::Guest);
  EXPECT_EQ(end.reason, "the agent sent Bye while the host waited for the event formats");
}

TEST_F(ServerTest, AMessageThatIsNoneEndsTheSessionAndIsCounted) {
  const auto session = expect();
  FakeAgent agent(server_->port());
  agent.say(hello("token"));
  agent.say(v1::AgentMessage());
  EXPECT_EQ(agent.finish().error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(await_end().reason, HasSubstr("a message of unknown kind"));
  EXPECT_EQ(server_->refused(), 1);
}

TEST_F(ServerTest, AnAgentOfAnotherVersionIsToldSo) {
  const auto session = expect();
  FakeAgent agent(server_->port());
  wire::Hello other = hello("token");
  other.protocol_version = 99;
  agent.say(other);
  EXPECT_THAT(agent.finish().error_message(), HasSubstr("version 99"));
  EXPECT_EQ(await_end().domain, FaultDomain::Guest);
}

TEST_F(ServerTest, WhatTheAgentCannotDoIsItsFailureWord) {
  const auto session = expect();
  FakeAgent agent(server_->port());
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
  FakeAgent agent(server_->port());
  agent.say(hello("token"));
  EXPECT_THAT(agent.finish().error_message(), HasSubstr("No space left"));
  const SessionEnd end = await_end();
  EXPECT_EQ(end.domain, FaultDomain::Host);
  EXPECT_THAT(end.reason, HasSubstr("No space left"));
}

TEST_F(ServerTest, StopReachesTheAgentWithItsReason) {
  const auto session = expect();
  FakeAgent agent(server_->port());
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
  FakeAgent agent(server_->port());
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
  FakeAgent late(server_->port());
  late.say(hello("token"));
  EXPECT_EQ(late.finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(ServerTest, APortIsTakenByOneServer) {
  const auto second = Server::start(fmt::format("127.0.0.1:{}", server_->port()));
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.fault().what, HasSubstr("cannot listen"));
}

}  // namespace
}  // namespace folioscope::ingest
