// SPDX-License-Identifier: GPL-3.0-or-later
// The patch steps of a variant, and the paths and revisions that they share with the base.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "spec/sections.h"

namespace folioscope::spec {

// An existing file or directory, absolute.
std::string read_path(const Node& node, std::string_view what, std::filesystem::file_type wanted,
                      const Context& context);
// A git argument that can neither be taken for an option nor split into two.
inline constexpr const char* kRevisionPattern = "^[A-Za-z0-9._/~^@{}+][A-Za-z0-9._/~^@{}+-]*$";
std::string read_revision(const Node& node, std::string_view what, const Context& context);

// What stands behind the key of a step.
Form step_form(PatchStep::Kind kind);
// Sets steps, in the order in which the keys stand in the file, and not_on. Keys of the variant
// that name no step are passed over.
void read_steps(const Node& node, const std::vector<NamedBase>& bases, const Context& context,
                Variant& variant);

}  // namespace folioscope::spec
