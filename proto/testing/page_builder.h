// SPDX-License-Identifier: GPL-3.0-or-later
// Lays out ring-buffer pages the way the kernel's writer does, for tests of everything that reads
// them. Does not check that what it is told to write makes sense: tests also want wrong pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "trace/format.h"

namespace folioscope::trace {

// The bytes of one record, from common_type on.
class RecordBytes {
 public:
  // The four common fields, as on every kernel since 2.6.3x: type, flags, preempt_count, pid.
  explicit RecordBytes(std::uint16_t type, std::int32_t pid = 1) {
    put(type).put(std::uint16_t{0}).put(pid);
  }
  template <class T>
  RecordBytes& put(T value) {
    const auto at = bytes_.size();
    bytes_.resize(at + sizeof value);
    std::memcpy(bytes_.data() + at, &value, sizeof value);
    return *this;
  }
  RecordBytes& put_text(std::string_view text) {
    for (const char c : text) bytes_.push_back(static_cast<std::byte>(c));
    return put('\0');
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

class PageBuilder {
 public:
  explicit PageBuilder(std::uint64_t time, PageLayout layout = {}, std::size_t page_size = 4096)
      : layout_(layout), page_(layout.data_offset), page_size_(page_size), now_(time) {
    std::memcpy(page_.data(), &time, sizeof time);
  }

  // An event at an absolute time: with a time extend in front when the delta needs more than 27
  // bits, in the long form when it is over 112 bytes.
  PageBuilder& event(std::uint64_t time, std::span<const std::byte> data) {
    std::uint64_t delta = time - now_;
    if (delta >> 27 != 0) {
      time_extend(delta);
      delta = 0;
    }
    now_ = time;
    const auto padded = static_cast<std::uint32_t>((data.size() + 3) / 4 * 4);
    if (padded <= 112) return header(padded / 4, delta).data(data, padded);
    return header(0, delta).word(padded + 4).data(data, padded);
  }
  PageBuilder& event(std::uint64_t time, const RecordBytes& record) {
    return event(time, record.bytes());
  }
  PageBuilder& long_event(std::uint64_t time, std::span<const std::byte> data) {
    const std::uint64_t delta = time - now_;
    now_ = time;
    const auto padded = static_cast<std::uint32_t>((data.size() + 3) / 4 * 4);
    return header(0, delta).word(padded + 4).data(data, padded);
  }
  // `delta` is at least 1 (0 would end the page), `data_size` a multiple of 4 and at least 4.
  PageBuilder& discarded(std::uint64_t delta, std::uint32_t data_size) {
    now_ += delta;
    return header(29, delta).word(data_size).data({}, data_size - 4);
  }
  PageBuilder& padding() { return header(29, 0); }
  PageBuilder& time_extend(std::uint64_t delta) {
    now_ += delta;
    return header(30, delta & 0x7ffffff).word(static_cast<std::uint32_t>(delta >> 27));
  }
  PageBuilder& time_stamp(std::uint64_t time) {
    now_ = time;
    return header(31, time & 0x7ffffff).word(static_cast<std::uint32_t>(time >> 27));
  }
  PageBuilder& lost() { return flag(std::uint64_t{1} << 31); }
  PageBuilder& lost(std::uint64_t count) {
    lost_count_ = count;
    has_lost_count_ = true;
    return flag(std::uint64_t{3} << 30);
  }
  // Anything: for damaged pages.
  PageBuilder& word(std::uint32_t value) { return raw(&value, sizeof value); }
  PageBuilder& header(std::uint32_t type_len, std::uint64_t delta) {
    return word(type_len | static_cast<std::uint32_t>(delta) << 5);
  }

  std::size_t used() const { return page_.size(); }
  std::size_t room() const { return page_size_ - page_.size(); }

  std::vector<std::byte> finish() const {
    std::vector<std::byte> page = page_;
    const std::uint64_t commit = (page.size() - layout_.data_offset) | flags_;
    std::memcpy(page.data() + layout_.commit_offset, &commit, layout_.commit_size);
    if (has_lost_count_) {
      const auto at = page.size();
      page.resize(at + layout_.commit_size);
      std::memcpy(page.data() + at, &lost_count_, layout_.commit_size);
    }
    page.resize(page_size_);
    return page;
  }

 private:
  PageBuilder& data(std::span<const std::byte> bytes, std::size_t padded) {
    const auto at = page_.size();
    page_.resize(at + padded);
    if (!bytes.empty()) std::memcpy(page_.data() + at, bytes.data(), bytes.size());
    return *this;
  }
  PageBuilder& raw(const void* bytes, std::size_t size) {
    const auto at = page_.size();
    page_.resize(at + size);
    std::memcpy(page_.data() + at, bytes, size);
    return *this;
  }
  PageBuilder& flag(std::uint64_t bits) {
    flags_ |= bits;
    return *this;
  }

  PageLayout layout_;
  std::vector<std::byte> page_;
  std::size_t page_size_;
  std::uint64_t now_;
  std::uint64_t flags_ = 0;
  std::uint64_t lost_count_ = 0;
  bool has_lost_count_ = false;
};

}  // namespace folioscope::trace
