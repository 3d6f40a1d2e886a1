// SPDX-License-Identifier: GPL-3.0-or-later
// Plain messages <-> the bytes of agent.proto. Decoding accepts nothing that breaks a bound of
// wire/limits.h or a rule of agent.proto that one message alone can break; the order of messages is
// the business of the session. A decoding fault is the sender's: Guest for agent messages, Host
// for host messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/messages.h"

namespace google::protobuf::io {
class ZeroCopyInputStream;
}

namespace folioscope::wire {

std::string encode(const AgentMessage& message);
std::string encode(const HostMessage& message);

// The bytes before the data of a PageBatch: this string followed by `data_size` bytes of pages is
// an encoded AgentMessage. Lets the agent send pages from where it read them, without a copy.
std::string encode_page_batch_head(std::uint32_t cpu, std::uint64_t sequence,
                                   std::uint64_t data_size);

Result<AgentMessage> decode_agent_message(google::protobuf::io::ZeroCopyInputStream& bytes);
Result<HostMessage> decode_host_message(google::protobuf::io::ZeroCopyInputStream& bytes);
Result<HostMessage> decode_host_message(std::string_view bytes);  // in one piece

}  // namespace folioscope::wire
