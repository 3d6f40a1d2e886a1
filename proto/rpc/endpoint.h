// SPDX-License-Identifier: GPL-3.0-or-later
// The two ends of an agent's stream as gRPC sees them: one connected byte channel becomes a
// client's channel or a server's connection, with the size limits and the keepalive that both ends
// agree on. Nothing listens and nothing dials. No TLS: the bytes pass a socket that only the
// guest's QEMU and the host's process have, and the one-time token says who is there.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string_view>

#include "base/unique_fd.h"

namespace folioscope::rpc {

// The full name of the one method of agent.proto, for a generic client.
inline constexpr char kSessionMethod[] = "/folioscope.v1.Agent/Session";

// What is said on a byte channel before gRPC has it, each a line: the agent's greeting, with the
// version of this exchange, and then the host's answer, the cell's one-time token. So the token
// stands on no command line, and a guest that never speaks costs the host one descriptor.
inline constexpr std::string_view kGreeting = "folioscope-agent 1\n";
inline constexpr std::size_t kMaxToken = 128;  // bytes, without the newline

// The client's end. `stream`: a connected stream socket (recvmsg and sendmsg are what gRPC uses).
// The first use is the first byte.
std::shared_ptr<grpc::Channel> client_over(UniqueFd stream);

// The limits of a server to be, which has no port.
void add_limits(grpc::ServerBuilder& builder);

// The server's end, after BuildAndStart. Never blocks; the server closes `stream`.
void serve(grpc::Server& server, UniqueFd stream);

}  // namespace folioscope::rpc
