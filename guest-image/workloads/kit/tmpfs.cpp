// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/tmpfs.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

Result<HugeTmpfs> HugeTmpfs::mount(std::uint64_t size) {
  char directory[] = "/tmp/folioscope-XXXXXX";
  if (::mkdtemp(directory) == nullptr) return errno_fault("create", directory);
  const std::string options = "huge=always,size=" + std::to_string(size);
  if (::mount("folioscope", directory, "tmpfs", 0, options.c_str()) != 0) {
    Fault fault = errno_fault("mount a tmpfs with " + options + " on", directory);
    ::rmdir(directory);
    return fault;
  }
  HugeTmpfs tmpfs;
  tmpfs.directory_ = directory;
  const std::string path = tmpfs.directory_ + "/file";
  tmpfs.file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!tmpfs.file_) return errno_fault("create", path);
  return tmpfs;
}

HugeTmpfs::HugeTmpfs(HugeTmpfs&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), file_(std::move(other.file_)) {}

HugeTmpfs& HugeTmpfs::operator=(HugeTmpfs&& other) noexcept {
  std::swap(directory_, other.directory_);
  std::swap(file_, other.file_);
  return *this;
}

HugeTmpfs::~HugeTmpfs() {
  // Only on the way out: of a failure, whose fault is the one to report, or of the process.
  const Status ignored = remove();
}

Status HugeTmpfs::remove() {
  if (directory_.empty()) return {};
  const std::string directory = std::exchange(directory_, {});
  file_.reset();
  ::unlink((directory + "/file").c_str());
  if (::umount(directory.c_str()) != 0) return errno_fault("unmount", directory);
  ::rmdir(directory.c_str());
  return {};
}

}  // namespace folioscope::workloads
