// SPDX-License-Identifier: GPL-3.0-or-later
// Buffers registered with io_uring: the kernel pins their pages (FOLL_LONGTERM) until they are
// given back. Nothing is ever read or written through the ring.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class RegisteredBuffer {
 public:
  static Result<RegisteredBuffer> create();
  Status pin(std::byte* page) const;
  Status unpin() const;

 private:
  UniqueFd ring_;
};

}  // namespace folioscope::workloads
