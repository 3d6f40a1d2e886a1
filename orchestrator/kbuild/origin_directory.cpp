// SPDX-License-Identifier: GPL-3.0-or-later
// A directory as base: read, copied, never changed. Its identity is the list of its files with
// their sizes and times, as make sees a tree; what a build left in it is not part of the source
// (git says what that is when the directory is a work tree, else the names do). The list as last
// copied is kept in the notes, so that a later copy takes only what changed.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "kbuild/kernel_version.h"
#include "kbuild/origin.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

using Listing = std::map<std::string, std::string>;  // relative path -> size, time, mode

constexpr std::string_view kBuiltSuffixes[] = {
    ".o",       ".a",       ".ko",      ".cmd", ".d",  ".mod", ".mod.c", ".order",
    ".symvers", ".builtin", ".modinfo", ".dwo", ".su", ".rej", ".orig",  "~"};
constexpr std::string_view kBuiltNames[] = {".git",        ".config",
                                            ".config.old", ".version",
                                            "vmlinux",     "vmlinux.symvers",
                                            "System.map",  "Module.symvers",
                                            "bzImage",     "compile_commands.json"};
constexpr std::string_view kBuiltDirectories[] = {"include/config", "include/generated",
                                                  "arch/x86/include/generated"};

bool is_built(const fs::path& relative) {
  const std::string name = relative.filename();
  const std::string path = relative;
  return std::ranges::find(kBuiltNames, name) != std::end(kBuiltNames) ||
         std::ranges::find(kBuiltDirectories, path) != std::end(kBuiltDirectories) ||
         name.starts_with(".tmp_") ||
         std::ranges::any_of(kBuiltSuffixes, [&](auto suffix) { return name.ends_with(suffix); });
}

std::string describe(const struct stat& status) {
  return fmt::format("{} {}.{:09} {:o}", status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_mode);
}

void add(const fs::path& top, const std::string& relative, Listing& listing) {
  struct stat status {};
  if (lstat((top / relative).c_str(), &status) == 0 && !S_ISDIR(status.st_mode))
    listing.emplace(relative, describe(status));
}

Result<Listing> list_work_tree(const fs::path& top) {
  sys::Command command;
  command.argv = {"git", "-C",       top.string(), "ls-files",
                  "-z",  "--cached", "--others",   "--exclude-standard"};
  TRY(const sys::Exit exit, sys::run(command));
  if (!exit.ok())
    return user_fault(fmt::format("git cannot list {}: {}", top.string(), sys::trim(exit.err)));
  Listing listing;
  std::string_view names = exit.out;
  while (!names.empty()) {
    const std::size_t end = names.find('\0');
    add(top, std::string(names.substr(0, end)), listing);
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  }
  return listing;
}

Result<Listing> list_directory(const fs::path& top) {
  Listing listing;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(top, error); !error && it != fs::end(it);
       it.increment(error)) {
    const fs::path relative = it->path().lexically_relative(top);
    if (is_built(relative)) {
      it.disable_recursion_pending();
      continue;
    }
    add(top, relative.string(), listing);
  }
  if (error) return user_fault(fmt::format("cannot read {}: {}", top.string(), error.message()));
  return listing;
}

std::string to_text(const Listing& listing) {
  std::string text;
  for (const auto& [path, about] : listing) text += fmt::format("{}\t{}\n", about, path);
  return text;
}

Listing from_text(std::string_view text) {
  Listing listing;
  for (const std::string_view line : sys::split_lines(text))
    if (const std::size_t tab = line.find('\t'); tab != std::string_view::npos)
      listing.emplace(line.substr(tab + 1), line.substr(0, tab));
  return listing;
}

class Directory final : public Origin {
 public:
  Directory(fs::path top, Listing listing)
      : Origin("files " + sys::sha256(to_text(listing)), "directory " + top.string()),
        top_(std::move(top)),
        listing_(std::move(listing)) {}

  Status materialise(const fs::path& source, const fs::path& notes, const std::string& had,
                     std::stop_token stop) const override {
    if (had == identity()) return {};
    Listing copied;
    if (!had.empty()) {
      TRY(const std::string text, sys::read_file(notes / "listing"));
      copied = from_text(text);
    }
    for (const auto& [path, about] : copied)
      if (!listing_.contains(path)) TRY_STATUS(remove(source / path));
    for (const auto& [path, about] : listing_) {
      if (stop.stop_requested()) return host_fault("interrupted: copying " + top_.string());
      const auto old = copied.find(path);
      if (old == copied.end() || old->second != about) TRY_STATUS(copy(top_ / path, source / path));
    }
    return sys::write_file(notes / "listing", to_text(listing_));
  }

  Result<std::string> makefile(std::stop_token) const override {
    return sys::read_file(top_ / "Makefile");
  }

  std::optional<patches::ReadOriginal> reader() const override {
    return [this](const std::string& path) -> Result<std::optional<std::string>> {
      if (!listing_.contains(path)) return std::optional<std::string>();
      TRY(std::string text, sys::read_file(top_ / path));
      return std::optional(std::move(text));
    };
  }

 private:
  static Status remove(const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error)
      return host_fault(fmt::format("cannot remove {}: {}", path.string(), error.message()));
    return {};
  }

  // The copy is new to make: its time is the time of copying.
  static Status copy(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    fs::remove(to, error);
    fs::copy(from, to, fs::copy_options::copy_symlinks, error);
    if (!error) return {};
    return host_fault(
        fmt::format("cannot copy {} to {}: {}", from.string(), to.string(), error.message()),
        "a kernel's source takes 1.5 GiB: is there enough space?");
  }

  fs::path top_;
  Listing listing_;
};

}  // namespace

Result<std::unique_ptr<Origin>> open_directory(const fs::path& directory) {
  if (!fs::is_directory(directory))
    return user_fault(fmt::format("the source tree {} does not exist", directory.string()));
  if (!fs::exists(directory / "Makefile"))
    return user_fault(fmt::format("{} holds no kernel source: no Makefile", directory.string()));
  TRY_STATUS(check_architecture(directory));
  const fs::path top = fs::canonical(directory);
  TRY(Listing listing, fs::exists(top / ".git") ? list_work_tree(top) : list_directory(top));
  return std::unique_ptr<Origin>(std::make_unique<Directory>(top, std::move(listing)));
}

}  // namespace folioscope::kbuild
