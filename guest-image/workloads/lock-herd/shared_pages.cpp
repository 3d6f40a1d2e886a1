// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/shared_pages.h"

#include <sys/mman.h>
#include <unistd.h>

namespace folioscope::workloads {

Result<SharedPages> SharedPages::create(std::size_t runs) {
  constexpr std::size_t kSize = kRunPages * kPageSize;
  SharedPages shared;
  for (std::size_t i = 0; i < runs; ++i) {
    Run run;
    run.file.reset(::memfd_create("lock-herd", MFD_CLOEXEC));
    if (!run.file) return errno_fault("create", "a memfd");
    if (::ftruncate(run.file.get(), kSize) != 0) return errno_fault("enlarge", "a memfd");
    TRY(run.mapping,
        Mapping::map(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, run.file.get(), 0));
    shared.runs_.push_back(std::move(run));
  }
  return shared;
}

}  // namespace folioscope::workloads
