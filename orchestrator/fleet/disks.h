// SPDX-License-Identifier: GPL-3.0-or-later
// The sparse files behind a guest's extra disks, with the file systems that it asks for; removed
// with this object.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"

namespace folioscope::fleet {

class Disks {
 public:
  Disks() = default;
  // Creates request.scratch and the files of disk_paths(). Blocks (runs mkfs).
  // Faults (Host): no room; mkfs is missing (the remedy names the package).
  static Result<Disks> create(const BootRequest& request);
  Disks(Disks&&) noexcept = default;
  Disks& operator=(Disks&& other) noexcept;
  ~Disks() { remove(); }
  void remove();  // idempotent

 private:
  std::vector<std::filesystem::path> files_;
};

}  // namespace folioscope::fleet
