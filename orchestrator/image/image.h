// SPDX-License-Identifier: GPL-3.0-or-later
// The guest's initramfs: busybox, the agent, the workloads and our init, in one newc archive.
// Byte-reproducible: the same programs give the same bytes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "image/brought.h"

namespace folioscope::image {

struct Contents {
  std::filesystem::path busybox = "/bin/busybox";  // must be static
  std::filesystem::path init;                      // script, becomes /init
  std::filesystem::path agent;                     // becomes /bin/folioscope-agent
  std::vector<std::filesystem::path> workloads;    // become /workloads/NAME
  std::vector<GuestFile> brought;                  // what the experiment adds
  Bytes limit = mib(32);  // of the archive: a guest's memory holds it twice while it boots
};
// The contents under a guest directory (see sys::guest_dir()).
Result<Contents> find_contents(const std::filesystem::path& guest_dir);

struct Image {
  std::filesystem::path file;
  std::string sha256;
  Bytes size;
};
// Writes (or finds) CACHE/images/SHA.cpio. Faults: User (a program is missing or
// not static; two files for one place; larger than the limit).
Result<Image> build(const Contents& contents, const std::filesystem::path& cache);

}  // namespace folioscope::image
