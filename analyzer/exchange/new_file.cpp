// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/new_file.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace folioscope::exchange {
namespace {

static_assert(std::endian::native == std::endian::little);

Fault cannot_write(const std::filesystem::path& file) {
  return host_fault(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)),
                    "make room, or name another place with --out");
}

}  // namespace

NewFile::NewFile(std::filesystem::path file, std::FILE* opened)
    : file_name_(std::move(file)), part_(file_name_.string() + ".part"), file_(opened) {}

Result<NewFile> NewFile::create(const std::filesystem::path& file) {
  std::FILE* opened = std::fopen((file.string() + ".part").c_str(), "wb");
  if (opened == nullptr) return cannot_write(file);
  return NewFile(file, opened);
}

NewFile::~NewFile() {
  if (!file_) return;
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void NewFile::write(std::span<const std::byte> bytes) {
  size_ += static_cast<std::int64_t>(std::fwrite(bytes.data(), 1, bytes.size(), file_.get()));
}

void NewFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text.data(), text.size())));
}

void NewFile::align(std::int64_t multiple) {
  static constexpr std::array<std::byte, 4096> kZeros{};
  for (std::int64_t left = (multiple - size_ % multiple) % multiple; left > 0 && !failed();) {
    const auto part = std::min<std::int64_t>(left, kZeros.size());
    write(std::span(kZeros).first(static_cast<std::size_t>(part)));
    left -= part;
  }
}

void NewFile::number_at(std::int64_t offset, std::uint64_t value) {
  if (std::fseek(file_.get(), offset, SEEK_SET) != 0) return;
  std::fwrite(&value, sizeof value, 1, file_.get());
  std::fseek(file_.get(), 0, SEEK_END);
}

Status NewFile::finish() {
  const bool failed = std::ferror(file_.get()) != 0 || std::fflush(file_.get()) != 0;
  if (failed) return cannot_write(file_name_);
  file_.reset();
  std::error_code error;
  std::filesystem::rename(part_, file_name_, error);
  if (!error) return {};
  errno = error.value();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
  return cannot_write(file_name_);
}

}  // namespace folioscope::exchange
