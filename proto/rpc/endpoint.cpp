// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/endpoint.h"

#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/server_posix.h>
#include <grpcpp/support/channel_arguments.h>

#include "wire/limits.h"

namespace folioscope::rpc {
namespace {

// The host asks, the guest never: a host that dies closes its sockets, and one that is suspended
// for minutes is no reason to end a boot. An agent that stands still while its QEMU lives is
// noticed after one interval and one timeout. The timeout is longer than a host may be suspended
// between a ping and its answer (two minutes are promised), and than a starved guest may need to
// answer.
constexpr int kKeepaliveIntervalMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 180'000;

// HTTP/2 frames of 16 KiB, the default, cost a header and a scheduling round per four ring pages.
constexpr int kMaxFrame = 1 << 20;
// What a stream may have in flight before the receiver must answer: with 50 MB/s and the 1-2 ms
// that an emulated guest needs for a round trip, 4 MiB never is what the sender waits for.
constexpr int kFlowControlWindow = 4 << 20;

// An agent opens one; with more a guest could make the host keep what is never used.
constexpr int kStreamsOfAGuest = 1;

void set_nonblocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

}  // namespace

std::shared_ptr<grpc::Channel> client_over(UniqueFd stream) {
  set_nonblocking(stream.get());
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(wire::kMaxMessage));
  arguments.SetMaxSendMessageSize(static_cast<int>(wire::kMaxMessage));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // a retry buffer would hold the whole stream
  return grpc::CreateCustomInsecureChannelFromFd("folioscope-host", stream.release(), arguments);
}

void add_limits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(wire::kMaxMessage));
  builder.SetMaxSendMessageSize(static_cast<int>(wire::kMaxMessage));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfAGuest);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, kMaxFrame);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kFlowControlWindow);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
}

void serve(grpc::Server& server, UniqueFd stream) {
  set_nonblocking(stream.get());
  grpc::AddInsecureChannelFromFd(&server, stream.release());
}

}  // namespace folioscope::rpc
