// SPDX-License-Identifier: GPL-3.0-or-later
// The other half of lock-herd: a herd of waiters reads one page while it is moved to and fro.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "workloads/lock-herd/waiters.h"
#include "workloads/lock-herd/wanted_page.h"

namespace folioscope::workloads {

struct Stampede {
  std::size_t waiters = 0;
  Waiters::As as = Waiters::As::Threads;
  WantedPage::Kind page = WantedPage::Kind::Anonymous;
  std::uint64_t moves = 0;
};

// Does it and prints what lock-herd's --help promises of it.
Status run_stampede(const Stampede& plan);

}  // namespace folioscope::workloads
