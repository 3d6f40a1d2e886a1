// SPDX-License-Identifier: GPL-3.0-or-later
// The other half of lock-herd: many waiters read one page while it is moved between nodes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "workloads/lock-herd/waiters.h"
#include "workloads/lock-herd/wanted_page.h"

namespace folioscope::workloads {

struct WaitersPlan {
  std::size_t waiters = 0;
  Waiters::As as = Waiters::As::Threads;
  WantedPage::Kind page = WantedPage::Kind::Anonymous;
  std::uint64_t moves = 0;
};

// Does it and prints what lock-herd's --help promises of it.
Status run_waiters(const WaitersPlan& plan);

}  // namespace folioscope::workloads
