// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON schema as a list of keys: what each means, what it takes, what it is without a word.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::manual {

// A subsection for the document itself and one for each map in it that has a name. `schema` is one
// of ours: spec::experiment_schema(). Throws nlohmann::json::exception when it is not JSON.
std::string roff_of_schema(std::string_view schema);

}  // namespace folioscope::manual
