// SPDX-License-Identifier: GPL-3.0-or-later
// profiles: several sizes of one experiment. The keys of the chosen one take the place of the
// file's own before anything else is read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/diagnostics.h"
#include "spec/form.h"
#include "spec/yaml.h"

namespace folioscope::spec {

Form profiles_form();
// The profiles of an experiment in the order of the file; refuses their names and keys.
// Empty without `profiles`.
std::vector<std::string> read_profile_names(const Node& root, Diagnostics& out);

// The experiment as `wanted` has it; "" wants the first one, or a file without
// profiles as it is. `names` are those of read_profile_names(). Refuses a profile that is
// not there, and puts the name of the chosen one into `chosen`.
Node apply_profile(const Node& root, const std::vector<std::string>& names,
                   const std::string& wanted, std::string& chosen, Diagnostics& out);

}  // namespace folioscope::spec
