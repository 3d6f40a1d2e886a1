// SPDX-License-Identifier: GPL-3.0-or-later
// A text file line by line. Memory: one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "imports/input_file.h"

namespace folioscope::imports {

inline constexpr std::size_t kMostLine = 1 << 20;

// Calls `visit` with each line, without its end ("\n" or "\r\n"), and its number from 1. Faults:
// User (a line of more than kMostLine bytes), those of `visit`, which ends it.
Status for_each_line(
    const InputFile& file,
    const std::function<Status(std::string_view line, std::int64_t number)>& visit);

}  // namespace folioscope::imports
