// SPDX-License-Identifier: GPL-3.0-or-later
// What comes before the first boot: the image, the kernels, and how guests are run here.
#pragma once

#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"
#include "image/image.h"
#include "plan/plan.h"
#include "run/kernels.h"
#include "run/run.h"

namespace folioscope::run {

// What the guests of a plan have for a file system, from the cache or built. Faults (User): a
// program or an argument of it that is wrong; else those of add_fetched() and image::build().
Result<image::Image> build_image(const plan::Plan& plan, const Options& options);

// Everything about the host that a run needs before its first boot.
struct Prepared {
  std::vector<VariantKernel> kernels;
  image::Image image;
  // Of this host; nothing was asked where options.hosts has others.
  fleet::ProbeResult accel;
  int guests = 1;
};

// Minutes where kernels are built. Faults: as start() has them.
Result<Prepared> prepare(const plan::Plan& plan, const Options& options);

}  // namespace folioscope::run
