// SPDX-License-Identifier: GPL-3.0-or-later
// What was planted: the record that an attribution of failed migrations is measured against. One
// line of the report for each:
//   {"plant":"two","class":"gup","pfn":123,"pid":83,"from_ns":1,"to_ns":2}
// One process held references to the page in that frame during all of that interval, by the clock
// of trace clock "mono".
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace folioscope::workloads {

// How a process holds a page.
enum class Hold {
  Vmsplice,  // in a pipe
  Direct,    // target of a read from the disk that is under way
  Fault,     // source of a read(2) whose target faults and sleeps on the disk
  Park,      // in an LRU batch of the CPU it runs on
};

// What one process held. Frame 0: the page did not move, so who asks knows the frame.
struct Span {
  std::uint64_t pfn = 0;
  std::uint64_t from_ns = 0;
  std::uint64_t to_ns = 0;
  bool operator==(const Span&) const = default;
};

// The class of holder, in the words of the host's attribution.
std::string_view holder_class(Hold hold);
std::string plant_line(std::string_view kind, Hold hold, pid_t process, const Span& span);

}  // namespace folioscope::workloads
