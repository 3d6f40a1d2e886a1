// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/shapes.h"

#include <sstream>
#include <string>

namespace folioscope::simulate {

extern const char* const kShapesText;  // made of shapes.txt

Pools parse_shapes(std::string_view text) {
  std::vector<stats::Values> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream numbers(line);
    stats::Values& values = lines.emplace_back();
    for (double value; numbers >> value;) values.push_back(value);
  }
  return resampled(lines);
}

Pools stored_shapes() { return parse_shapes(kShapesText); }

}  // namespace folioscope::simulate
