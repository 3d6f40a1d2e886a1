// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/brought.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "sys/files.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;

// As the loaders of Debian, Fedora and Arch have them built in.
constexpr const char* kDirectories[] = {
    "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "lib", "usr/lib"};
constexpr std::size_t kMostLibraries = 1024;
// The host's loader, where another one has its place: short, as it has to fit where the first
// stood.
constexpr const char* kMovedLoader = "lib/brought/ld.so";

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

// What is collected of one program.
struct LibraryCollector::Found {
  std::vector<GuestFile> files;
  std::set<std::string> names;
  std::deque<fs::path> open;  // libraries whose own are not added yet
};

Result<std::vector<GuestFile>> LibraryCollector::collect(const fs::path& program,
                                                         const std::string& guest_path,
                                                         std::string_view bytes) {
  Found found;
  const DynamicNeeds needs = dynamic_needs(bytes);
  found.files.push_back({guest_path, program, 0755, {}, source_});
  TRY_STATUS(add_loader(needs.interpreter, program, found));
  TRY_STATUS(add_libraries(needs, program, found));
  while (!found.open.empty()) {
    const fs::path library = std::move(found.open.front());
    found.open.pop_front();
    TRY(const DynamicNeeds* const more, needs_of(library));
    TRY_STATUS(add_loader(more->interpreter, library, found));
    TRY_STATUS(add_libraries(*more, library, found));
  }
  return std::move(found.files);
}

Result<const DynamicNeeds*> LibraryCollector::needs_of(const fs::path& library) {
  auto known = known_.find(library);
  if (known == known_.end()) {
    TRY(const std::string bytes, sys::read_file(library));
    known = known_.emplace(library, dynamic_needs(bytes)).first;
  }
  return &known->second;
}

Status LibraryCollector::add_loader(const std::string& interpreter, const fs::path& program,
                                    Found& found) const {
  if (interpreter.empty()) return {};
  for (const fs::path& root : roots_)
    if (const fs::path file = in_root(root, interpreter); is_file(file)) {
      const std::string guest = fs::path(interpreter).relative_path().lexically_normal().string();
      if (found.files.front().host_path == program) found.files.front().loader = guest;
      if (found.names.insert(guest).second) found.files.push_back({guest, file, 0755, {}, source_});
      return {};
    }
  return user_fault(
      fmt::format("{} asks for the loader {}, which is not here", program.string(), interpreter),
      "link it statically, or build it for this distribution");
}

Status LibraryCollector::add_libraries(const DynamicNeeds& needs, const fs::path& by,
                                       Found& found) const {
  for (const std::string& name : needs.needed) {
    if (found.names.size() > kMostLibraries)
      return user_fault(
          fmt::format("{} needs more than {} libraries", by.string(), kMostLibraries));
    if (!found.names.insert(name).second) continue;
    const fs::path file = find(name, needs, by.parent_path());
    if (file.empty())
      return user_fault(
          fmt::format("the library {}, which {} is linked with, is not found", name, by.string()),
          "install its package, name it under `packages:`, or link statically");
    found.files.push_back({fmt::format("{}/{}", library_dir_, fs::path(name).filename().string()),
                           file,
                           0755,
                           {},
                           source_});
    found.open.push_back(file);
  }
  return {};
}

fs::path LibraryCollector::find(const std::string& name, const DynamicNeeds& needs,
                                const fs::path& origin) const {
  for (const std::string& directory : needs.search)
    if (fs::path file = searched(directory, name, origin); is_file(file)) return file;
  for (const fs::path& root : roots_)
    for (const char* directory : kDirectories)
      if (fs::path file = in_root(root, fs::path(directory) / name); is_file(file)) return file;
  return {};
}

// A file's own directory is one of this machine; any other is one of the roots'.
fs::path LibraryCollector::searched(const std::string& directory, const std::string& name,
                                    const fs::path& origin) const {
  if (fs::path own = with_origin(directory, origin); own != directory) return own / name;
  for (const fs::path& root : roots_)
    if (fs::path file = in_root(root, fs::path(directory) / name); is_file(file)) return file;
  return {};
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
  return LibraryCollector(roots, kLibraryDir, GuestFile::Source::Host)
      .collect(program, guest_path, bytes);
}

Result<std::string> bytes_of(const GuestFile& file) {
  if (file.host_path.empty()) return file.content;
  TRY(std::string bytes, sys::read_file(file.host_path));
  if (file.interpreter.empty()) return bytes;
  if (auto changed = with_interpreter(std::move(bytes), file.interpreter))
    return *std::move(changed);
  return user_fault(
      fmt::format("{} asks for its loader by a name too short to be replaced by {}",
                  file.host_path.string(), file.interpreter),
      "link it statically, or take packages of this machine's own suite: their loader is the same");
}

Status keep_apart(std::vector<GuestFile>& files) {
  using Source = GuestFile::Source;
  std::set<std::string> moved;
  for (const GuestFile& program : files) {
    if (program.source != Source::Host || program.loader.empty()) continue;
    const auto loader_of = [&](Source source) {
      return std::ranges::find_if(files, [&](const GuestFile& file) {
        return file.source == source && file.guest_path == program.loader;
      });
    };
    const auto own = loader_of(Source::Host), other = loader_of(Source::Packages);
    if (own == files.end() || other == files.end()) continue;
    TRY(const std::string ours, bytes_of(*own));
    TRY(const std::string theirs, bytes_of(*other));
    if (ours != theirs) moved.insert(program.loader);
  }
  for (GuestFile& file : files) {
    if (file.source != Source::Host) continue;
    if (moved.contains(file.guest_path)) file.guest_path = kMovedLoader;
    if (moved.contains(file.loader)) file.interpreter = fmt::format("/{}", kMovedLoader);
  }
  return {};
}

}  // namespace folioscope::image
