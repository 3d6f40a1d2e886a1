// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/cpio.h"

#include <sys/stat.h>

#include <cassert>
#include <limits>

#include <fmt/format.h>

namespace folioscope::image {
namespace {

constexpr std::string_view kMagic = "070701";        // newc without checksums
constexpr std::string_view kTrailer = "TRAILER!!!";  // the name that ends an archive
constexpr std::size_t kFieldAlignment = 4;           // of the name's end and of the content's end
constexpr std::size_t kArchiveAlignment = 512;       // cpio's block: other readers expect it

}  // namespace

void CpioWriter::directory(std::string_view path, std::uint32_t permissions) {
  entry(path, S_IFDIR | permissions, 2, {}, {});
}

void CpioWriter::file(std::string_view path, std::uint32_t permissions, std::string_view content) {
  entry(path, S_IFREG | permissions, 1, {}, content);
}

void CpioWriter::character_device(std::string_view path, std::uint32_t permissions,
                                  std::uint32_t major, std::uint32_t minor) {
  entry(path, S_IFCHR | permissions, 1, {major, minor}, {});
}

std::string CpioWriter::finish() && {
  next_inode_ = 0;
  entry(kTrailer, 0, 1, {}, {});
  pad_to(kArchiveAlignment);
  return std::move(archive_);
}

void CpioWriter::entry(std::string_view path, std::uint32_t mode, std::uint32_t links,
                       Device device, std::string_view content) {
  assert(content.size() <= std::numeric_limits<std::uint32_t>::max());
  // Thirteen fields of eight hex digits: ino mode uid gid nlink mtime filesize devmajor devminor
  // rdevmajor rdevminor namesize check; the name's size counts its terminating zero.
  fmt::format_to(std::back_inserter(archive_),
                 "{}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}{:08X}",
                 kMagic, next_inode_++, mode, 0, 0, links, 0, content.size(), 0, 0, device.major,
                 device.minor, path.size() + 1, 0);
  archive_ += path;
  archive_ += '\0';
  pad_to(kFieldAlignment);
  archive_ += content;
  pad_to(kFieldAlignment);
}

void CpioWriter::pad_to(std::size_t alignment) {
  archive_.resize((archive_.size() + alignment - 1) / alignment * alignment, '\0');
}

}  // namespace folioscope::image
