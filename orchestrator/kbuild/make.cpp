// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/make.h"

#include <fmt/format.h>

#include <algorithm>

#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

constexpr std::size_t kMaxErrors = 3;  // what follows the first few is mostly their consequence

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_error(std::string_view line) {
  return contains(line, " error: ") || contains(line, ": undefined reference to") ||
         contains(line, "fatal error") || contains(line, ": Error: ") ||
         contains(line, "multiple definition of") || contains(line, ": cannot find -l") ||
         line.starts_with("ERROR: ");
}

bool is_quotation(std::string_view line) {  // "   12 |   code" and "      |   ^~~"
  const std::size_t bar = line.find(" |");
  return bar != std::string_view::npos &&
         line.substr(0, bar).find_first_not_of(" 0123456789") == std::string_view::npos;
}

// Not every program that make runs names the reason when it cannot write.
bool disk_is_full(const MakeRequest& request, const sys::Exit& exit) {
  constexpr std::uintmax_t kNearlyNothing = std::uintmax_t{1} << 20;
  std::error_code error;
  const auto space = std::filesystem::space(request.source, error);
  return contains(exit.err, "No space left on device") ||
         contains(exit.out, "No space left on device") ||
         (!error && space.available < kNearlyNothing);
}

Fault failure(const MakeRequest& request, const sys::Exit& exit) {
  const std::string remedy = fmt::format("the whole log is {}", request.log.string());
  if (disk_is_full(request, exit))
    return host_fault(fmt::format("no space left to build in {}", request.source.string()),
                      "free some space, or set FOLIOSCOPE_CACHE");
  if (contains(exit.err, "Killed signal terminated program"))
    return host_fault("the compiler was killed: the host has too little memory for this many jobs",
                      remedy);
  const std::string why = error_lines(exit.err + exit.out);
  if (request.patched) return patch_fault("the patched kernel does not compile:\n" + why, remedy);
  return user_fault("the kernel does not compile, without any patch:\n" + why, remedy);
}

}  // namespace

sys::Command make_command(const std::filesystem::path& source,
                          const std::vector<std::string>& goals) {
  sys::Command command;
  command.argv = {"make"};
  command.argv.insert(command.argv.end(), goals.begin(), goals.end());
  command.cwd = source;
  command.env = {{"KBUILD_BUILD_TIMESTAMP", "Thu Jan  1 00:00:00 UTC 1970"},
                 {"KBUILD_BUILD_USER", "folioscope"},
                 {"KBUILD_BUILD_HOST", "folioscope"},
                 {"KBUILD_BUILD_VERSION", "1"},
                 {"LOCALVERSION", ""},  // set, so that no state of git is appended
                 {"ARCH", "x86"},
                 {"LC_ALL", "C"}};
  for (const char* name : {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "KBUILD_OUTPUT", "CROSS_COMPILE",
                           "KCFLAGS", "KAFLAGS", "KCPPFLAGS", "LLVM", "V", "W", "O"})
    command.env.emplace_back(name, "");
  return command;
}

Result<Made> make_kernel(const MakeRequest& request, std::stop_token stop) {
  Made made;
  sys::Command command =
      make_command(request.source, {fmt::format("-j{}", request.jobs), "vmlinux"});
  command.log = request.log;
  command.on_line = [&](std::string_view line) {
    const bool compiled = line.starts_with("  CC ");
    const bool links = line.starts_with("  LD      vmlinux");
    if (compiled) ++made.objects;
    if ((compiled || links) && request.on_object) request.on_object(made.objects, links);
  };
  TRY(const sys::Exit exit, sys::run(command, stop));
  if (!exit.ok()) return failure(request, exit);
  return made;
}

std::string error_lines(const std::string& output) {
  const std::vector<std::string_view> lines = sys::split_lines(output);
  std::string text;
  std::size_t errors = 0;
  for (std::size_t i = 0; i < lines.size() && errors < kMaxErrors; ++i) {
    if (!is_error(lines[i])) continue;
    ++errors;
    text += fmt::format("  {}\n", lines[i]);
    for (; i + 1 < lines.size() && is_quotation(lines[i + 1]); ++i)
      text += fmt::format("  {}\n", lines[i + 1]);
  }
  for (std::size_t i = 0; errors == 0 && i < lines.size(); ++i)
    if (contains(lines[i], "***")) text += fmt::format("  {}\n", lines[i]);
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace folioscope::kbuild
