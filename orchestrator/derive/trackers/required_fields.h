// SPDX-License-Identifier: GPL-3.0-or-later
// Looks up the fields that a tracker cannot do without, and remembers whether one was missing: such
// a kernel's events are not understood and the tracker leaves them alone. A format that is not
// there at all, an event nobody traced, misses nothing.
#pragma once

#include <string_view>

#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class RequiredFields {
 public:
  NumberReader operator()(const trace::EventFormat* format, std::string_view name) {
    NumberReader reader(format, name);
    all_found_ = all_found_ && (format == nullptr || reader);
    return reader;
  }
  bool all_found() const { return all_found_; }

 private:
  bool all_found_ = true;
};

}  // namespace folioscope::derive
