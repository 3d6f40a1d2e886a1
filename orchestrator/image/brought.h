// SPDX-License-Identifier: GPL-3.0-or-later
// What an experiment brings into its guests beside the product's own programs: files, and programs
// with the libraries that they are linked with. There is no distribution inside; a library goes to
// kLibraryDir, which the guest's loader is told of (LD_LIBRARY_PATH), the loader itself to where
// its programs look for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace folioscope::image {

inline constexpr char kLibraryDir[] = "lib/brought";

struct GuestFile {
  std::string guest_path;           // relative to the root, no "..", no leading slash
  std::filesystem::path host_path;  // a regular file; symbolic links are followed. Empty: `content`
  std::uint32_t permissions = 0644;
  std::string content = {};

  bool operator==(const GuestFile&) const = default;
};

// Where libraries are looked for, in this order: a directory that packages were unpacked into and
// that stands for "/", or "/" itself.
using Roots = std::vector<std::filesystem::path>;

// Where a path of a root leads when it is a link: absolute ones lead into that root (libm.so.6 ->
// /lib/x86_64-linux-gnu/libm-2.36.so). What is there is not looked at.
std::filesystem::path in_root(const std::filesystem::path& root,
                              const std::filesystem::path& place);

// `program` as guest_path, and what it needs of `roots`, libraries of libraries included; the
// program alone when it is static or a script. Nothing is run: the files are read as the loader
// would. Faults (User): it is missing, or for another machine; a library that is not found is
// named, and who asked for it.
Result<std::vector<GuestFile>> with_libraries(const std::filesystem::path& program,
                                              const std::string& guest_path, const Roots& roots);

}  // namespace folioscope::image
