// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/plant.h"

namespace folioscope::workloads {

std::string_view holder_class(Hold hold) {
  switch (hold) {
    case Hold::Vmsplice:
    case Hold::Direct:
      return "gup";
    case Hold::Fault:
      return "read";
    case Hold::Park:
      return "lru_batch";
  }
  return "unknown";
}

std::string plant_line(std::string_view kind, Hold hold, pid_t process, const Span& span) {
  std::string line = "{\"plant\":\"";
  line.append(kind).append("\",\"class\":\"").append(holder_class(hold));
  line.append("\",\"pfn\":").append(std::to_string(span.pfn));
  line.append(",\"pid\":").append(std::to_string(process));
  line.append(",\"from_ns\":").append(std::to_string(span.from_ns));
  return line.append(",\"to_ns\":").append(std::to_string(span.to_ns)).append("}");
}

}  // namespace folioscope::workloads
