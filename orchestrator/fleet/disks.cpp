// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/disks.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "fleet/domain_xml.h"
#include "sys/process.h"

namespace folioscope::fleet {
namespace {

Status create_sparse(const std::filesystem::path& path, Bytes size) {
  std::error_code error;
  // What a killed run left would be a file system already.
  std::filesystem::remove(path, error);
  if (!std::ofstream(path))
    return host_fault(fmt::format("cannot create the disk {}", path.string()),
                      "look at the free space and the permissions there");
  std::filesystem::resize_file(path, size.count, error);
  if (error)
    return host_fault(
        fmt::format("cannot make the disk {} {} bytes large: {}", path.string(), size.count,
                    error.message()),
        "make it smaller, or put the run on a file system that takes such files (--out)");
  return {};
}

// Every boot gets the same identity, hence the same hashes of directory entries; two disks of a
// guest must differ, or XFS refuses the second.
std::string uuid(std::size_t index) {
  return fmt::format("f0110500-0000-4000-8000-{:012}", index + 1);
}

std::vector<std::string> mkfs(spec::FileSystem kind, const std::filesystem::path& path,
                              std::size_t index) {
  if (kind == spec::FileSystem::Xfs)
    return {"mkfs.xfs", "-q", "-m", "uuid=" + uuid(index), path.string()};
  if (kind == spec::FileSystem::Swap) return {"mkswap", "-q", "-U", uuid(index), path.string()};
  // Not lazy: the guest's kernel would write inode tables while the workload runs.
  return {"mkfs.ext4",
          "-q",
          "-F",
          "-b",  // of the size of a page; mke2fs.conf may say less for small disks
          "4096",
          "-U",
          uuid(index),
          "-E",
          fmt::format("hash_seed={},lazy_itable_init=0,lazy_journal_init=0", uuid(index)),
          path.string()};
}

Status make_filesystem(const std::filesystem::path& path, spec::FileSystem kind,
                       std::size_t index) {
  sys::Command command;
  command.argv = mkfs(kind, path, index);
  auto exit = sys::run(command);
  if (!exit) {
    Fault fault = std::move(exit).fault();
    fault.remedy = kind == spec::FileSystem::Xfs    ? "apt-get install xfsprogs"
                   : kind == spec::FileSystem::Swap ? "apt-get install util-linux"
                                                    : "apt-get install e2fsprogs";
    return fault;
  }
  if (!exit->ok())
    return host_fault(fmt::format("cannot make the file system: {}: {}",
                                  sys::shell_line(command.argv), exit->err),
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
    return host_fault(
        fmt::format("cannot create {}: {}", request.scratch.string(), error.message()));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const spec::Disk& disk = request.machine.disks[i];
    disks.files_.push_back(paths[i]);
    TRY_STATUS(create_sparse(paths[i], disk.size));
    if (disk.filesystem != spec::FileSystem::None)
      TRY_STATUS(make_filesystem(paths[i], disk.filesystem, i));
  }
  return disks;
}

std::string disks_parameter(const spec::Machine& machine) {
  std::string list;
  for (std::size_t i = 0; i < machine.disks.size(); ++i) {
    const spec::Disk& disk = machine.disks[i];
    if (disk.filesystem == spec::FileSystem::None && !disk.requests) continue;
    list += fmt::format("{}vd{}:{}:{}", list.empty() ? "" : ",", static_cast<char>('a' + i),
                        to_string(disk.filesystem),
                        disk.requests ? fmt::to_string(*disk.requests) : "");
  }
  return list.empty() ? list : "folioscope.disks=" + list;
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
