// SPDX-License-Identifier: GPL-3.0-or-later
// The guest's end of the byte channel to the host: a virtio-serial port, found by its name, and
// what is said there before gRPC has it (rpc/endpoint.h).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::agent {

// Where the kernel shows its ports. Nobody makes links by name: there is no udev.
struct PortPlaces {
  std::filesystem::path ports = "/sys/class/virtio-ports";  // PORT/name
  std::filesystem::path devices = "/dev";                   // PORT
};

// The port of the host's agent, opened without blocking; waits for it, as the kernel makes ports
// while init runs already. Faults (Host): there is none within the time; it is in use.
Result<UniqueFd> open_port(const PortPlaces& places, std::chrono::milliseconds patience);

// Greets the host and returns its answer, the cell's token. Faults (Host): no answer within the
// time, the channel ended, or the answer is none.
Result<std::string> greet(int port, std::chrono::milliseconds patience);

}  // namespace folioscope::agent
