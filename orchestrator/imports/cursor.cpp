// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/cursor.h"

#include <fmt/format.h>

#include <algorithm>

namespace folioscope::imports {
namespace {

// Read at once: some formats of events, or one that is larger.
constexpr std::uint64_t kReadAhead = 64 << 10;

}  // namespace

Result<std::span<const std::byte>> Cursor::take(std::size_t size) {
  if (buffer_.size() - at_ < size) {
    const std::uint64_t place = this->place(), rest = file_.size() - std::min(place, file_.size());
    if (place_ >= file_.size() || rest < size)
      return file_.damaged(fmt::format("it ends where {} bytes more should be", size));
    TRY(buffer_, file_.read(place, std::min(rest, std::max<std::uint64_t>(size, kReadAhead))));
    place_ = place + buffer_.size();
    at_ = 0;
  }
  const auto taken = std::span<const std::byte>(buffer_).subspan(at_, size);
  at_ += size;
  return taken;
}

Result<std::string> Cursor::text(std::uint64_t size, std::uint64_t most) {
  if (size > most)
    return file_.damaged(fmt::format("a text of {} bytes, where {} are the most", size, most));
  TRY(const auto bytes, take(size));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<std::string> Cursor::c_string(std::size_t most) {
  std::string text;
  while (true) {
    TRY(const auto byte, take(1));
    if (byte[0] == std::byte{0}) return text;
    if (text.size() == most)
      return file_.damaged(fmt::format("a name of more than {} bytes", most));
    text.push_back(static_cast<char>(byte[0]));
  }
}

Status Cursor::expect(std::string_view bytes) {
  TRY(const auto found, take(bytes.size()));
  if (std::memcmp(found.data(), bytes.data(), bytes.size()) == 0) return {};
  return file_.damaged(
      fmt::format("no \"{}\" where it should be", bytes.substr(0, bytes.find('\0'))));
}

Status Cursor::skip(std::uint64_t size) {
  const std::uint64_t there = buffer_.size() - at_;
  if (size <= there) {
    at_ += size;
    return {};
  }
  if (size - there > file_.size() - std::min(place_, file_.size()))
    return file_.damaged(fmt::format("it ends where {} bytes more should be", size));
  place_ += size - there;
  buffer_.clear();
  at_ = 0;
  return {};
}

}  // namespace folioscope::imports
