// SPDX-License-Identifier: GPL-3.0-or-later
// A recipe with everything looked up: what build() and predict() share.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/artefact.h"
#include "kbuild/builder.h"
#include "kbuild/config.h"
#include "kbuild/hooks.h"
#include "kbuild/kernel_version.h"
#include "kbuild/origin.h"
#include "kbuild/overlay.h"
#include "patches/patch_stack.h"

namespace folioscope::kbuild {

struct Request {
  std::unique_ptr<Origin> origin;
  std::string source;                   // of the base, as spec::Base has it
  std::vector<spec::NamedBase> others;  // as Recipe::others
  KernelVersion version;
  std::vector<Fragment> fragments;
  Overlay overlay;
  std::vector<patches::Diff> instrumentation;
  std::string hooks;  // the series that `instrumentation` is, of which groups may be missing
  std::vector<patches::Diff> stack;
  std::vector<patches::Note> notes;  // of reading the steps
  std::vector<std::string> brought;  // options of the stack
  spec::Unmet unmet = spec::Unmet::Refuse;
  Ingredients ingredients;
  std::string hash;            // of the kernel
  std::filesystem::path tree;  // the warm tree it is built in
};

// Of a series that the base chose, what applies; else all that was asked for.
Result<FittingHooks> choose_hooks(const Request& request, const patches::ReadOriginal& original);

Result<Request> look_up(const Recipe& recipe, const std::filesystem::path& cache, Network network,
                        std::stop_token stop);

// A kernel is found by what went into it, whatever its mailbox is called today: what reading the
// steps said comes before what applying them said when it was built. With what they undid.
Kernel with_steps(Kernel kernel, const Request& request);

// That of the request, with its steps, when it is in the cache.
std::optional<Kernel> find_kernel(const Request& request, const std::filesystem::path& cache);

}  // namespace folioscope::kbuild
