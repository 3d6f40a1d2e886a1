// SPDX-License-Identifier: GPL-3.0-or-later
// The empty qcow2 files behind a guest's extra disks; removed with this object.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "fleet/fleet.h"

namespace folioscope::fleet {

class Disks {
 public:
  Disks() = default;
  // Creates request.scratch and the files of disk_paths(). Blocks (runs qemu-img).
  static Result<Disks> create(const BootRequest& request);
  Disks(Disks&&) noexcept = default;
  Disks& operator=(Disks&& other) noexcept;
  ~Disks() { remove(); }
  void remove();  // idempotent

 private:
  std::vector<std::filesystem::path> files_;
};

}  // namespace folioscope::fleet
