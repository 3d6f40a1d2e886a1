// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about metrics by name: which ones a reader wants first, and what they count.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace folioscope::compare {

// Rank of a headline metric, 0 first; nothing for the others, which follow by name.
std::optional<std::size_t> headline_rank(std::string_view metric);
// One phrase for a reader who does not know the name; empty when there is none.
std::string_view describe(std::string_view metric);

}  // namespace folioscope::compare
