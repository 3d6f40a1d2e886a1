// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/stage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

namespace folioscope::workloads {
namespace {

constexpr std::size_t kSize = kStagePages * kPageSize;

}  // namespace

Result<Stage> Stage::on_tmpfs(unsigned node) {
  Stage stage;
  char directory[] = "/tmp/refault-XXXXXX";
  if (::mkdtemp(directory) == nullptr) return errno_fault("create", directory);
  const std::string options = "size=1m,mpol=bind:" + std::to_string(node);
  if (::mount("refault", directory, "tmpfs", 0, options.c_str()) != 0) {
    Fault fault = errno_fault("mount a tmpfs with " + options + " on", directory);
    fault.remedy =
        "run as root, in a guest whose NUMA node " + std::to_string(node) + " has memory";
    ::rmdir(directory);
    return fault;
  }
  stage.mount_ = directory;
  TRY_STATUS(stage.make_file(stage.mount_ + "/pages"));
  return stage;
}

Result<Stage> Stage::in_directory(const std::string& directory) {
  Stage stage;
  TRY_STATUS(stage.make_file(directory + "/refault-pages"));
  return stage;
}

Result<Stage> Stage::anonymous() {
  Stage stage;
  TRY_STATUS(stage.map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
  for (std::size_t page = 0; page < kStagePages; ++page)
    stage.pages_.data()[page * kPageSize] = std::byte{1};
  return stage;
}

Status Stage::make_file(const std::string& path) {
  file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) return errno_fault("create", path);
  path_ = path;
  const std::vector<char> content(kPageSize, 'x');
  // A page at a time: one large write may become one large folio.
  for (std::size_t page = 0; page < kStagePages; ++page) {
    const auto place = static_cast<off_t>(page * kPageSize);
    if (::pwrite(file_.get(), content.data(), kPageSize, place) != kPageSize)
      return errno_fault("write to", path);
  }
  // Nothing is to be written back, and so locked, later on.
  if (::fsync(file_.get()) != 0) return errno_fault("write back", path);
  return map(PROT_READ, MAP_SHARED, file_.get());
}

Status Stage::map(int protection, int flags, int file) {
  TRY(room_, Mapping::map(nullptr, 2 * kSize, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  const auto address = reinterpret_cast<std::uintptr_t>(room_.data());
  std::byte* aligned = room_.data() + (kSize - address % kSize) % kSize;
  TRY(pages_, Mapping::map(aligned, kSize, protection, flags | MAP_FIXED, file, 0));
  for (std::size_t number = 0; number < kStagePages; ++number)
    static_cast<void>(*static_cast<const volatile std::byte*>(page(number)));
  return {};
}

Stage::Stage(Stage&& other) noexcept
    : mount_(std::exchange(other.mount_, {})),
      path_(std::exchange(other.path_, {})),
      file_(std::move(other.file_)),
      room_(std::move(other.room_)),
      pages_(std::move(other.pages_)) {}

Stage::~Stage() {
  if (!path_.empty()) ::unlink(path_.c_str());
  if (mount_.empty()) return;
  // Lazily: it is busy as long as it is mapped, which is until the members are gone.
  ::umount2(mount_.c_str(), MNT_DETACH);
  ::rmdir(mount_.c_str());
}

}  // namespace folioscope::workloads
