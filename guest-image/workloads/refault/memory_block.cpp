// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/memory_block.h"

#include <cerrno>
#include <charconv>

#include "workloads/kit/alarm.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

constexpr std::string_view kMemory = "/sys/devices/system/memory/";

}  // namespace

std::optional<std::uint64_t> parse_block_size(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
  if (error != std::errc() || end != text.data() + text.size() || size < kPageSize)
    return std::nullopt;
  return size;
}

Result<MemoryBlock> MemoryBlock::of_frame(std::uint64_t frame) {
  TRY(const std::string text, read_text(std::string(kMemory) + "block_size_bytes"));
  const auto size = parse_block_size(text);
  if (!size) return guest_fault("not a size of memory blocks: " + text);
  const std::uint64_t number = frame * kPageSize / *size;
  MemoryBlock block(std::string(kMemory) + "memory" + std::to_string(number) + "/");
  TRY(std::string zones, read_text(block.directory_ + "valid_zones"));
  if (zones.ends_with('\n')) zones.pop_back();
  if (!zones.starts_with("Movable")) {
    return guest_fault(block.directory_ + " is not of movable memory only but of zone " + zones,
                       "give the guest a DIMM on a node of its own (machines: dimms), "
                       "memhp_default_state=online_movable on the command line, and --node=1");
  }
  return block;
}

Result<bool> MemoryBlock::go_offline(std::chrono::seconds limit) const {
  const std::string path = directory_ + "state";
  int error = 0;
  {
    const Alarm alarm(limit);
    error = write_word(path, "offline");
  }
  if (error == 0) return true;
  if (error == EINTR || error == EBUSY || error == EAGAIN) return false;
  errno = error;
  return errno_fault("write offline to", path);
}

Status MemoryBlock::go_online() const {
  const std::string path = directory_ + "state";
  errno = write_word(path, "online_movable");
  if (errno != 0) return errno_fault("write online_movable to", path);
  return {};
}

}  // namespace folioscope::workloads
