// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/plant.h"

namespace folioscope::workloads {

std::string_view holder_class(Hold hold) {
  switch (hold) {
    case Hold::Vmsplice:
    case Hold::Registered:
    case Hold::Direct:
    case Hold::Remote:
      return "gup";
    case Hold::Splice:
      return "pipe";
    case Hold::Fault:
      return "read";
    case Hold::Park:
      return "lru_batch";
    case Hold::Sleeper:
      return "page_lock_waiter";
    case Hold::Writeback:
      return "writeback";
    case Hold::Neighbour:  // on its way into the page table, and out of it
      return "fault_around|page_table";
    case Hold::Toucher:
      return "page_lock_waiter|fault";
  }
  return "unknown";
}

bool holds_for_sure(Hold hold) { return hold != Hold::Neighbour && hold != Hold::Toucher; }

std::string plant_line(std::string_view kind, Hold hold, pid_t process, const Span& span) {
  std::string line = "{\"plant\":\"";
  line.append(kind).append("\",\"class\":\"").append(holder_class(hold));
  line.append("\",\"pfn\":").append(std::to_string(span.pfn));
  line.append(",\"pid\":").append(std::to_string(process));
  line.append(",\"from_ns\":").append(std::to_string(span.from_ns));
  line.append(",\"to_ns\":").append(std::to_string(span.to_ns));
  return line.append(holds_for_sure(hold) ? "}" : ",\"may\":true}");
}

}  // namespace folioscope::workloads
