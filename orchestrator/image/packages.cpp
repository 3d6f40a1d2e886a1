// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/packages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "image/elf.h"
#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;

bool is_program_place(const std::string& guest) {
  return guest.starts_with("usr/bin/") || guest.starts_with("usr/sbin/");
}

// "#!/usr/bin/env python3 -u" -> "python3"
std::string interpreter_of(std::string_view script) {
  std::string_view line = sys::trim(script.substr(2, script.find('\n') - 2));
  std::string name;
  for (const char* skip : {"env", ""}) {
    const std::string_view path = line.substr(0, line.find_first_of(" \t"));
    name = fs::path(path).filename().string();
    if (name != skip) return name;
    line = sys::trim(line.substr(path.size()));
  }
  return name;
}

class Guest {
 public:
  explicit Guest(const PackageRoot& from)
      : from_(from), libraries_({from.root}, kPackageLibraryDir, GuestFile::Source::Packages) {}

  Status add_all() {
    std::error_code error;
    top_ = fs::canonical(from_.root, error);
    for (const std::string& name : from_.asked) TRY_STATUS(add(name));
    if (files_.empty())
      return user_fault("the packages hold no files that a guest could use",
                        "name the package that has the program: some only depend on others");
    return {};
  }

  PackageFiles take() {
    PackageFiles result;
    for (auto& [guest, file] : files_) {
      std::error_code error;
      result.size.count += fs::file_size(file.host_path, error);
      result.files.push_back(std::move(file));
    }
    add_notes(result.notes);
    for (const TakenPackage& package : from_.packages)
      (package.asked ? result.versions : result.needed)
          .push_back(fmt::format("{} {}", package.name, package.version));
    result.id = from_.id;
    return result;
  }

 private:
  // The file that a path of the root leads to, and nothing outside the root.
  std::optional<fs::path> regular(const std::string& name) const {
    std::error_code error;
    const fs::path file = fs::canonical(in_root(from_.root, name), error);
    if (error || !fs::is_regular_file(file, error)) return std::nullopt;
    const auto end = std::mismatch(top_.begin(), top_.end(), file.begin(), file.end()).first;
    return end == top_.end() ? std::optional(file) : std::nullopt;
  }

  Status add(const std::string& name) {
    const auto file = regular(name);
    if (!file) {
      lost_links_.insert(name);
      return {};
    }
    TRY(const std::string bytes, sys::read_file(*file));
    if (bytes.starts_with("#!") && is_program_place(name)) scripts_[interpreter_of(bytes)] = name;
    if (linkage(bytes) == Linkage::NotElf) {
      std::error_code error;
      const bool runs =
          (fs::status(*file, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
      put({name, *file, runs ? 0755U : 0644U, {}, GuestFile::Source::Packages});
      return {};
    }
    auto all = libraries_.collect(*file, name, bytes);
    if (all.ok()) {
      for (GuestFile& one : *all) put(std::move(one));
    } else if (is_program_place(name)) {
      return std::move(all).fault();
    } else {
      put({name, *file, 0755, {}, GuestFile::Source::Packages});
      incomplete_.push_back(fmt::format("{}: {}", name, all.fault().what));
    }
    return {};
  }

  void put(GuestFile file) { files_.emplace(file.guest_path, std::move(file)); }

  void add_notes(std::vector<std::string>& notes) const {
    for (const std::string& line : incomplete_) notes.push_back(line);
    if (!lost_links_.empty())
      notes.push_back(fmt::format(
          "{} links that lead to no file of the packages are left out: {}{}", lost_links_.size(),
          *lost_links_.begin(), lost_links_.size() > 1 ? " ..." : ""));
    for (const auto& [interpreter, script] : scripts_)
      if (interpreter != "sh" && !files_.contains("usr/bin/" + interpreter))
        notes.push_back(
            fmt::format("scripts such as {} ask for {}, which does not come with them: "
                        "name its package too if you run them",
                        script, interpreter));
  }

  const PackageRoot& from_;
  LibraryCollector libraries_;
  fs::path top_;  // of from_.root, without links
  std::map<std::string, GuestFile> files_;
  std::set<std::string> lost_links_;
  std::vector<std::string> incomplete_;
  std::map<std::string, std::string> scripts_;  // interpreter -> one of them
};

}  // namespace

Result<PackageFiles> packages_for_guest(const PackageRequest& request,
                                        const PackageOptions& options) {
  TRY(const PackageRoot root, package_root(request, options));
  Guest guest(root);
  TRY_STATUS(guest.add_all());
  return guest.take();
}

}  // namespace folioscope::image
