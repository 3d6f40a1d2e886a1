// SPDX-License-Identifier: GPL-3.0-or-later
// Messages in the buffers that gRPC moves. Both ends use the raw form of gRPC's interfaces, so that
// what cannot be decoded is our fault message and not a silent end of the stream.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include "base/result.h"
#include "wire/messages.h"

namespace folioscope::rpc {

grpc::ByteBuffer pack(const wire::AgentMessage& message);
grpc::ByteBuffer pack(const wire::HostMessage& message);

// `buffer` is used up. Faults as in wire/convert.h.
Result<wire::AgentMessage> unpack_agent_message(grpc::ByteBuffer& buffer);
Result<wire::HostMessage> unpack_host_message(grpc::ByteBuffer& buffer);

}  // namespace folioscope::rpc
