// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/buffers.h"

#include <grpcpp/impl/codegen/config_protobuf.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <string>

#include "wire/convert.h"

namespace folioscope::rpc {
namespace {

grpc::ByteBuffer one_slice(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

grpc::ByteBuffer pack(const wire::AgentMessage& message) { return one_slice(encode(message)); }
grpc::ByteBuffer pack(const wire::HostMessage& message) { return one_slice(encode(message)); }

Result<wire::AgentMessage> unpack_agent_message(grpc::ByteBuffer& buffer) {
  grpc::ProtoBufferReader reader(&buffer);
  return wire::decode_agent_message(reader);
}

Result<wire::HostMessage> unpack_host_message(grpc::ByteBuffer& buffer) {
  grpc::ProtoBufferReader reader(&buffer);
  return wire::decode_host_message(reader);
}

}  // namespace folioscope::rpc
