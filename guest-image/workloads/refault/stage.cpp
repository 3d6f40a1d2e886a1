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
  TRY_STATUS(stage.make_file(stage.mount_ + "/pages", 1));
  return stage;
}

Result<Stage> Stage::in_directory(const std::string& directory, std::size_t folio_pages) {
  Stage stage;
  TRY_STATUS(stage.make_file(directory + "/refault-pages", folio_pages));
  return stage;
}

Result<Stage> Stage::anonymous() {
  Stage stage;
  TRY_STATUS(stage.map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1));
  for (std::size_t page = 0; page < kStagePages; ++page)
    stage.pages_.data()[page * kPageSize] = std::byte{1};
  return stage;
}

Status Stage::make_file(const std::string& path, std::size_t folio_pages) {
  file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) return errno_fault("create", path);
  path_ = path;
  // One large write may become one large folio.
  const std::vector<char> content(folio_pages * kPageSize, 'x');
  for (std::size_t place = 0; place < kSize; place += content.size())
    if (::pwrite(file_.get(), content.data(), content.size(), static_cast<off_t>(place)) !=
        static_cast<ssize_t>(content.size()))
      return errno_fault("write to", path);
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

Result<std::size_t> Stage::target_folio_pages() const {
  TRY(const PageFrames frames, PageFrames::open());
  std::uint64_t first = 0;
  TRY_STATUS(frames.read(target(), {&first, 1}));
  if (first == 0) return guest_fault("the first page of the stage is not mapped");
  const UniqueFd file(::open("/proc/kpageflags", O_RDONLY | O_CLOEXEC));
  if (!file) return errno_fault("open", "/proc/kpageflags");
  // admin-guide/mm/pagemap.rst: bit 15 is that of a compound page's head, 16 of the pages behind
  // it.
  constexpr std::uint64_t kHead = 1u << 15, kTail = 1u << 16;
  std::size_t pages = 0;
  for (; pages <= kStagePages; ++pages) {
    std::uint64_t flags = 0;
    const auto place = static_cast<off_t>((first + pages) * sizeof(flags));
    if (::pread(file.get(), &flags, sizeof(flags), place) != sizeof(flags))
      return errno_fault("read", "/proc/kpageflags");
    if (pages == 0 && (flags & kHead) == 0) return 1;
    if (pages > 0 && (flags & kTail) == 0) break;
  }
  return pages;
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
