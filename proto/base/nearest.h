// SPDX-License-Identifier: GPL-3.0-or-later
// For messages about a name that nobody knows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace folioscope {

// The one of `known` that is near enough to `name` for this to be a typing mistake.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known);

}  // namespace folioscope
