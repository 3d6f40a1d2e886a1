// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/histogram_file.h"

#include <string_view>

namespace folioscope::derive {
namespace {

constexpr std::string_view kPrefix = "hist:";

}  // namespace

std::optional<HistogramFile> histogram_of_store(const store::GuestFileRow& row) {
  std::string_view name = row.name;
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  const std::size_t end = name.find(':');
  if (end == name.npos || end == 0 || end + 1 == name.size()) return std::nullopt;
  return HistogramFile{std::string(name.substr(0, end)), std::string(name.substr(end + 1)),
                       row.text};
}

store::GuestFileRow stored(const HistogramFile& file) {
  return {std::string(kPrefix) + file.system + ':' + file.event, file.text};
}

}  // namespace folioscope::derive
