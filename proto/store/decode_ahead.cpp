// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode_ahead.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace folioscope::store {

void DecodeAhead::Slot::decode() {
  pages.emplace(chunk.wanted ? decoder.decode(chunk.codec, chunk.data, chunk.shape, *chunk.wanted)
                             : decoder.decode(chunk.codec, chunk.data, chunk.shape));
}

DecodeAhead::~DecodeAhead() {
  for (std::jthread& helper : helpers_) helper.request_stop();
}

void DecodeAhead::push(StoredChunk chunk) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Slot> slot;
  if (spare_.empty()) {
    slot = std::make_shared<Slot>();
  } else {
    slot = std::move(spare_.back());
    spare_.pop_back();
  }
  slot->chunk = std::move(chunk);
  slot->state = State::Waits;
  queue_.push_back(std::move(slot));
  if (queue_.size() > 1 && helpers_.empty())
    for (std::size_t i = 1; i < threads_; ++i)
      helpers_.emplace_back([this](const std::stop_token& end) { help(end); });
  changed_.notify_one();
}

std::shared_ptr<DecodeAhead::Slot> DecodeAhead::waiting() const {
  const auto found =
      std::ranges::find_if(queue_, [](const auto& slot) { return slot->state == State::Waits; });
  return found == queue_.end() ? nullptr : *found;
}

Result<std::span<const std::byte>> DecodeAhead::take() {
  std::unique_lock lock(mutex_);
  assert(!queue_.empty());
  if (taken_) spare_.push_back(std::move(taken_));
  taken_ = std::move(queue_.front());
  queue_.pop_front();
  if (taken_->state == State::Waits) {
    lock.unlock();
    taken_->decode();
  } else {
    changed_.wait(lock, [this] { return taken_->state == State::Done; });
  }
  return *taken_->pages;
}

void DecodeAhead::help(const std::stop_token& end) {
  std::unique_lock lock(mutex_);
  while (true) {
    std::shared_ptr<Slot> slot;
    const auto any = [&] { return (slot = waiting()) != nullptr; };
    if (!changed_.wait(lock, end, any) || end.stop_requested()) return;
    slot->state = State::Decoding;
    lock.unlock();
    slot->decode();
    lock.lock();
    slot->state = State::Done;
    changed_.notify_all();
  }
}

}  // namespace folioscope::store
