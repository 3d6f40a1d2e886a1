// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics a reader wants first. What they count, the catalogue says.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace folioscope::compare {

// In the order of the report.
std::span<const std::string_view> headlines();
// Rank of a headline metric, 0 first; nothing for the others, which follow by name.
std::optional<std::size_t> headline_rank(std::string_view metric);
// One phrase for a reader who does not know the name; empty for a metric of a user's own workload.
std::string_view describe(std::string_view metric);

}  // namespace folioscope::compare
