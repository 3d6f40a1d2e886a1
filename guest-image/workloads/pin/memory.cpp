// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace folioscope::workloads {
namespace {

constexpr double kLongestWaitMs = 20'000;
constexpr std::chrono::milliseconds kPoll(2);
constexpr const char* kKsmRun = "/sys/kernel/mm/ksm/run";
constexpr const char* kKsmPause = "/sys/kernel/mm/ksm/sleep_millisecs";

void write_page(std::byte* page) { *static_cast<volatile std::byte*>(page) = std::byte{1}; }
void read_page(const std::byte* page) { (void)*static_cast<const volatile std::byte*>(page); }

// Until `done` says so, with a pause between. False: it never did.
template <class Done>
Result<bool> poll(Done done) {
  const Stopwatch watch;
  for (;;) {
    TRY(const bool is_done, done());
    if (is_done) return true;
    if (watch.milliseconds() > kLongestWaitMs) return false;
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

Result<HeldPage> HeldPage::create(Memory memory, std::byte* address, const std::string& disk,
                                  std::uint64_t place) {
  HeldPage page;
  page.memory_ = memory;
  page.address_ = address;
  if (memory == Memory::Merged || memory == Memory::Swapped) {
    TRY(page.frames_, PageFrames::open());
    TRY(page.flags_, PageFlags::open());
  }
  if (memory == Memory::Disk) {
    TRY_STATUS(page.map_disk(disk, place));
    read_page(address);
    return page;
  }
  if (memory != Memory::Shared) TRY_STATUS(page.map_anonymous());
  write_page(address);
  if (memory == Memory::Merged) TRY_STATUS(page.merge());
  return page;
}

Status HeldPage::map_anonymous() {
  TRY(page_, Mapping::map(address_, kPageSize, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
  return {};
}

Status HeldPage::map_disk(const std::string& disk, std::uint64_t place) {
  disk_.reset(::open(disk.c_str(), O_RDWR | O_CLOEXEC));
  if (!disk_) return errno_fault("open", disk);
  TRY(page_, Mapping::map(address_, kPageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                          disk_.get(), place * kPageSize));
  // No read-ahead: page by page.
  if (::madvise(address_, kPageSize, MADV_RANDOM) != 0)
    return errno_fault("advise on", "a mapping of the disk");
  return {};
}

Result<std::uint64_t> HeldPage::flags() const {
  std::uint64_t frame = 0;
  TRY_STATUS(frames_.read(address_, {&frame, 1}));
  if (frame == 0) return std::uint64_t{0};
  return flags_.read(frame);
}

Status HeldPage::merge() {
  TRY(twin_,
      Mapping::map(nullptr, kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  // No other page has these contents.
  const std::array<std::uint64_t, 2> contents = {monotonic_ns(),
                                                 static_cast<std::uint64_t>(::getpid())};
  for (std::byte* const page : {address_, twin_.data()}) {
    std::memcpy(page, contents.data(), sizeof(contents));
    if (::madvise(page, kPageSize, MADV_MERGEABLE) != 0) {
      Fault fault = errno_fault("offer to KSM", "a page");
      if (errno == EINVAL) fault.remedy = "the kernel needs CONFIG_KSM: add `holders` to `config`";
      return fault;
    }
  }
  (void)write_number(kKsmPause, 5);  // the default also does, in more time
  TRY(const bool merged, poll([&]() -> Result<bool> {
        // Whoever is done first stops it for all.
        if ((errno = write_number(kKsmRun, 1)) != 0) return errno_fault("write", kKsmRun);
        TRY(const std::uint64_t now, flags());
        return (now & PageFlags::kMerged) != 0;
      }));
  if (!merged) return guest_fault("KSM does not merge two equal pages");
  // It takes references to what it looks at.
  if ((errno = write_number(kKsmRun, 0)) != 0) return errno_fault("write", kKsmRun);
  return {};
}

Status HeldPage::renew() { return memory_ == Memory::Swapped ? swap() : Status(); }

Status HeldPage::swap() {
  write_page(address_);
  TRY(const bool out, poll([&]() -> Result<bool> {
        if (::madvise(address_, kPageSize, MADV_PAGEOUT) != 0)
          return errno_fault("write out", "a page");
        TRY(const std::uint64_t now, flags());
        return now == 0;
      }));
  if (!out) return guest_fault("a page is not written to the swap area");
  read_page(address_);
  TRY(const bool cached, poll([&]() -> Result<bool> {
        TRY(const std::uint64_t now, flags());
        return (now & PageFlags::kSwapCache) != 0 && (now & PageFlags::kWriteback) == 0;
      }));
  if (!cached) return guest_fault("a page that was swapped in is not in the swap cache");
  return {};
}

Status HeldPage::share() {
  if (memory_ != Memory::Forked) return {};
  TRY(Child child, Child::start("pin-forked", [](const Channel& parent) -> Status {
        (void)parent.wait(std::chrono::hours(24));
        return {};
      }));
  child_.emplace(std::move(child));
  return {};
}

void HeldPage::unshare() { child_.reset(); }

Result<SwapArea> SwapArea::start(const std::string& device) {
  const UniqueFd file(::open(device.c_str(), O_RDWR | O_CLOEXEC));
  if (!file) return errno_fault("open", device);
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < static_cast<off_t>(16 * kPageSize))
    return guest_fault(device + " is too small to swap to", "give the guest a disk of 16 MiB");
  // The header of mkswap(8): version and last page at byte 1024, the signature at the page's end.
  std::array<char, kPageSize> header{};
  const std::array<std::uint32_t, 2> fields = {
      1, static_cast<std::uint32_t>(static_cast<std::uint64_t>(size) / kPageSize - 1)};
  std::memcpy(header.data() + 1024, fields.data(), sizeof(fields));
  constexpr std::string_view kSignature = "SWAPSPACE2";
  std::ranges::copy(kSignature, header.end() - kSignature.size());
  if (::pwrite(file.get(), header.data(), header.size(), 0) !=
          static_cast<ssize_t>(header.size()) ||
      ::fsync(file.get()) != 0)
    return errno_fault("write", device);
  if (::swapon(device.c_str(), 0) != 0) return errno_fault("swap to", device);
  return SwapArea(device);
}

SwapArea::SwapArea(SwapArea&& other) noexcept : device_(std::exchange(other.device_, {})) {}

SwapArea::~SwapArea() {
  if (!device_.empty()) ::swapoff(device_.c_str());
}

}  // namespace folioscope::workloads
