// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON object of strings, one member a line, in the order given. Written for people and for other
// programs; read back only in exactly this shape.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace folioscope::kbuild {

std::string write_flat_json(const std::vector<std::pair<std::string, std::string>>& members);

// Lines of another shape are not understood and not returned: whoever reads asks for the members it
// needs and treats a missing one as a damaged file.
std::map<std::string, std::string> read_flat_json(std::string_view text);

}  // namespace folioscope::kbuild
