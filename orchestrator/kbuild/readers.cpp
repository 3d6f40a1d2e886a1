// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/readers.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kbuild/tree_state.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Result<std::optional<std::string>> read_regular(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return std::optional<std::string>();
  TRY(std::string text, sys::read_file(path));
  return std::optional(std::move(text));
}

// What settles whether the names of a diff without prefixes are whole: see patches::apply().
void add_places(const std::string& path, std::set<std::string>& files) {
  if (path.empty()) return;
  files.insert(path);
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == path.npos ? "" : path.substr(0, slash + 1);
  for (const char* name : {"Makefile", "Kconfig", "Kbuild"}) files.insert(directory + name);
}

}  // namespace

std::optional<TreeReader> read_warm_tree(const fs::path& tree, const std::string& identity) {
  const fs::path file = tree / "lock";
  std::error_code error;
  const auto used = fs::last_write_time(file, error);
  if (error) return std::nullopt;
  auto lock = sys::FileLock::take(file);
  if (!lock.ok()) return std::nullopt;
  fs::last_write_time(file, used, error);  // the order in which trees go is that of their builds
  TreeState state = load_tree_state(tree / "state");
  if (state.base != identity) return std::nullopt;
  return TreeReader{
      *std::move(lock), [tree, touched = std::move(state.touched)](const std::string& path) {
        return read_regular((touched.contains(path) ? tree / "pristine" : tree / "source") / path);
      }};
}

std::optional<TreeReader> find_warm_tree(const fs::path& cache, const std::string& identity) {
  std::error_code error;
  for (fs::directory_iterator at(cache / "trees", error), end; !error && at != end;
       at.increment(error))
    if (load_tree_state(at->path() / "state").base == identity)
      if (auto reader = read_warm_tree(at->path(), identity)) return reader;
  return std::nullopt;
}

std::vector<std::string> files_read_by(const std::vector<patches::Diff>& stack) {
  std::set<std::string> files{"Makefile"};
  for (const patches::Diff& diff : stack)
    for (const patches::FileDiff& file : diff.files) {
      for (const std::string& path : {file.from, file.to})
        if (!path.empty()) files.insert(path);
      add_places(file.whole_from, files);
      add_places(file.whole_to, files);
    }
  return {files.begin(), files.end()};
}

Result<patches::ReadOriginal> unpack_files(const fs::path& tarball,
                                           const std::vector<std::string>& files,
                                           const fs::path& scratch, std::stop_token stop) {
  sys::Command command;
  command.argv = {"tar",
                  "--extract",
                  "--file=" + tarball.string(),
                  "--directory=" + scratch.string(),
                  "--strip-components=1",
                  "--no-same-owner",
                  "--wildcards",
                  "--no-wildcards-match-slash"};
  for (const std::string& file : files) command.argv.push_back("*/" + file);
  command.env = {{"LC_ALL", "C"}, {"XZ_OPT", "-T0"}};
  TRY(const sys::Exit exit, sys::run(command, stop));
  // A file that is not in it is an answer; tar says so, and that it ends unsuccessfully for it.
  const std::vector<std::string_view> said = sys::split_lines(exit.err);
  const auto other = std::ranges::find_if(said, [](std::string_view line) {
    return line.find(": Not found in archive") == line.npos &&
           line.find("due to previous errors") == line.npos;
  });
  if (!exit.ok() && (other != said.end() || said.empty()))
    return user_fault(fmt::format("cannot unpack {}: {}", tarball.string(),
                                  other == said.end() ? "tar ended" : *other));
  return patches::ReadOriginal(
      [scratch](const std::string& path) { return read_regular(scratch / path); });
}

}  // namespace folioscope::kbuild
