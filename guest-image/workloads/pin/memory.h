// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of page is held, and how a process comes by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/pin/page_flags.h"

namespace folioscope::workloads {

enum class Memory {
  Shared,   // of the memfd that all processes map
  Forked,   // anonymous, of its process and of a child that comes and goes
  Merged,   // by KSM, with a twin in the same process
  Swapped,  // anonymous, in the swap cache as well
  Disk,     // of a block device, with buffer heads
};

// Of a disk, for one held page and what else is written beside it.
inline constexpr std::uint64_t kDiskPages = 32;

// The page at one address of this process. Of Shared memory it is what is there already; of any
// other it hides that.
class HeldPage {
 public:
  // `disk` and `place`, in pages, are for Memory::Disk. Merged waits until KSM has merged, which
  // may take seconds.
  static Result<HeldPage> create(Memory memory, std::byte* address, const std::string& disk,
                                 std::uint64_t place);

  std::byte* address() const { return address_; }
  const UniqueFd& disk() const { return disk_; }
  // Before each hold. Swapped: writes the page out and reads it again, so that it is in the cache.
  Status renew();
  // During each hold, after its beginning. Forked: starts the child.
  Status share();
  void unshare();

 private:
  Status map_anonymous();
  Status map_disk(const std::string& disk, std::uint64_t place);
  Status merge();
  Status swap();
  Result<std::uint64_t> flags() const;  // 0: not present

  Memory memory_ = Memory::Shared;
  std::byte* address_ = nullptr;
  UniqueFd disk_;
  Mapping page_;
  Mapping twin_;  // of Merged
  std::optional<Child> child_;
  PageFrames frames_;
  PageFlags flags_;
};

// A block device that the kernel may swap to, while this lives. What was on it is lost.
class SwapArea {
 public:
  static Result<SwapArea> start(const std::string& device);
  SwapArea(SwapArea&& other) noexcept;
  SwapArea& operator=(SwapArea&&) = delete;
  ~SwapArea();

 private:
  explicit SwapArea(std::string device) : device_(std::move(device)) {}
  std::string device_;
};

}  // namespace folioscope::workloads
