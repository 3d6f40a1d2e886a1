// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/histogram_file.h"

namespace folioscope::derive {
namespace {

constexpr std::string_view kHist = "hist";

std::optional<HistogramFile> split(std::string_view name, char separator, std::string_view text) {
  if (!name.starts_with(kHist)) return std::nullopt;
  name.remove_prefix(kHist.size());
  if (name.empty() || name.front() != separator) return std::nullopt;
  name.remove_prefix(1);
  const std::size_t end = name.find(separator);
  if (end == name.npos || end == 0 || end + 1 == name.size()) return std::nullopt;
  return HistogramFile{std::string(name.substr(0, end)), std::string(name.substr(end + 1)),
                       std::string(text)};
}

}  // namespace

std::optional<HistogramFile> histogram_of_guest(std::string_view path, std::string_view text) {
  return split(path, '/', text);
}

std::optional<HistogramFile> histogram_of_store(const store::GuestFileRow& row) {
  return split(row.name, ':', row.text);
}

store::GuestFileRow stored(const HistogramFile& file) {
  return {std::string(kHist) + ':' + file.system + ':' + file.event, file.text};
}

}  // namespace folioscope::derive
