// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "sys/files.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

const PatchedFile* find(const Overlay& overlay, const std::string& path) {
  const auto found = std::ranges::find(overlay, path, &PatchedFile::path);
  return found == overlay.end() ? nullptr : &*found;
}

}  // namespace

Result<Overlay> read_overlay(const fs::path& directory) {
  Overlay overlay;
  if (directory.empty()) return overlay;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    if (!entry->is_regular_file()) continue;
    auto text = sys::read_file(entry->path());
    if (!text.ok()) return user_fault(text.fault().what);
    overlay.push_back(
        {entry->path().lexically_relative(directory).generic_string(), *std::move(text), false});
  }
  if (error)
    return user_fault(fmt::format("cannot read {}: {}", directory.string(), error.message()),
                      "it comes with folioscope; check the installation");
  std::ranges::sort(overlay, {}, &PatchedFile::path);
  return overlay;
}

std::string hash_of(const Overlay& overlay) {
  std::string hashes;
  for (const PatchedFile& file : overlay)
    hashes += sys::sha256(file.path) + sys::sha256(file.content.value_or("")) + "\n";
  return sys::sha256(hashes);
}

ReadOriginal with_overlay(const Overlay& overlay, ReadOriginal original) {
  return [&overlay, original = std::move(original)](
             const std::string& path) -> Result<std::optional<std::string>> {
    if (const PatchedFile* file = find(overlay, path)) return file->content;
    return original(path);
  };
}

Status check_overlay(const Overlay& overlay, const ReadOriginal& original) {
  for (const PatchedFile& file : overlay) {
    TRY(const std::optional<std::string> there, original(file.path));
    if (there)
      return user_fault(fmt::format("the base has a {} of its own, which the instrumentation would "
                                    "replace",
                                    file.path),
                        "take a base without instrumentation, or leave `instrumentation` out");
  }
  return {};
}

std::vector<PatchedFile> merge(const Overlay& overlay, std::vector<PatchedFile> patched) {
  std::set<std::string> known;
  for (const PatchedFile& file : patched) known.insert(file.path);
  for (const PatchedFile& file : overlay)
    if (!known.contains(file.path)) patched.push_back(file);
  return patched;
}

}  // namespace folioscope::kbuild
