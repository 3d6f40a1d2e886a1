// SPDX-License-Identifier: GPL-3.0-or-later
// What an agent sends, message by message, as tests of ingest want it.
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "wire/messages.h"

namespace folioscope::ingest {

inline std::string as_text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What an agent on two CPUs says after Hello until its workload runs.
inline std::vector<wire::AgentMessage> started_messages() {
  return {wire::Clock{wire::Phase::Start, 100, 110},
          wire::Formats{"header", {{"cma", "cma_alloc_start", "ID: 1"}}},
          wire::CpuStats{wire::Phase::Start, 0, "start of 0"},
          wire::CpuStats{wire::Phase::Start, 1, "start of 1"},
          wire::Vmstat{wire::Phase::Start, "before"}};
}

// The same until its Bye, with three pages.
inline std::vector<wire::AgentMessage> orderly_messages() {
  std::vector<wire::AgentMessage> messages = started_messages();
  const wire::AgentMessage rest[] = {
      wire::PageBatch{0, 0, std::string(4096, 'a')},
      wire::WorkloadLine{0, "{}"},
      wire::WorkloadExit{},
      wire::Vmstat{wire::Phase::End, "after"},
      wire::PageBatch{1, 0, std::string(8192, 'b')},
      wire::CpuStats{wire::Phase::End, 0, "end of 0"},
      wire::CpuStats{wire::Phase::End, 1, "end of 1"},
      wire::ProbeStats{{{"migrate", 5, 0}}},
      wire::Clock{wire::Phase::End, 500, 520},
      wire::Bye{12288, 7, 0},
  };
  messages.insert(messages.end(), std::begin(rest), std::end(rest));
  return messages;
}

}  // namespace folioscope::ingest
