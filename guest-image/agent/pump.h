// SPDX-License-Identifier: GPL-3.0-or-later
// Moves bytes both ways between the port, which is no socket, and a socket, which is all that gRPC
// takes; one thread each way. It holds one block each way and no queue: when the host does not
// read, the port takes no more, then the socket, then gRPC, and the ring in the kernel counts its
// drops.
#pragma once

#include <memory>
#include <thread>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::agent {

class Pump {
 public:
  // `port` does not block. gRPC's end is in `end` afterwards. When either side ends so does the
  // other, and the pump has nothing to do any more.
  static Result<std::unique_ptr<Pump>> start(UniqueFd port, UniqueFd& end);
  ~Pump();  // does not wait for bytes that the host has not taken

 private:
  Pump(UniqueFd port, UniqueFd inner, UniqueFd wake);
  void to_host();
  void from_host();
  // Waits for the port; false when this ends, or the host is gone.
  bool wait_for_port(short events);
  bool pause();  // false when this ends
  bool write_port(const char* data, std::size_t size);
  bool write_socket(const char* data, std::size_t size);
  void end();

  const UniqueFd port_;
  const UniqueFd inner_;  // our end of the socket pair
  const UniqueFd wake_;   // eventfd: readable from the moment on that this ends
  std::thread up_, down_;
};

}  // namespace folioscope::agent
