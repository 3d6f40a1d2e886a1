// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/page_builder.h"

#include <cstring>

namespace folioscope::trace {

RecordBytes& RecordBytes::put_bytes(const void* bytes, std::size_t size) {
  const auto at = bytes_.size();
  bytes_.resize(at + size);
  std::memcpy(bytes_.data() + at, bytes, size);
  return *this;
}

RecordBytes& RecordBytes::put_text(std::string_view text) {
  for (const char c : text) bytes_.push_back(static_cast<std::byte>(c));
  return put('\0');
}

PageBuilder::PageBuilder(std::uint64_t time, PageLayout layout, std::size_t page_size)
    : layout_(layout), page_(layout.data_offset), page_size_(page_size), now_(time) {
  std::memcpy(page_.data(), &time, sizeof time);
}

PageBuilder& PageBuilder::event(std::uint64_t time, std::span<const std::byte> data) {
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

PageBuilder& PageBuilder::long_event(std::uint64_t time, std::span<const std::byte> data) {
  const std::uint64_t delta = time - now_;
  now_ = time;
  const auto padded = static_cast<std::uint32_t>((data.size() + 3) / 4 * 4);
  return header(0, delta).word(padded + 4).data(data, padded);
}

PageBuilder& PageBuilder::discarded(std::uint64_t delta, std::uint32_t data_size) {
  now_ += delta;
  return header(29, delta).word(data_size).data({}, data_size - 4);
}

PageBuilder& PageBuilder::time_extend(std::uint64_t delta) {
  now_ += delta;
  return header(30, delta & 0x7ffffff).word(static_cast<std::uint32_t>(delta >> 27));
}

PageBuilder& PageBuilder::time_stamp(std::uint64_t time) {
  now_ = time;
  return header(31, time & 0x7ffffff).word(static_cast<std::uint32_t>(time >> 27));
}

PageBuilder& PageBuilder::lost(std::uint64_t count) {
  lost_count_ = count;
  has_lost_count_ = true;
  return flag(std::uint64_t{3} << 30);
}

std::vector<std::byte> PageBuilder::finish() const {
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

PageBuilder& PageBuilder::data(std::span<const std::byte> bytes, std::size_t padded) {
  const auto at = page_.size();
  page_.resize(at + padded);
  if (!bytes.empty()) std::memcpy(page_.data() + at, bytes.data(), bytes.size());
  return *this;
}

PageBuilder& PageBuilder::raw(const void* bytes, std::size_t size) {
  const auto at = page_.size();
  page_.resize(at + size);
  std::memcpy(page_.data() + at, bytes, size);
  return *this;
}

}  // namespace folioscope::trace
