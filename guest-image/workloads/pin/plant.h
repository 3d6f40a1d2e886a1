// SPDX-License-Identifier: GPL-3.0-or-later
// What was planted: the record that an attribution of failed migrations is measured against. One
// line of the report for each:
//   {"plant":"two","class":"gup","pfn":123,"pid":83,"from_ns":1,"to_ns":2}
// One process held references to the page in that frame during all of that interval, by the clock
// of trace clock "mono". With "may":true after that it held some now and then, and which classes
// are right stands in "class", separated by "|".
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace folioscope::workloads {

// What a process does with a page.
enum class Hold {
  Vmsplice,    // in a pipe, taken out of its memory
  Splice,      // in a pipe, taken out of the file
  Registered,  // a buffer registered with io_uring: pinned for long
  Direct,      // target of a read from the disk that is under way
  Fault,       // source of a read(2) whose target faults and sleeps on the disk
  Remote,      // source of a process_vm_readv(2), the same
  Park,        // in an LRU batch of the CPU it runs on
  Sleeper,     // read(2) again and again, so that it sleeps on the lock of a page that is migrated
  Writeback,   // in a range of a file whose writeback it waits for; its own has ended
  Toucher,     // faults at the migration entry, where it waits without a reference
  Neighbour,   // mapped and unmapped again by faults on the page beside it
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
// Whether the process holds the page all the time; else only now and then.
bool holds_for_sure(Hold hold);
std::string plant_line(std::string_view kind, Hold hold, pid_t process, const Span& span);

}  // namespace folioscope::workloads
