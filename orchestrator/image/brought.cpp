// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/brought.h"

#include <fmt/format.h>

#include <deque>
#include <set>
#include <system_error>

#include "image/elf.h"
#include "sys/files.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;

// As the loaders of Debian, Fedora and Arch have them built in.
constexpr const char* kDirectories[] = {
    "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "lib", "usr/lib"};
constexpr std::size_t kMostLibraries = 1024;

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// "$ORIGIN/../lib" of a file in `directory`.
fs::path with_origin(std::string text, const fs::path& directory) {
  for (const std::string_view origin : {"${ORIGIN}", "$ORIGIN"})
    if (const std::size_t at = text.find(origin); at != text.npos)
      text.replace(at, origin.size(), directory.string());
  return text;
}

class Collector {
 public:
  explicit Collector(const Roots& roots) : roots_(roots) {}

  Status add(const fs::path& host, const std::string& guest) {
    files_.push_back({guest, host, 0755});
    open_.push_back(host);
    while (!open_.empty()) {
      const fs::path file = std::move(open_.front());
      open_.pop_front();
      TRY_STATUS(read(file));
    }
    return {};
  }
  std::vector<GuestFile> take() { return std::move(files_); }

 private:
  Status read(const fs::path& file) {
    TRY(const std::string bytes, sys::read_file(file));
    const DynamicNeeds needs = dynamic_needs(bytes);
    if (!needs.interpreter.empty()) TRY_STATUS(add_loader(needs.interpreter, file));
    for (const std::string& name : needs.needed) TRY_STATUS(add_library(name, needs, file));
    return {};
  }

  Status add_loader(const std::string& interpreter, const fs::path& program) {
    for (const fs::path& root : roots_)
      if (const fs::path found = in_root(root, interpreter); is_file(found)) {
        const std::string guest = fs::path(interpreter).relative_path().lexically_normal().string();
        if (known_.insert(guest).second) files_.push_back({guest, found, 0755});
        return {};
      }
    return user_fault(
        fmt::format("{} asks for the loader {}, which is not here", program.string(), interpreter),
        "link it statically, or build it for this distribution");
  }

  Status add_library(const std::string& name, const DynamicNeeds& needs, const fs::path& by) {
    if (known_.size() > kMostLibraries)
      return user_fault(
          fmt::format("{} needs more than {} libraries", by.string(), kMostLibraries));
    if (!known_.insert(name).second) return {};
    const auto found = find(name, needs, by.parent_path());
    if (found.empty())
      return user_fault(
          fmt::format("the library {}, which {} is linked with, is not found", name, by.string()),
          "install its package, name it under `packages:`, or link statically");
    files_.push_back(
        {fmt::format("{}/{}", kLibraryDir, fs::path(name).filename().string()), found, 0755});
    open_.push_back(found);
    return {};
  }

  fs::path find(const std::string& name, const DynamicNeeds& needs, const fs::path& origin) const {
    for (const std::string& directory : needs.search)
      if (fs::path file = searched(directory, name, origin); is_file(file)) return file;
    for (const fs::path& root : roots_)
      for (const char* directory : kDirectories)
        if (fs::path file = in_root(root, fs::path(directory) / name); is_file(file)) return file;
    return {};
  }

  // A file's own directory is one of this machine; any other is one of the roots'.
  fs::path searched(const std::string& directory, const std::string& name,
                    const fs::path& origin) const {
    if (fs::path own = with_origin(directory, origin); own != directory) return own / name;
    for (const fs::path& root : roots_)
      if (fs::path file = in_root(root, fs::path(directory) / name); is_file(file)) return file;
    return {};
  }

  const Roots& roots_;
  std::vector<GuestFile> files_;
  std::set<std::string> known_;
  std::deque<fs::path> open_;
};

}  // namespace

fs::path in_root(const fs::path& root, const fs::path& place) {
  fs::path path = root / place.relative_path();
  std::error_code error;
  for (int links = 0; links < 8 && fs::is_symlink(path, error); ++links) {
    const fs::path to = fs::read_symlink(path, error);
    path = to.is_absolute() ? root / to.relative_path() : path.parent_path() / to;
  }
  return path;
}

Result<std::vector<GuestFile>> with_libraries(const fs::path& program,
                                              const std::string& guest_path, const Roots& roots) {
  if (!is_file(program))
    return user_fault(fmt::format("the program {} is missing", program.string()),
                      "its path is taken from the directory of the experiment's file");
  TRY(const std::string bytes, sys::read_file(program));
  if (const std::string machine = foreign_machine(bytes); !machine.empty())
    return user_fault(
        fmt::format("{} is a program for {}; guests are x86-64", program.string(), machine),
        "build it for x86-64");
  if (linkage(bytes) == Linkage::NotElf && !bytes.starts_with("#!"))
    return user_fault(fmt::format("{} is neither an x86-64 program nor a script", program.string()),
                      "a script begins with its interpreter, such as #!/bin/sh");
  Collector collector(roots);
  TRY_STATUS(collector.add(program, guest_path));
  return collector.take();
}

}  // namespace folioscope::image
