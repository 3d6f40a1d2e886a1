// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/disks.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "fleet/domain_xml.h"
#include "sys/process.h"

namespace folioscope::fleet {
namespace {

Status create_qcow2(const std::filesystem::path& path, Bytes size) {
  sys::Command command;
  command.argv = {
      "qemu-img", "create", "-q", "-f", "qcow2", path.string(), std::to_string(size.count)};
  auto exit = sys::run(command);
  if (!exit) {
    Fault fault = std::move(exit).fault();
    fault.remedy = "install the package qemu-utils";
    return fault;
  }
  if (!exit->ok())
    return infra_fault(fmt::format("cannot create the disk {}: {}", path.string(), exit->err),
                       "look at the free space there");
  return {};
}

}  // namespace

Result<Disks> Disks::create(const BootRequest& request) {
  Disks disks;
  const std::vector<std::filesystem::path> paths = disk_paths(request);
  if (paths.empty()) return disks;
  std::error_code error;
  std::filesystem::create_directories(request.scratch, error);
  if (error)
    return infra_fault(
        fmt::format("cannot create {}: {}", request.scratch.string(), error.message()));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    disks.files_.push_back(paths[i]);
    TRY_STATUS(create_qcow2(paths[i], request.machine.disks[i].size));
  }
  return disks;
}

Disks& Disks::operator=(Disks&& other) noexcept {
  if (this != &other) {
    remove();
    files_ = std::exchange(other.files_, {});
  }
  return *this;
}

void Disks::remove() {
  std::error_code ignored;
  for (const std::filesystem::path& file : files_) std::filesystem::remove(file, ignored);
  files_.clear();
}

}  // namespace folioscope::fleet
