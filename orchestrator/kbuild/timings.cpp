// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/timings.h"

#include <fmt/format.h>

#include <charconv>

#include "kbuild/flat_json.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace {

template <class T>
void take_positive(const std::map<std::string, std::string>& members, const char* name, T& value) {
  const auto member = members.find(name);
  if (member == members.end()) return;
  const std::string& text = member->second;
  T read{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error == std::errc() && end == text.data() + text.size() && read > 0) value = read;
}

std::filesystem::path file_in(const std::filesystem::path& cache) {
  return cache / "kbuild-timings.json";
}

}  // namespace

Timings load_timings(const std::filesystem::path& cache) {
  Timings timings;
  const auto text = sys::read_file(file_in(cache));
  if (!text.ok()) return timings;
  const auto members = read_flat_json(*text);
  take_positive(members, "cold_seconds", timings.cold_seconds);
  take_positive(members, "incremental_seconds", timings.incremental_seconds);
  take_positive(members, "cold_objects", timings.cold_objects);
  return timings;
}

void save_timings(const std::filesystem::path& cache, const Timings& timings) {
  (void)sys::write_file(
      file_in(cache),
      write_flat_json({{"cold_seconds", fmt::format("{:.1f}", timings.cold_seconds)},
                       {"incremental_seconds", fmt::format("{:.1f}", timings.incremental_seconds)},
                       {"cold_objects", std::to_string(timings.cold_objects)}}));
}

}  // namespace folioscope::kbuild
