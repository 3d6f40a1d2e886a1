// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/memory_block.h"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

#include "workloads/kit/alarm.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

namespace fs = std::filesystem;

// The number at the end of names such as memory32 and node1.
std::optional<std::uint64_t> number_in_name(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return value;
}

struct Block {
  std::uint64_t index = 0;
  std::string state;  // the control file
};

Result<std::uint64_t> block_pages(const std::string& directory) {
  TRY(const std::string text, read_text(directory + "/block_size_bytes"));
  std::uint64_t bytes = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), bytes, 16).ec != std::errc{})
    return guest_fault("the size of a memory block is not a number: " + text);
  return bytes / kPageSize;
}

std::optional<std::uint64_t> node_of(const fs::path& block) {
  for (const auto& entry : fs::directory_iterator(block))
    if (const auto node = number_in_name(entry.path().filename().string(), "node")) return node;
  return std::nullopt;
}

Result<std::map<std::uint64_t, std::vector<Block>>> movable_blocks(const std::string& directory) {
  std::map<std::uint64_t, std::vector<Block>> by_node;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const auto index = number_in_name(entry.path().filename().string(), "memory");
    if (!index) continue;
    const std::string path = entry.path().string();
    TRY(const std::string state, read_text(path + "/state"));
    if (state.starts_with("offline") && write_word(path + "/state", "online_movable") != 0)
      continue;
    TRY(const std::string zones, read_text(path + "/valid_zones"));
    const auto node = node_of(entry.path());
    // An online block says the one zone it is in.
    if (node && zones.starts_with("Movable")) by_node[*node].push_back({*index, path + "/state"});
  }
  return by_node;
}

}  // namespace

Result<MemoryBlocks> MemoryBlocks::find(const std::string& directory,
                                        std::chrono::milliseconds limit) {
  TRY(const std::uint64_t pages, block_pages(directory));
  TRY(const auto by_node, movable_blocks(directory));
  if (by_node.empty() || by_node.rbegin()->second.size() < 2) {
    return guest_fault("no NUMA node has two blocks of movable memory",
                       "give the machine `dimms: [{size: 256MiB, node: 1}]` and boot with "
                       "memhp_default_state=online_movable");
  }
  MemoryBlocks blocks;
  blocks.limit_ = limit;
  blocks.node_ = static_cast<unsigned>(by_node.rbegin()->first);
  for (const Block& block : by_node.rbegin()->second) {
    blocks.ranges_.push_back({block.index * pages, pages});
    blocks.states_.push_back(block.state);
  }
  return blocks;
}

Result<bool> MemoryBlocks::take(std::size_t range) const {
  const Alarm alarm(limit_);
  const int error = write_word(states_[range], "offline");
  if (error == 0) return true;
  if (error == EBUSY || error == EINTR || error == EAGAIN) return false;
  errno = error;
  return errno_fault("take a block of memory offline through", states_[range]);
}

Status MemoryBlocks::give_back(std::size_t range) const {
  if (const int error = write_word(states_[range], "online_movable"); error != 0) {
    errno = error;
    return errno_fault("bring a block of memory online through", states_[range]);
  }
  return {};
}

}  // namespace folioscope::workloads
