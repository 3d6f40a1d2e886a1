// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an event's file `hist`, which the guest's kernel keeps where the experiment asks for
// it. What its parts are called is made and read here only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/records.h"

namespace folioscope::derive {

struct HistogramFile {
  std::string system, event, text;

  bool operator==(const HistogramFile&) const = default;
};

// Unset: the file is none of these. As the agent sends it: "hist/SYSTEM/EVENT".
std::optional<HistogramFile> histogram_of_guest(std::string_view path, std::string_view text);
// As it is stored: "hist:SYSTEM:EVENT".
std::optional<HistogramFile> histogram_of_store(const store::GuestFileRow& row);
store::GuestFileRow stored(const HistogramFile& file);

}  // namespace folioscope::derive
