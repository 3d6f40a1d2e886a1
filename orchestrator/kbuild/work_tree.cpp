// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/work_tree.h"

#include <fmt/format.h>

#include <vector>

#include "base/temp_dir.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

class WorkTree {
 public:
  WorkTree(std::string top, std::stop_token stop) : top_(std::move(top)), stop_(std::move(stop)) {}

  Result<std::string> git(std::vector<std::string> args,
                          std::vector<std::pair<std::string, std::string>> env = {}) const {
    sys::Command command;
    command.argv = {"git", "-C", top_};
    command.argv.insert(command.argv.end(), args.begin(), args.end());
    command.env = std::move(env);
    // Without it `status` refreshes the index, which is the user's.
    command.env.insert(command.env.end(), {{"LC_ALL", "C"}, {"GIT_OPTIONAL_LOCKS", "0"}});
    TRY(sys::Exit exit, sys::run(command, stop_));
    if (!exit.ok())
      return user_fault(fmt::format("{}: {}", sys::shell_line(command.argv), sys::trim(exit.err)));
    return std::move(exit.out);
  }

  // Whether `revision` is another word for what is checked out.
  bool names_head(const std::string& revision) const {
    if (revision == "HEAD" || revision == "@") return true;
    const auto branch = git({"symbolic-ref", "--quiet", "--short", "HEAD"});
    return branch.ok() && (sys::trim(*branch) == revision ||
                           "heads/" + std::string(sys::trim(*branch)) == revision);
  }

  // With an index of our own, in which new files are announced. git writes the empty object for
  // that, which goes into a directory of our own, too.
  Result<std::string> diff_against(const std::string& commit, const std::string& git_dir) const {
    TRY(const TempDir dir, TempDir::create("folioscope-work-tree"));
    std::error_code ignored;  // without a copy every file is read
    fs::copy_file(fs::path(git_dir) / "index", dir / "index", ignored);
    fs::create_directory(dir / "objects", ignored);
    TRY(const std::string objects, git({"rev-parse", "--git-path", "objects"}));
    const std::vector<std::pair<std::string, std::string>> env = {
        {"GIT_INDEX_FILE", (dir / "index").string()},
        {"GIT_OBJECT_DIRECTORY", (dir / "objects").string()},
        // Of an absolute path the operator takes all.
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES", (fs::path(top_) / sys::trim(objects)).string()}};
    TRY_STATUS(git({"add", "--intent-to-add", "--", "."}, env));
    return git({"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames",
                "--src-prefix=a/", "--dst-prefix=b/", commit, "--"},
               env);
  }

 private:
  std::string top_;
  std::stop_token stop_;
};

Fault refused(const std::string& top, std::string_view status) {
  const std::vector<std::string_view> changed = sys::split_lines(status);
  return user_fault(
      fmt::format(
          "{} has changes that are not committed: {}{}", top,
          sys::trim(changed.front().substr(std::min<std::size_t>(3, changed.front().size()))),
          changed.size() == 1 ? "" : fmt::format(" and {} more", changed.size() - 1)),
      "commit them; or say `dirty: take` beside `rev`, to build them too, or `dirty: ignore`");
}

}  // namespace

Result<std::optional<patches::Diff>> uncommitted(const spec::Base& base, const fs::path& git_dir,
                                                 const std::string& commit, std::stop_token stop) {
  if (base.dirty == spec::Base::Dirty::Ignore) return std::optional<patches::Diff>();
  const WorkTree here(base.source, stop);
  const auto top = here.git({"rev-parse", "--show-toplevel"});
  if (!top.ok() || !here.names_head(base.revision)) return std::optional<patches::Diff>();  // bare
  const std::string path(sys::trim(*top));
  const WorkTree tree(path, stop);
  TRY(const std::string status, tree.git({"status", "--porcelain", "--untracked-files=normal"}));
  if (sys::trim(status).empty()) return std::optional<patches::Diff>();
  if (base.dirty == spec::Base::Dirty::Refuse) return refused(path, status);
  patches::Diff diff{"what is not committed in " + path, {}, {}};
  TRY(diff.text, tree.diff_against(commit, git_dir.string()));
  if (sys::trim(diff.text).empty()) return std::optional<patches::Diff>();
  TRY(diff.files, patches::parse_patch(diff.text, diff.source));
  return std::optional(std::move(diff));
}

}  // namespace folioscope::kbuild
