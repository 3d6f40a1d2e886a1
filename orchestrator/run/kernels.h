// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of a plan's variants: built one after the other (each build uses all cores).
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "kbuild/builder.h"
#include "plan/plan.h"
#include "run/run.h"
#include "store/records.h"

namespace folioscope::run {

struct VariantKernel {
  store::VariantRow row;
  std::optional<kbuild::Kernel> kernel;  // empty: row.fault says why
};

kbuild::Recipe recipe_of(const spec::Spec& spec, const spec::Variant& variant);

// "same code as stock: its patches change no code", "3 functions changed: ..."; empty for the first
// of `kernels`, without a kernel, and where it is not known.
std::string describe_code(const std::vector<VariantKernel>& kernels, std::size_t index);

// One entry per variant, in order. A variant's own failure (Patch, User) is in its row; Host
// faults end it all.
Result<std::vector<VariantKernel>> build_kernels(const spec::Spec& spec, const Options& options);

}  // namespace folioscope::run
