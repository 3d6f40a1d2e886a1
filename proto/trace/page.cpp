// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/page.h"

#include <algorithm>

namespace folioscope::trace {
namespace {

constexpr std::uint32_t kTypeLenBits = 5;
constexpr std::uint32_t kTypeLenMask = (1u << kTypeLenBits) - 1;
constexpr std::uint32_t kPadding = 29;
constexpr std::uint32_t kTimeExtend = 30;
constexpr std::uint32_t kTimeStamp = 31;
// A time extend carries the bits above the 27 of the record header.
constexpr unsigned kDeltaBits = 27;
// An absolute stamp has 32 + 27 bits; the five above them stay as they were.
constexpr unsigned kStampBits = 59;
constexpr std::uint64_t kStampMask = (std::uint64_t{1} << kStampBits) - 1;

constexpr std::uint64_t kLost = std::uint64_t{1} << 31;
constexpr std::uint64_t kLostStored = std::uint64_t{1} << 30;
// The bits below the flags: the length. A sub-buffer never comes near this.
constexpr std::uint64_t kLengthMask = kLostStored - 1;

template <class T>
T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// A stamp that runs behind the time so far has wrapped its 59 bits.
std::uint64_t full_stamp(std::uint64_t stamp, std::uint64_t now) {
  std::uint64_t full = stamp | (now & ~kStampMask);
  if ((now & ~kStampMask) != 0 && full < now) full += kStampMask + 1;
  return full;
}

}  // namespace

const char* to_string(PageError error) {
  switch (error) {
    case PageError::None:
      return "none";
    case PageError::TooShort:
      return "shorter than its header";
    case PageError::CommitTooLarge:
      return "commit length beyond the page";
    case PageError::RecordTooLong:
      return "record crosses the commit length";
  }
  return "unknown";
}

PageCursor::PageCursor(const PageLayout& layout, std::span<const std::byte> page) : page_(page) {
  const std::size_t header = std::max<std::size_t>(
      {layout.data_offset, std::size_t{layout.commit_offset} + layout.commit_size, 8});
  if (page.size() < header) {
    error_ = PageError::TooShort;
    damaged_ = page.size();
    return;
  }
  start_ = time_ = load<std::uint64_t>(page.data());
  const std::byte* commit_at = page.data() + layout.commit_offset;
  const std::uint64_t commit =
      layout.commit_size == 4 ? load<std::uint32_t>(commit_at) : load<std::uint64_t>(commit_at);
  const std::uint64_t length = commit & kLengthMask;
  loss_.lost = (commit & kLost) != 0;
  pos_ = end_ = layout.data_offset;
  if (length > page.size() - layout.data_offset) {
    error_ = PageError::CommitTooLarge;
    damaged_ = page.size() - layout.data_offset;
    return;
  }
  end_ += length;
  // The count is a C long, so as wide as the commit word.
  if (loss_.lost && (commit & kLostStored) != 0 && page.size() - end_ >= layout.commit_size) {
    const std::byte* at = page.data() + end_;
    loss_.count = layout.commit_size == 4 ? load<std::uint32_t>(at) : load<std::uint64_t>(at);
  }
}

// Everything but a short data event.
PageCursor::Step PageCursor::long_form(std::uint32_t header, Record& record) {
  const std::uint32_t type_len = header & kTypeLenMask;
  const std::uint64_t delta = header >> kTypeLenBits;
  const std::size_t body = pos_ + 4;
  const std::size_t room = end_ - body;
  if (room < 4) return Step::Damage;
  const std::byte* const at = page_.data() + body;
  const auto word = load<std::uint32_t>(at);
  if (type_len == kTimeExtend || type_len == kTimeStamp) {
    const std::uint64_t high = std::uint64_t{word} << kDeltaBits;
    time_ = type_len == kTimeExtend ? time_ + high + delta : full_stamp(high | delta, time_);
    pos_ = body + 4;
    return Step::Skipped;
  }
  // Both long forms: `word` counts the bytes from itself on.
  if (word < 4 || word > room) return Step::Damage;
  const std::size_t length = (std::size_t{word} + 3) & ~std::size_t{3};
  if (length > room) return Step::Damage;
  time_ += delta;
  pos_ = body + length;
  if (type_len == kPadding) {
    ++discarded_;
    return Step::Skipped;
  }
  record.time = {time_};
  record.data = {at + 4, word - 4};
  return Step::Event;
}

bool PageCursor::next(Record& record) {
  const std::byte* const base = page_.data();
  // Records are multiples of 4 bytes, so a rest below 4 can only be damage.
  while (end_ - pos_ >= sizeof(std::uint32_t)) {
    const auto header = load<std::uint32_t>(base + pos_);
    const std::uint32_t type_len = header & kTypeLenMask;
    const std::uint64_t delta = header >> kTypeLenBits;
    const std::size_t body = pos_ + 4;
    const std::size_t room = end_ - body;

    if (type_len - 1u < kPadding - 1u) [[likely]] {
      const std::size_t length = type_len * std::size_t{4};
      if (length > room) break;
      time_ += delta;
      pos_ = body + length;
      record.time = {time_};
      record.data = {base + body, length};
      return true;
    }
    if (type_len == kPadding && delta == 0) {
      pos_ = end_;
      return false;
    }
    const Step step = long_form(header, record);
    if (step == Step::Event) return true;
    if (step == Step::Damage) break;
  }
  if (pos_ < end_) {
    error_ = PageError::RecordTooLong;
    damaged_ = end_ - pos_;
    pos_ = end_;
  }
  return false;
}

std::span<const std::byte> read_bytes(const Field& field, std::span<const std::byte> record) {
  std::size_t offset = field.offset;
  std::size_t size = field.size;
  const bool data_loc = field.type.starts_with("__data_loc ");
  const bool rel_loc = field.type.starts_with("__rel_loc ");
  if (data_loc || rel_loc) {
    if (record.size() < offset + 4) return {};
    const auto location = load<std::uint32_t>(record.data() + offset);
    offset = (location & 0xffff) + (rel_loc ? offset + 4 : 0);
    size = location >> 16;
  }
  if (offset > record.size()) return {};
  return record.subspan(offset, std::min(size, record.size() - offset));
}

std::optional<std::string_view> read_string(const Field& field, std::span<const std::byte> record) {
  std::size_t offset = field.offset;
  std::size_t size = field.size;
  if (field.kind == Field::Kind::DynamicString || field.kind == Field::Kind::RelString) {
    if (record.size() < offset + 4) return std::nullopt;
    const auto location = load<std::uint32_t>(record.data() + offset);
    offset = (location & 0xffff) + (field.kind == Field::Kind::RelString ? offset + 4 : 0);
    size = location >> 16;
  }
  if (offset > record.size()) return std::nullopt;
  size = std::min(size, record.size() - offset);
  const std::string_view text(reinterpret_cast<const char*>(record.data() + offset), size);
  return text.substr(0, text.find('\0'));
}

}  // namespace folioscope::trace
