// SPDX-License-Identifier: GPL-3.0-or-later
// Decodes chunks on other cores while the one before them is read, and hands them over in the order
// in which they came. Internal to store/.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/result.h"
#include "store/page_codec.h"

namespace folioscope::store {

// A chunk as it is stored, and what of it is asked for.
struct StoredChunk {
  int codec = kPageCodec;
  std::vector<std::byte> data;
  PageShape shape;
  std::optional<WantedTypes> wanted = {};  // unset: all
};

class DecodeAhead {
 public:
  // On up to `threads`, of which the caller's is one; the others begin with the second chunk that
  // waits.
  explicit DecodeAhead(std::size_t threads) : threads_(threads) {}
  // Waits for what is being decoded.
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  // More than this at once are no help, and cost memory: 2 MiB each.
  std::size_t most() const { return threads_ > 1 ? 2 * threads_ : 1; }
  std::size_t size() const { return queue_.size(); }
  void push(StoredChunk chunk);
  // The pages of the first chunk, which leaves; size() > 0. Valid until the next call of take().
  Result<std::span<const std::byte>> take();

 private:
  enum class State { Waits, Decoding, Done };
  struct Slot {
    StoredChunk chunk;
    PageDecoder decoder;  // the pages are its
    std::optional<Result<std::span<const std::byte>>> pages;
    State state = State::Waits;

    void decode();
  };
  void help(const std::stop_token& end);
  std::shared_ptr<Slot> waiting() const;  // the first one; null: none waits

  const std::size_t threads_;
  std::mutex mutex_;  // of the slots' states and the queue
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Slot>> queue_;
  std::vector<std::shared_ptr<Slot>> spare_;  // with buffers that can be used again
  std::shared_ptr<Slot> taken_;
  std::vector<std::jthread> helpers_;  // last: they end first
};

}  // namespace folioscope::store
