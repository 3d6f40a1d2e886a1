// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/prepare.h"

#include <fmt/format.h>
#include <unistd.h>

#include "fleet/limits.h"
#include "run/brought.h"
#include "run/budget.h"
#include "sys/files.h"
#include "sys/host.h"

namespace folioscope::run {
namespace {

Result<fleet::ProbeResult> choose_acceleration(const Options& options,
                                               const std::filesystem::path& kernel,
                                               const std::filesystem::path& cache) {
  switch (options.accel) {
    case AccelChoice::Kvm:
      return fleet::ProbeResult{fleet::Accel::Kvm, "kvm: as asked"};
    case AccelChoice::Tcg:
      return fleet::ProbeResult{fleet::Accel::Tcg, "tcg: as asked"};
    case AccelChoice::Auto:
      break;
  }
  return fleet::probe_acceleration(kernel, cache);
}

// Before minutes of building: can the machines run here at all?
Result<int> guests_that_fit(const plan::Plan& plan, const Options& options) {
  const sys::Host host = sys::measure_host();
  TRY(const int fit,
      fleet::concurrency({.cores = host.cores, .memory = host.memory}, plan.spec.machines));
  const bool maybe_kvm =
      options.accel != AccelChoice::Tcg && ::access("/dev/kvm", R_OK | W_OK) == 0;
  TRY_STATUS(
      fleet::check_vcpus(plan.spec.machines, maybe_kvm ? fleet::Accel::Kvm : fleet::Accel::Tcg));
  return plan::guests_at_once(plan.spec, fit, options.guests);
}

}  // namespace

Result<image::Image> build_image(const plan::Plan& plan, const Options& options) {
  TRY(const std::filesystem::path cache, sys::cache_dir());
  TRY(const std::filesystem::path guest_dir, sys::guest_dir());
  TRY(image::Contents contents, image::find_contents(guest_dir));
  TRY_STATUS(fit_contents(plan, contents));
  TRY_STATUS(check_arguments(plan, contents));
  TRY_STATUS(add_fetched(plan, options, cache, contents));
  return image::build(contents, cache);
}

Result<Prepared> prepare(const plan::Plan& plan, const Options& options) {
  Prepared prepared;
  const bool here = options.hosts.empty();
  if (here) {
    TRY(prepared.guests, guests_that_fit(plan, options));
  }
  TRY(const std::filesystem::path cache, sys::cache_dir());
  TRY(prepared.image, build_image(plan, options));
  TRY(prepared.kernels, build_kernels(plan.spec, options));

  const kbuild::Kernel* any = nullptr;
  for (const VariantKernel& variant : prepared.kernels)
    if (variant.kernel) any = &*variant.kernel;
  if (any == nullptr)
    return Fault{FaultDomain::Patch, "no variant has a kernel: every build failed (see above)",
                 "mend the patches or the configuration; folioscope build FILE repeats the builds"};
  if (!here) return prepared;
  TRY(prepared.accel, choose_acceleration(options, any->image, cache));
  say(options, fmt::format("acceleration {}", prepared.accel.why));
  TRY_STATUS(fleet::check_vcpus(plan.spec.machines, prepared.accel.accel));
  return prepared;
}

}  // namespace folioscope::run
