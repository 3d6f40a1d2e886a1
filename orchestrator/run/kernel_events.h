// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the events that an experiment asks for its kernels have: known from each kernel's
// symbols before anything boots. An event that only some kernels have is asked of those alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/kernel_symbols.h"
#include "run/kernels.h"
#include "spec/spec.h"

namespace folioscope::run {

// What of the spec's events and histograms the kernel does not have.
Lacking lacking_in(const spec::Spec& spec, const kbuild::KernelSymbols& symbols);

// Sets `lacking` of every kernel that was built, with a note in its row for each, and says each.
// Kernels without a System.map lack nothing that is known.
// Fault (User): an event that none of them has, with what may have been meant.
Status find_lacking(const spec::Spec& spec, std::vector<VariantKernel>& kernels,
                    const std::function<void(std::string)>& say);

}  // namespace folioscope::run
