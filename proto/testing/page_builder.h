// SPDX-License-Identifier: GPL-3.0-or-later
// Lays out ring-buffer pages the way the kernel's writer does, for tests of everything that reads
// them. Does not check that what it is told to write makes sense: tests also want wrong pages.
#pragma once

#include <cstddef>
#include <cstdint>
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
    return put_bytes(&value, sizeof value);
  }
  RecordBytes& put_text(std::string_view text);
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  RecordBytes& put_bytes(const void* bytes, std::size_t size);

  std::vector<std::byte> bytes_;
};

class PageBuilder {
 public:
  explicit PageBuilder(std::uint64_t time, PageLayout layout = {}, std::size_t page_size = 4096);

  // An event at an absolute time: with a time extend in front when the delta needs more than 27
  // bits, in the long form when it is over 112 bytes.
  PageBuilder& event(std::uint64_t time, std::span<const std::byte> data);
  PageBuilder& event(std::uint64_t time, const RecordBytes& record) {
    return event(time, record.bytes());
  }
  PageBuilder& long_event(std::uint64_t time, std::span<const std::byte> data);
  // `delta` is at least 1 (0 would end the page), `data_size` a multiple of 4 and at least 4.
  PageBuilder& discarded(std::uint64_t delta, std::uint32_t data_size);
  PageBuilder& padding() { return header(29, 0); }
  PageBuilder& time_extend(std::uint64_t delta);
  PageBuilder& time_stamp(std::uint64_t time);
  PageBuilder& lost() { return flag(std::uint64_t{1} << 31); }
  PageBuilder& lost(std::uint64_t count);
  // Anything: for damaged pages.
  PageBuilder& word(std::uint32_t value) { return raw(&value, sizeof value); }
  PageBuilder& header(std::uint32_t type_len, std::uint64_t delta) {
    return word(type_len | static_cast<std::uint32_t>(delta) << 5);
  }

  std::size_t used() const { return page_.size(); }
  std::size_t room() const { return page_size_ - page_.size(); }

  std::vector<std::byte> finish() const;

 private:
  PageBuilder& data(std::span<const std::byte> bytes, std::size_t padded);
  PageBuilder& raw(const void* bytes, std::size_t size);
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
