// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an event's file `hist`, which the guest's kernel keeps where the experiment asks for
// it. What it is called in the store is made and read here only.
#pragma once

#include <optional>
#include <string>

#include "store/records.h"

namespace folioscope::derive {

struct HistogramFile {
  std::string system, event, text;

  bool operator==(const HistogramFile&) const = default;
};

// Stored as "hist:SYSTEM:EVENT". Unset: the row is no histogram.
std::optional<HistogramFile> histogram_of_store(const store::GuestFileRow& row);
store::GuestFileRow stored(const HistogramFile& file);

}  // namespace folioscope::derive
