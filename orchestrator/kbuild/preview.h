// SPDX-License-Identifier: GPL-3.0-or-later
// How the patches of recipes would be taken, without building or unpacking anything: the files they
// touch are read from a git base or a directory; those of a tarball from a tree that is unpacked
// already.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/builder.h"

namespace folioscope::kbuild {

struct Preview {
  std::vector<std::string> notes;  // as Kernel::notes; also that nothing could be tried
  std::optional<Fault> fault;      // the patches do not apply
  bool tried = true;               // false: the base is not unpacked, nothing is known
};

// Faults: those of reading the recipe.
Result<Preview> preview(const Recipe& recipe, const std::filesystem::path& cache);

}  // namespace folioscope::kbuild
