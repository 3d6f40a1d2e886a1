// SPDX-License-Identifier: GPL-3.0-or-later
// What a run keeps of its kernels as text: their symbols, their configurations, and the patches and
// mailboxes that they were made from, with what was undone.
#pragma once

#include <vector>

#include "base/result.h"
#include "run/kernels.h"
#include "store/writer.h"

namespace folioscope::run {

// What the store has already stays. A patch whose file has changed since its kernel was built is
// not kept.
Status store_kernel_texts(store::Writer& writer, const spec::Spec& spec,
                          const std::vector<VariantKernel>& kernels);

}  // namespace folioscope::run
