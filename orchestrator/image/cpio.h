// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the "newc" archive that the kernel unpacks as its initramfs. Pure: entries in, bytes out.
// Everything that could differ between two hosts is fixed: owner 0:0, time 0, one link per file,
// inodes numbered by position. Format: Documentation/driver-api/early-userspace/buffer-format.rst.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace folioscope::image {

class CpioWriter {
 public:
  // Paths are relative to the root of the guest, without a leading slash; a directory comes before
  // what it contains. `permissions` are the low twelve bits of the mode.
  void directory(std::string_view path, std::uint32_t permissions);
  void file(std::string_view path, std::uint32_t permissions, std::string_view content);
  void character_device(std::string_view path, std::uint32_t permissions, std::uint32_t major,
                        std::uint32_t minor);
  // Appends the trailer and gives the archive away; the writer is spent.
  std::string finish() &&;

 private:
  struct Device {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
  };
  void entry(std::string_view path, std::uint32_t mode, std::uint32_t links, Device device,
             std::string_view content);
  void pad_to(std::size_t alignment);

  std::string archive_;
  std::uint32_t next_inode_ = 1;
};

}  // namespace folioscope::image
