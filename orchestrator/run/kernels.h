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

// What a kernel does not have of what is asked for: indices of the spec's events and histograms.
struct Lacking {
  std::vector<std::size_t> events, histograms;
};

// A variant on one base.
struct VariantKernel {
  std::size_t variant = 0, base = 0;  // of the spec
  store::VariantRow row;
  std::optional<kbuild::Kernel> kernel;  // empty: row.fault says why
  Lacking lacking = {};
};

// Every variant on every base that it is on: base by base, as kernels of one base share a tree.
struct KernelPlace {
  std::size_t variant = 0, base = 0;
};
std::vector<KernelPlace> kernel_places(const spec::Spec& spec);
kbuild::Recipe recipe_of(const spec::Spec& spec, const KernelPlace& place);

// The patches and mailboxes of the variant's own steps; those that are in no file are left out.
std::vector<std::string> patch_files(const spec::Spec& spec, const KernelPlace& place);

// "stock", or "stock on 7.3" where there are several bases.
std::string name_of(const store::VariantRow& row);

// The one that a cell boots; `kernels` are those of its plan.
const VariantKernel& kernel_of(const std::vector<VariantKernel>& kernels, const plan::Plan& plan,
                               const plan::Cell& cell);
// The first variant's on the same base; nullptr where that one is not on it.
const VariantKernel* baseline_of(const std::vector<VariantKernel>& kernels,
                                 const VariantKernel& kernel);

// "same code as stock: its patches change no code", "3 functions changed: ..."; empty for the
// baseline, without a kernel, and where it is not known.
std::string describe_code(const std::vector<VariantKernel>& kernels, std::size_t index);

// In the order of kernel_places(). A kernel's own failure (Patch, User) is in its row; Host faults
// end it all, and so does an event that no kernel has (User).
Result<std::vector<VariantKernel>> build_kernels(const spec::Spec& spec, const Options& options);

}  // namespace folioscope::run
