// SPDX-License-Identifier: GPL-3.0-or-later
// The golden files of the readers, and a Spec as text for them: everything a section yields, paths
// relative to the root.
#pragma once

#include <filesystem>
#include <string>

#include "spec/spec.h"
#include "testing/places.h"

namespace folioscope::spec {

inline const std::filesystem::path kSpecTestdata =
    std::filesystem::path(source_dir()) / "orchestrator/spec/testdata";

std::string dump(const Spec& spec, const std::filesystem::path& root);

}  // namespace folioscope::spec
