// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/find_all.h"

#include <iterator>
#include <regex>

namespace folioscope {

std::vector<std::vector<std::string>> find_all(const std::string& text,
                                               const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::vector<std::string>> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    found.emplace_back(std::next(match->begin()), match->end());
  return found;
}

}  // namespace folioscope
