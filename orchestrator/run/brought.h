// SPDX-License-Identifier: GPL-3.0-or-later
// What the workloads of a plan need of the guest's image, and whether they can run there at all:
// asked before a kernel is built.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "image/image.h"
#include "plan/plan.h"
#include "run/run.h"

namespace folioscope::run {

// Leaves only those of the product's programs in `contents` that the plan names, adds what the
// experiment brings, and sets the limit by the smallest machine. Faults (User): a program that is
// not there, or cannot run in a guest.
Status fit_contents(const plan::Plan& plan, image::Contents& contents);

// Adds what has to be fetched or built first: Debian packages and selftests.
// Faults: those of image::packages_for_guest() and kbuild::build_selftests().
Status add_fetched(const plan::Plan& plan, const Options& options,
                   const std::filesystem::path& cache, image::Contents& contents);

// Asks the product's own programs whether their arguments are right (`--check`). Fault (User): the
// first that is refused, in the program's own words.
Status check_arguments(const plan::Plan& plan, const image::Contents& contents);

}  // namespace folioscope::run
