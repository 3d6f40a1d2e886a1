// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/registers.h"

#include <algorithm>

namespace folioscope::fleet {
namespace {

constexpr std::string_view kKept[] = {
    "CPU#", "RAX=", "RSI=", "R8 =", "R12=", "RIP=", "EAX=", "ESI=", "EIP=", "CR0="};

}  // namespace

std::string trim_registers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (std::ranges::any_of(kKept, [&](std::string_view kept) { return line.starts_with(kept); }))
      out.append(line).append("\n");
  }
  return out;
}

}  // namespace folioscope::fleet
