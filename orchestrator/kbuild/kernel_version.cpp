// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kernel_version.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "6" of "NAME = 6"
std::optional<std::string_view> text_assigned(std::string_view line, std::string_view name) {
  if (!line.starts_with(name)) return std::nullopt;
  line = sys::trim(line.substr(name.size()));
  if (!line.starts_with('=')) return std::nullopt;
  return sys::trim(line.substr(1));
}
std::optional<int> assigned(std::string_view line, std::string_view name) {
  const auto text = text_assigned(line, name);
  return text ? number(*text) : std::nullopt;
}

Result<KernelVersion> remembered_version(const Origin& origin, const fs::path& cache,
                                         std::stop_token stop) {
  const fs::path memory = cache / "hashes" / sys::sha256("version of " + origin.identity());
  if (const auto known = sys::read_file(memory); known.ok())
    if (auto version = parse_version(*known); version.ok()) return version;
  TRY(const std::string makefile, origin.makefile(stop));
  TRY(const KernelVersion version, version_in_makefile(makefile));
  std::error_code ignored;  // a cache that cannot be written costs time here, nothing else
  fs::create_directories(memory.parent_path(), ignored);
  (void)sys::write_file(memory, version.text());
  return version;
}

}  // namespace

std::string KernelVersion::text() const { return fmt::format("{}.{}", version, patchlevel); }

Result<KernelVersion> parse_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot != std::string_view::npos) {
    const auto version = number(text.substr(0, dot));
    const auto patchlevel = number(text.substr(dot + 1));
    if (version && patchlevel) return KernelVersion{*version, *patchlevel};
  }
  return user_fault(fmt::format("`{}` is no kernel version", text), "such as 6.12");
}

Result<KernelVersion> version_in_makefile(std::string_view makefile) {
  std::optional<int> version, patchlevel;
  for (const std::string_view line : sys::split_lines(makefile)) {
    if (const auto value = assigned(line, "VERSION"); value && !version) version = value;
    if (const auto value = assigned(line, "PATCHLEVEL"); value && !patchlevel) patchlevel = value;
    if (version && patchlevel) return KernelVersion{*version, *patchlevel};
  }
  return user_fault("no kernel source: its Makefile names no VERSION and PATCHLEVEL");
}

std::string release_in_makefile(std::string_view makefile) {
  const auto version = version_in_makefile(makefile);
  if (!version.ok()) return {};
  std::string release = version->text();
  bool sub = false, extra = false;
  for (const std::string_view line : sys::split_lines(makefile)) {
    if (const auto text = text_assigned(line, "SUBLEVEL"); text && !std::exchange(sub, true))
      release += fmt::format(".{}", *text);
    if (const auto text = text_assigned(line, "EXTRAVERSION"); text && !std::exchange(extra, true))
      release += *text;
    if (sub && extra) break;
  }
  return release;
}

Result<KernelVersion> version_of(const Origin& origin, const fs::path& cache,
                                 std::stop_token stop) {
  TRY(const KernelVersion version, remembered_version(origin, cache, stop));
  if (version < kOldestKernel)
    return user_fault(fmt::format("the base is Linux {}; kernels before {} are not built: no older "
                                  "series is maintained, and compilers of today refuse them",
                                  version.text(), kOldestKernel.text()),
                      "take a base of 5.10 or newer");
  return version;
}

Status check_architecture(const fs::path& tree) {
  std::error_code error;
  if (fs::is_directory(tree / "arch/x86", error)) return {};
  return user_fault(
      fmt::format("{} has no arch/x86: it is a tree of another architecture", tree.string()),
      "guests are x86-64 machines; take a whole kernel source");
}

}  // namespace folioscope::kbuild
