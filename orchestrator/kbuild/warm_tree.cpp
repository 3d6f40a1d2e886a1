// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/warm_tree.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Status make_directories(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return host_fault(fmt::format("cannot create {}: {}", path.string(), error.message()));
  return {};
}

Status remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return host_fault(fmt::format("cannot remove {}: {}", path.string(), error.message()));
  return {};
}

Status set_mode(const fs::path& path, fs::perms mode) {
  std::error_code error;
  fs::permissions(path, mode, error);
  if (error) return host_fault(fmt::format("cannot change {}: {}", path.string(), error.message()));
  return {};
}

bool is_executable(const fs::path& path) {
  std::error_code ignored;  // a file that is not there is not executable
  return (fs::status(path, ignored).permissions() & fs::perms::owner_exec) != fs::perms::none &&
         fs::exists(path, ignored);
}

Result<std::optional<std::string>> read_if_there(const fs::path& path) {
  if (!fs::exists(path)) return std::optional<std::string>();
  TRY(std::string content, sys::read_file(path));
  return std::optional<std::string>(std::move(content));
}

}  // namespace

WarmTree::WarmTree(fs::path directory, sys::FileLock lock)
    : directory_(std::move(directory)),
      lock_(std::move(lock)),
      state_(load_tree_state(directory_ / "state")) {}

Result<WarmTree> WarmTree::open(const fs::path& directory, std::stop_token stop,
                                const std::function<void()>& on_busy) {
  TRY_STATUS(make_directories(directory));
  TRY(sys::FileLock lock, sys::FileLock::wait(directory / "lock", std::move(stop), on_busy));
  WarmTree tree(directory, std::move(lock));
  if (tree.state_.base.empty()) TRY_STATUS(tree.start_over());
  if (tree.state_.making) remove_unfinished_targets(tree.source());
  return tree;
}

Status WarmTree::save() const { return sys::write_file(directory_ / "state", to_text(state_)); }

Status WarmTree::start_over() {
  state_ = {};
  TRY_STATUS(save());
  for (const char* part : {"source", "pristine", "notes"})
    TRY_STATUS(remove_tree(directory_ / part));
  return make_directories(directory_ / "notes");
}

Status WarmTree::set_base(const Origin& origin, std::stop_token stop) {
  if (state_.base == origin.identity()) return {};
  TRY_STATUS(restore_all());
  TRY_STATUS(remove_tree(directory_ / "pristine"));  // of the old base
  const TreeState before = state_;
  state_.base.clear();
  state_.config.clear();
  TRY_STATUS(save());
  TRY_STATUS(origin.materialise(source(), directory_ / "notes", before.base, stop));
  state_.base = origin.identity();
  return save();
}

Result<std::optional<std::string>> WarmTree::original(const std::string& path) const {
  const bool touched = state_.touched.contains(path);
  return read_if_there((touched ? directory_ / "pristine" : source()) / path);
}

bool WarmTree::was_executable(const std::string& path) const {
  return is_executable((state_.touched.contains(path) ? directory_ / "pristine" : source()) / path);
}

Status WarmTree::write_source(const PatchedFile& file) const {
  const fs::path path = source() / file.path;
  TRY(const auto current, read_if_there(path));
  if (current == file.content) return {};
  std::error_code error;
  if (!file.content) {
    fs::remove(path, error);
    if (error)
      return host_fault(fmt::format("cannot remove {}: {}", path.string(), error.message()));
    return {};
  }
  TRY_STATUS(make_directories(path.parent_path()));
  const bool executable =
      file.executable || (!file.mode_of.empty() && was_executable(file.mode_of));
  const auto new_mode = fs::perms{executable ? 0755U : 0644U};
  const fs::perms mode = current ? fs::status(path).permissions() : new_mode;
  TRY_STATUS(sys::write_file(path, *file.content));
  return set_mode(path, mode);
}

// The copies of the originals come first, then the list of what may be touched, then the files: a
// crash between any two leaves a tree that restore_all() understands.
Status WarmTree::set_patched(const std::vector<PatchedFile>& files) {
  std::set<std::string> wanted;
  TreeState next = state_;
  for (const PatchedFile& file : files) {
    wanted.insert(file.path);
    if (!next.touched.insert(file.path).second) continue;
    TRY(const auto content, read_if_there(source() / file.path));
    if (!content) continue;
    const fs::path copy = directory_ / "pristine" / file.path;
    TRY_STATUS(make_directories(copy.parent_path()));
    TRY_STATUS(sys::write_file(copy, *content));
    TRY_STATUS(set_mode(copy, fs::status(source() / file.path).permissions()));
  }
  if (next != state_) {
    state_ = std::move(next);
    TRY_STATUS(save());
  }
  for (const std::string& path : state_.touched) {
    if (wanted.contains(path)) continue;
    TRY(auto content, original(path));
    TRY_STATUS(
        write_source({path, std::move(content), is_executable(directory_ / "pristine" / path)}));
  }
  for (const PatchedFile& file : files) TRY_STATUS(write_source(file));
  if (wanted == state_.touched) return {};
  state_.touched = std::move(wanted);
  return save();
}

Status WarmTree::restore_all() { return set_patched({}); }

Status WarmTree::set_config(const std::string& id) {
  state_.config = id;
  return save();
}

Status WarmTree::begin_make() {
  state_.making = true;
  return save();
}

Status WarmTree::end_make() {
  state_.making = false;
  state_.built = true;
  return save();
}

void remove_unfinished_targets(const fs::path& source) {
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(source, error); !error && it != fs::end(it);
       it.increment(error)) {
    const std::string name = it->path().filename();
    if (!name.starts_with('.') || !name.ends_with(".cmd")) continue;
    const std::string stem = name.substr(1, name.size() - 5);
    const fs::path target = it->path().parent_path() / stem;
    const fs::path dependencies = it->path().parent_path() / ("." + stem + ".d");
    std::error_code ignored;
    const auto finished = fs::last_write_time(it->path(), ignored);
    const auto written = fs::last_write_time(target, ignored);
    if (ignored) continue;  // no such target: nothing to remove
    if (written > finished || fs::exists(dependencies)) fs::remove(target, ignored);
  }
}

}  // namespace folioscope::kbuild
