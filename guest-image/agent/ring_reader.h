// SPDX-License-Identifier: GPL-3.0-or-later
// Reads whole pages out of a trace instance's per-CPU rings. While tracing runs only full pages are
// taken, a batch at a time and only when the kernel reports a batch's worth (buffer_percent), so a
// quiet guest costs neither wake-ups nor half-empty pages. The rest is drained when tracing is off.
// read() rather than splice(): splice allocates a page for every page it hands out, which would
// show up in the very events that are being recorded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::agent {

class RingReader {
 public:
  static Result<RingReader> open(const std::filesystem::path& instance, std::uint32_t cpus,
                                 std::size_t page_size);

  // Waits until some CPU's ring reached the watermark, `wake_fd` is readable, or the time is over.
  // The result holds the CPUs that may be read; empty for the other two.
  Result<std::vector<std::uint32_t>> wait(int wake_fd, int timeout_ms);

  // Fills `to` with at most `pages` pages of a CPU, oldest first; returns the bytes, 0 when the
  // ring is empty. Never blocks.
  Result<std::size_t> read(std::uint32_t cpu, std::size_t pages, std::span<std::byte> to);

  std::uint32_t cpus() const { return static_cast<std::uint32_t>(rings_.size()); }
  std::size_t page_size() const { return page_size_; }

 private:
  RingReader(std::vector<UniqueFd> rings, std::size_t page_size)
      : rings_(std::move(rings)), page_size_(page_size) {}

  std::vector<UniqueFd> rings_;  // trace_pipe_raw by CPU
  std::size_t page_size_;
};

}  // namespace folioscope::agent
