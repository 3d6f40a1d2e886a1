// SPDX-License-Identifier: GPL-3.0-or-later
// A Spec as text for golden files: everything a section yields, paths relative to the root.
#pragma once

#include <filesystem>
#include <string>

#include "spec/spec.h"

namespace folioscope::spec {

std::string dump(const Spec& spec, const std::filesystem::path& root);

}  // namespace folioscope::spec
