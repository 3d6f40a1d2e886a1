// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/churner.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace folioscope::workloads {

Result<Churner> Churner::create(Park park, std::uint64_t pages) {
  Churner churner(park, pages);
  const std::size_t size = pages * kPageSize;
  churner.file_.reset(::memfd_create("cma-churn", MFD_CLOEXEC));
  if (!churner.file_) return errno_fault("create", "a memfd");
  if (::ftruncate(churner.file_.get(), static_cast<off_t>(size)) != 0)
    return errno_fault("enlarge", "a memfd");
  TRY(churner.mapping_,
      Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, churner.file_.get(), 0));
  TRY(churner.pagemap_, PageFrames::open());
  return churner;
}

Result<std::uint64_t> Churner::refill(const CmaArea& area) {
  if (!give_back(0, frames_.size())) return errno_fault("give back", "the working set");
  for (std::size_t offset = 0; offset < mapping_.size(); offset += kPageSize)
    *static_cast<volatile std::byte*>(mapping_.data() + offset) = std::byte{1};
  // tmpfs marks a page accessed when its first byte is read: once referenced, twice active.
  const int reads = park_ == Park::Activate ? 1 : park_ == Park::Deactivate ? 2 : 0;
  for (int i = 0; i < reads; ++i)
    for (std::uint64_t page = 0; page < frames_.size(); ++page)
      if (!read_first_byte(page)) return errno_fault("read", "the working set");
  TRY_STATUS(pagemap_.read(mapping_.data(), frames_));
  const auto inside =
      std::ranges::count_if(frames_, [&area](std::uint64_t frame) { return area.contains(frame); });
  return static_cast<std::uint64_t>(inside);
}

bool Churner::park(std::uint64_t pages, Random& random) {
  for (std::uint64_t i = 0; i < pages; ++i)
    if (!park_page(random.below(frames_.size()))) return false;
  return true;
}

bool Churner::park_page(std::uint64_t page) {
  std::byte* const address = mapping_.data() + page * kPageSize;
  switch (park_) {
    case Park::Activate:
      return read_first_byte(page);
    case Park::Deactivate:
      return ::madvise(address, kPageSize, MADV_COLD) == 0;
    case Park::LruAdd:
      if (!give_back(page, 1)) return false;
      *static_cast<volatile std::byte*>(address) = std::byte{1};
      return true;
  }
  return false;
}

bool Churner::give_back(std::uint64_t page, std::uint64_t count) {
  return ::fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                     static_cast<off_t>(page * kPageSize),
                     static_cast<off_t>(count * kPageSize)) == 0;
}

bool Churner::read_first_byte(std::uint64_t page) {
  char byte;
  return ::pread(file_.get(), &byte, 1, static_cast<off_t>(page * kPageSize)) == 1;
}

}  // namespace folioscope::workloads
