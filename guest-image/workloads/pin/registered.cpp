// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/registered.h"

#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<RegisteredBuffer> RegisteredBuffer::create() {
  io_uring_params params{};
  RegisteredBuffer buffer;
  buffer.ring_.reset(static_cast<int>(::syscall(SYS_io_uring_setup, 1, &params)));
  if (!buffer.ring_) {
    Fault fault = errno_fault("create", "an io_uring");
    if (errno == ENOSYS)
      fault.remedy = "the kernel needs CONFIG_IO_URING: add `holders` to `config`";
    return fault;
  }
  return buffer;
}

Status RegisteredBuffer::pin(std::byte* page) const {
  const iovec vec = {page, kPageSize};
  if (::syscall(SYS_io_uring_register, ring_.get(), IORING_REGISTER_BUFFERS, &vec, 1) != 0)
    return errno_fault("register", "a buffer");
  return {};
}

Status RegisteredBuffer::unpin() const {
  if (::syscall(SYS_io_uring_register, ring_.get(), IORING_UNREGISTER_BUFFERS, nullptr, 0) != 0)
    return errno_fault("give back", "a registered buffer");
  return {};
}

}  // namespace folioscope::workloads
