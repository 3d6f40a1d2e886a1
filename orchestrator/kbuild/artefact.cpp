// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/artefact.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "kbuild/build_id.h"
#include "kbuild/code_hash.h"
#include "kbuild/flat_json.h"
#include "kbuild/functions.h"
#include "kbuild/object_code.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Status copy_to(const fs::path& from, const fs::path& to) {
  TRY(const std::string content, sys::read_file(from));
  return sys::write_file(to, content);
}

// Without the symbols, which are half of it and which System.map has.
Status strip_to(const fs::path& from, const fs::path& to) {
  sys::Command command;
  command.argv = {"strip", "-o", to.string(), from.string()};
  TRY(const sys::Exit exit, sys::run(command));
  if (exit.ok()) return {};
  return host_fault(fmt::format("cannot write {}: {}", to.string(), sys::trim(exit.err)));
}

// Another name where the hashes in it are made otherwise: those of before are not compared with.
constexpr const char* kFunctions = "functions-4";

Kernel kernel_in(const fs::path& directory, const std::string& hash) {
  Kernel kernel;
  kernel.hash = hash;
  kernel.image = directory / "vmlinux";
  kernel.config = directory / "config";
  kernel.system_map = directory / "System.map";
  kernel.functions = directory / kFunctions;
  return kernel;
}

// "DIFF\tTEXT", a line each. Which patch that diff came with is for whoever asks: the same stack
// may come another way next time.
std::string lines_of(const std::vector<patches::Note>& notes) {
  std::string lines;
  for (const patches::Note& note : notes)
    lines += fmt::format("{}{}\t{}", lines.empty() ? "" : "\n", note.diff, note.text);
  return lines;
}

Ingredients manifest(const Kernel& kernel, const Ingredients& ingredients) {
  Ingredients members = {{"hash", kernel.hash},
                         {"release", kernel.release},
                         {"code_hash", kernel.code_hash},
                         {"build_id", kernel.build_id}};
  if (!kernel.notes.empty()) members.emplace_back("stack_notes", lines_of(kernel.notes));
  if (!kernel.hooks.empty()) members.emplace_back("hooks", kernel.hooks);
  if (!kernel.missing_hooks.empty())
    members.emplace_back("missing_hooks", fmt::format("{}", fmt::join(kernel.missing_hooks, "\n")));
  members.insert(members.end(), ingredients.begin(), ingredients.end());
  return members;
}

// A line without a number was written by an older folioscope, and names its patch itself.
std::vector<patches::Note> notes_of(std::string_view lines) {
  std::vector<patches::Note> notes;
  for (const std::string_view line : sys::split_lines(lines)) {
    patches::Note note;
    const std::size_t tab = line.find('\t');
    const char* const end = line.data() + std::min(tab, line.size());
    const bool numbered =
        tab != line.npos && std::from_chars(line.data(), end, note.diff).ptr == end;
    note.text = numbered ? line.substr(tab + 1) : line;
    notes.push_back(std::move(note));
  }
  return notes;
}

// All of the kernel before it is linked. A kernel without is one of which it is not known what a
// patch changed.
Status list_functions(const fs::path& object, const fs::path& out) {
  const auto content = sys::read_file(object);
  if (!content.ok()) return {};
  TRY(const std::vector<Function> functions, functions_of(*content, object.string()));
  return sys::write_file(out, to_text(functions));
}

void say_what_went_in(const Kernel& about, Kernel& kernel) {
  kernel.notes = about.notes;
  kernel.hooks = about.hooks;
  kernel.missing_hooks = about.missing_hooks;
}

}  // namespace

std::string address(const Ingredients& ingredients) {
  return sys::sha256(write_flat_json(ingredients));
}

std::optional<Kernel> find_kernel(const fs::path& cache, const std::string& hash) {
  const fs::path directory = cache / "kernels" / hash;
  const auto text = sys::read_file(directory / "kernel.json");
  if (!text.ok()) return std::nullopt;
  const auto members = read_flat_json(*text);
  const auto release = members.find("release");
  const auto code = members.find("code_hash");
  const auto id = members.find("build_id");
  if (release == members.end() || code == members.end() || id == members.end()) return std::nullopt;
  Kernel kernel = kernel_in(directory, hash);
  kernel.release = release->second;
  kernel.code_hash = code->second;
  kernel.build_id = id->second;
  const auto text_of = [&](const char* name) {
    const auto member = members.find(name);
    return member == members.end() ? std::string() : member->second;
  };
  const std::string missing = text_of("missing_hooks");
  kernel.notes = notes_of(text_of("notes"));  // older folioscopes wrote this one
  patches::append(kernel.notes, notes_of(text_of("stack_notes")));
  for (const std::string_view group : sys::split_lines(missing))
    kernel.missing_hooks.emplace_back(group);
  kernel.hooks = text_of("hooks");
  kernel.reused = true;
  for (const fs::path& file : {kernel.image, kernel.config, kernel.system_map})
    if (!fs::exists(file)) return std::nullopt;
  return kernel;
}

std::optional<FunctionChanges> compare_code(const Kernel& before, const Kernel& after) {
  const auto old_text = sys::read_file(before.functions),
             new_text = sys::read_file(after.functions);
  if (!old_text.ok() || !new_text.ok()) return std::nullopt;
  return compare_functions(functions_from_text(*old_text), functions_from_text(*new_text));
}

Result<Kernel> store_kernel(const fs::path& cache, const std::string& hash,
                            const Ingredients& ingredients, const fs::path& source,
                            const fs::path& log, const Kernel& about) {
  const fs::path final_place = cache / "kernels" / hash;
  const fs::path place = cache / "kernels" / ("." + hash);  // only the tree's owner writes it
  std::error_code error;
  fs::remove_all(place, error);
  fs::create_directories(place, error);
  if (error)
    return host_fault(fmt::format("cannot create {}: {}", place.string(), error.message()));
  Kernel kernel = kernel_in(place, hash);
  say_what_went_in(about, kernel);
  TRY_STATUS(strip_to(source / "vmlinux", kernel.image));
  TRY_STATUS(copy_to(source / ".config", kernel.config));
  TRY_STATUS(copy_to(source / "System.map", kernel.system_map));
  TRY_STATUS(copy_to(log, place / "build.log"));
  TRY(const std::string release, sys::read_file(source / "include/config/kernel.release"));
  kernel.release = sys::trim(release);
  TRY(const std::string vmlinux, sys::read_file(source / "vmlinux"));
  TRY(kernel.code_hash, code_hash(vmlinux, (source / "vmlinux").string()));
  TRY_STATUS(list_functions(source / "vmlinux.o", kernel.functions));
  TRY(kernel.build_id, build_id_of_elf(vmlinux, (source / "vmlinux").string()));
  TRY_STATUS(
      sys::write_file(place / "kernel.json", write_flat_json(manifest(kernel, ingredients))));
  fs::remove_all(final_place, error);  // a damaged one: find_kernel() did not take it
  fs::rename(place, final_place, error);
  if (error)
    return host_fault(fmt::format("cannot create {}: {}", final_place.string(), error.message()));
  Kernel stored = kernel_in(final_place, hash);
  stored.release = kernel.release;
  stored.code_hash = kernel.code_hash;
  stored.build_id = kernel.build_id;
  say_what_went_in(about, stored);
  return stored;
}

}  // namespace folioscope::kbuild
