// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/revert.h"

#include <fmt/format.h>

#include <algorithm>

#include "patches/git.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace {

using sys::split_lines;
using sys::trim;

class Repository {
 public:
  explicit Repository(std::string git_dir) : git_dir_(std::move(git_dir)) {}

  Result<std::string> run(std::vector<std::string> args) const {
    args.insert(args.begin(), "--git-dir=" + git_dir_);
    TRY(const std::string said, git(args));
    return std::string(said);
  }
  Result<std::string> line(std::vector<std::string> args) const {
    TRY(const std::string said, run(std::move(args)));
    return std::string(trim(said));
  }
  bool is_shallow() const {
    const auto said = line({"rev-parse", "--is-shallow-repository"});
    return said.ok() && *said == "true";
  }
  Result<std::string> commit(const std::string& revision) const {
    auto found =
        line({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
    if (found.ok() || found.fault().domain == FaultDomain::Host) return found;
    const bool shallow = is_shallow();
    return user_fault(fmt::format("revert of {}: {} has no such revision{}", revision, git_dir_,
                                  shallow ? ", it is a shallow clone" : ""),
                      shallow
                          ? fmt::format("git --git-dir={} fetch --unshallow", git_dir_)
                          : "a branch, a tag or a commit; `git fetch` it first if it is elsewhere");
  }

  // The parents that the commit itself names: of a shallow clone they need not be there.
  Result<std::vector<std::string>> parents(const std::string& commit) const {
    TRY(const std::string text, run({"cat-file", "commit", commit}));
    std::vector<std::string> parents;
    for (const std::string_view line : split_lines(text)) {
      if (line.empty()) break;
      if (line.starts_with("parent ")) parents.emplace_back(line.substr(7));
    }
    return parents;
  }
  bool has(const std::string& commit) const {
    return run({"cat-file", "-e", commit + "^{tree}"}).ok();
  }
  const std::string& git_dir() const { return git_dir_; }

 private:
  std::string git_dir_;
};

Result<Diff> revert_one(const Repository& repository, const std::string& commit,
                        const std::string& name) {
  TRY(const std::vector<std::string> parents, repository.parents(commit));
  if (parents.empty())
    return user_fault(
        fmt::format("revert of {}: it is the first commit, nothing is before it", name),
        "a patch that removes what is not wanted");
  if (parents.size() > 1)
    return user_fault(
        fmt::format("revert of {}: it is a merge of {} histories", name, parents.size()),
        fmt::format("revert what it brought in: `revert: {}..{}`", parents[0].substr(0, 12),
                    parents[1].substr(0, 12)));
  if (!repository.has(parents[0]))
    return user_fault(
        fmt::format("revert of {}: this shallow clone does not have what was before it", name),
        fmt::format("git --git-dir={} fetch --deepen=1", repository.git_dir()));
  TRY(std::string text,
      repository.run({"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames",
                      "--src-prefix=a/", "--dst-prefix=b/", commit, parents[0]}));
  Diff diff{"revert of " + name, std::move(text), {}};
  diff.key = kRevertKey;
  if (trim(diff.text).empty()) return diff;  // an empty commit
  TRY(diff.files, parse_patch(diff.text, diff.source));
  return diff;
}

Result<std::vector<Diff>> revert_range(const Repository& repository, const std::string& range,
                                       std::size_t dots) {
  TRY(const std::string old_end, repository.commit(range.substr(0, dots)));
  TRY(const std::string new_end, repository.commit(range.substr(dots + 2)));
  TRY(const std::string said,
      repository.run({"rev-list", "--topo-order", old_end + ".." + new_end, "--"}));
  const std::vector<std::string_view> commits = split_lines(said);
  if (commits.empty())
    return user_fault(fmt::format("revert of {}: no commit lies between them", range),
                      "the older revision comes first: `revert: OLD..NEW`");
  if (commits.size() > kMostReverts)
    return user_fault(
        fmt::format("revert of {}: {} commits lie between them, at most {} are undone", range,
                    commits.size(), kMostReverts),
        "take an older base instead");
  std::vector<Diff> diffs;
  for (const std::string_view commit : commits) {
    TRY(const std::string title,
        repository.line({"log", "-1", "--format=%s", std::string(commit)}));
    TRY(Diff diff, revert_one(repository, std::string(commit),
                              fmt::format("{} ({})", commit.substr(0, 12), title)));
    diffs.push_back(std::move(diff));
  }
  return diffs;
}

}  // namespace

Result<std::vector<Diff>> read_reverts(const std::string& revision, const Sources& sources) {
  if (sources.git_dir.empty())
    return user_fault(fmt::format("revert of {}: the base is not a git repository", revision),
                      "use `base: {git: ..., rev: ...}`, or a patch that undoes the commit");
  const Repository repository(sources.git_dir.string());
  const std::size_t dots = revision.find("..");
  if (dots != std::string::npos && revision.compare(dots, 3, "...") != 0)
    return revert_range(repository, revision, dots);
  TRY(const std::string commit, repository.commit(revision));
  TRY(Diff diff, revert_one(repository, commit, revision));
  return std::vector<Diff>{std::move(diff)};
}

}  // namespace folioscope::patches
