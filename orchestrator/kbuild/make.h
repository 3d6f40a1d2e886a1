// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the kernel's make so that the same source gives the same bytes, and tells how far it is.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "sys/process.h"

namespace folioscope::kbuild {

// `make -C source goals` with everything fixed that the result could depend on besides the source:
// time stamp, user, host, version number, language, and the caller's own make and kernel variables.
sys::Command make_command(const std::filesystem::path& source,
                          const std::vector<std::string>& goals);

struct Made {
  int objects = 0;  // C files compiled
};
struct MakeRequest {
  std::filesystem::path source;
  int jobs = 1;
  std::filesystem::path log;  // appended to
  bool patched = false;       // a failure is the patch's fault, not the base's
  std::function<void(int objects, bool linking)> on_object;
};
// Builds vmlinux: QEMU enters it as it is (PVH), so that nothing packs it here and nothing unpacks
// it there. Faults: Patch or User (does not compile: the lines that matter and the log),
// Host (disk full, killed compiler, interrupted).
Result<Made> make_kernel(const MakeRequest& request, std::stop_token stop);

// The lines of a failed build that say why: the first compiler or linker errors, each with the
// source line shown below it; without any, the last lines of make's own message.
std::string error_lines(const std::string& output);

}  // namespace folioscope::kbuild
