// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/pressure.h"

#include <fmt/format.h>

#include "agent/files.h"
#include "base/pressure.h"

namespace folioscope::agent {
namespace {

constexpr std::size_t kMostText = 4096;  // two lines

struct Name {
  const char *resource, *who;
};
constexpr std::array<Name, std::tuple_size_v<Pressure>> kNames{
    {{"cpu", "some"}, {"memory", "some"}, {"memory", "full"}, {"io", "some"}, {"io", "full"}}};

}  // namespace

Pressure read_pressure(const std::filesystem::path& directory) {
  Pressure totals;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (const auto text = read_text(directory / kNames[i].resource, kMostText); text.ok())
      totals[i] = pressure_total(*text, kNames[i].who);
  return totals;
}

std::vector<std::string> pressure_lines(const Pressure& before, const Pressure& after) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (before[i] && after[i])
      lines.push_back(fmt::format(R"({{"metric":"pressure_{}_{}","value":{},"unit":"ms"}})",
                                  kNames[i].resource, kNames[i].who,
                                  static_cast<double>((*after[i] - *before[i]).count()) * 1e-3));
  return lines;
}

}  // namespace folioscope::agent
