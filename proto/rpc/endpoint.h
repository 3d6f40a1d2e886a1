// SPDX-License-Identifier: GPL-3.0-or-later
// The two ends of an agent's stream as gRPC sees them: an address becomes a channel or a listening
// port, with the size limits and the keepalive that both ends agree on. No TLS: the stream crosses
// the guest's user-mode network to the loopback interface of the same host, and the one-time token
// says who is there.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::rpc {

// The full name of the one method of agent.proto, for a generic client.
inline constexpr char kSessionMethod[] = "/folioscope.v1.Agent/Session";

// "10.0.2.2:1234" or "[::1]:1234" as gRPC's "ipv4:..." or "ipv6:...". Only numeric addresses: a
// static program has no name service. Fault (User): anything else.
Result<std::string> numeric_target(std::string_view host_and_port);

// Connects lazily, at the first use. `target` is a result of numeric_target.
std::shared_ptr<grpc::Channel> dial(const std::string& target);

// Adds the port and the limits to a server to be. Port 0 takes any free one; `port` gets it when
// the server starts, and 0 when it could not listen. It must live until then.
void listen(grpc::ServerBuilder& builder, const std::string& address, int& port);

}  // namespace folioscope::rpc
