// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/page_flags.h"

#include <fcntl.h>
#include <unistd.h>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<PageFlags> PageFlags::open() {
  PageFlags flags;
  flags.kpageflags_.reset(::open("/proc/kpageflags", O_RDONLY | O_CLOEXEC));
  if (!flags.kpageflags_) return errno_fault("open", "/proc/kpageflags");
  return flags;
}

Result<std::uint64_t> PageFlags::read(std::uint64_t frame) const {
  std::uint64_t flags = 0;
  const auto place = static_cast<off_t>(frame * sizeof(flags));
  if (::pread(kpageflags_.get(), &flags, sizeof(flags), place) != sizeof(flags))
    return errno_fault("read", "/proc/kpageflags");
  return flags;
}

}  // namespace folioscope::workloads
