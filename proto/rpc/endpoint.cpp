// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <charconv>

#include "wire/limits.h"

namespace folioscope::rpc {
namespace {

// The host asks, the guest never: a host that dies closes its sockets, and one that is suspended
// for minutes is no reason to end a boot. A guest that vanished without closing its socket is
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

bool is_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0 && port <= 65535;
}

}  // namespace

Result<std::string> numeric_target(std::string_view host_and_port) {
  const std::size_t colon = host_and_port.rfind(':');
  const Fault fault =
      user_fault(fmt::format("'{}' is not a numeric address with a port", host_and_port),
                 "write it as 10.0.2.2:PORT or [ADDRESS]:PORT");
  if (colon == std::string_view::npos || !is_port(host_and_port.substr(colon + 1))) return fault;
  std::string host(host_and_port.substr(0, colon));
  in6_addr scratch{};
  if (inet_pton(AF_INET, host.c_str(), &scratch) == 1) return fmt::format("ipv4:{}", host_and_port);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']' &&
      inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &scratch) == 1)
    return fmt::format("ipv6:{}", host_and_port);
  return fault;
}

std::shared_ptr<grpc::Channel> dial(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(wire::kMaxMessage));
  arguments.SetMaxSendMessageSize(static_cast<int>(wire::kMaxMessage));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // a retry buffer would hold the whole stream
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

void listen(grpc::ServerBuilder& builder, const std::string& address, int& port) {
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(static_cast<int>(wire::kMaxMessage));
  builder.SetMaxSendMessageSize(static_cast<int>(wire::kMaxMessage));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_FRAME_SIZE, kMaxFrame);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kFlowControlWindow);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  // Two servers on one port would share the guests between them.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace folioscope::rpc
