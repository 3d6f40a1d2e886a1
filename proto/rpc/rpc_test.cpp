// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <grpcpp/support/slice.h>

#include "rpc/buffers.h"

namespace folioscope::rpc {
namespace {

TEST(Buffers, MessagesPassThroughThem) {
  grpc::ByteBuffer line = pack(wire::AgentMessage{wire::WorkloadLine{1, "{}"}});
  const auto message = unpack_agent_message(line);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(std::get<wire::WorkloadLine>(*message).line, "{}");
  grpc::ByteBuffer stop = pack(wire::HostMessage{wire::Stop{"deadline"}});
  EXPECT_EQ(std::get<wire::Stop>(*unpack_host_message(stop)).reason, "deadline");
}

TEST(Buffers, AMessageInPiecesIsOneMessage) {
  grpc::ByteBuffer whole = pack(wire::AgentMessage{wire::WorkloadLine{1, "{}"}});
  grpc::Slice slice;
  ASSERT_TRUE(whole.DumpToSingleSlice(&slice).ok());
  std::vector<grpc::Slice> bytes;
  for (std::size_t i = 0; i < slice.size(); ++i) bytes.emplace_back(slice.begin() + i, 1);
  grpc::ByteBuffer pieces(bytes.data(), bytes.size());
  EXPECT_TRUE(unpack_agent_message(pieces).ok());
}

}  // namespace
}  // namespace folioscope::rpc
