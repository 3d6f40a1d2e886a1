// SPDX-License-Identifier: GPL-3.0-or-later
// The buffers between the ring and the socket: a fixed number of equal blocks, so that the agent's
// memory has a bound whatever the host does. A block goes into a message without a copy and comes
// back when gRPC drops its last reference, on any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace folioscope::agent {

class BatchPool : public std::enable_shared_from_this<BatchPool> {
  struct Key {};

 public:
  // One block: writable memory that returns to its pool. Keeps the pool alive.
  class Batch {
   public:
    Batch(Batch&& other) noexcept = default;
    Batch& operator=(Batch&& other) noexcept = delete;
    ~Batch() {
      if (pool_) pool_->give_back(memory_);
    }
    std::byte* data() const { return memory_; }
    std::size_t capacity() const { return pool_->block_size_; }

   private:
    friend class BatchPool;
    Batch(std::shared_ptr<BatchPool> pool, std::byte* memory)
        : pool_(std::move(pool)), memory_(memory) {}
    std::shared_ptr<BatchPool> pool_;
    std::byte* memory_;
  };

  static std::shared_ptr<BatchPool> create(std::size_t blocks, std::size_t block_size) {
    return std::make_shared<BatchPool>(Key{}, blocks, block_size);
  }
  BatchPool(Key, std::size_t blocks, std::size_t block_size)
      : block_size_(block_size), memory_(new std::byte[blocks * block_size]) {
    for (std::size_t i = 0; i < blocks; ++i) free_.push_back(memory_.get() + i * block_size);
  }

  // Waits until a block is free.
  Batch take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !free_.empty(); });
    std::byte* const block = free_.back();
    free_.pop_back();
    return Batch(shared_from_this(), block);
  }

 private:
  void give_back(std::byte* block) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(block);
    }
    returned_.notify_one();
  }

  const std::size_t block_size_;
  const std::unique_ptr<std::byte[]> memory_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::byte*> free_;
};

}  // namespace folioscope::agent
