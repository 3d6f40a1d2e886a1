// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel's own tests as workloads: on each base those of its source.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/image.h"
#include "run/run.h"
#include "spec/spec.h"

namespace folioscope::run {

// What a workload is called in the guest's /workloads: as in the experiment, but for a selftest
// where there are several bases, "madv_populate@7.3".
std::string program_on(const spec::Workload& workload, const std::vector<spec::NamedBase>& bases,
                       std::size_t base);

// The programs of a collection one after the other, in their directory, each of them a result of
// TAP by its exit code (tools/testing/selftests/kselftest.h); of one that failed, the end of its
// output.
std::string collection_script(const std::string& directory,
                              const std::vector<std::string>& programs);

// Builds the selftests of this workload and adds them. Faults: those of kbuild::build_selftests().
Status add_selftests(const std::vector<spec::NamedBase>& bases, const spec::Workload& workload,
                     const Options& options, const std::filesystem::path& cache,
                     image::Contents& contents);

}  // namespace folioscope::run
