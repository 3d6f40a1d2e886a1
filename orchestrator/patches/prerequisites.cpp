// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/prerequisites.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "patches/git.h"
#include "sys/host.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace {

// Between two looks at the clock. What sys::run keeps of an output, 16 MiB, holds their diffs.
constexpr std::size_t kAtOnce = 50;
constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kIdDigits = 12;

std::string brief(const std::string& id) { return id.substr(0, kIdDigits); }

// Patch id -> what `git patch-id` read before it: a commit, or zeros.
Result<std::map<std::string, std::string>> patch_ids(const std::string& diffs) {
  TRY(const std::string said, git({"patch-id", "--stable"}, diffs));
  std::map<std::string, std::string> ids;
  for (const std::string_view line : sys::split_lines(said))
    if (const std::size_t blank = line.find(' '); blank != line.npos)
      ids.emplace(line.substr(0, blank), line.substr(blank + 1));
  return ids;
}

class Finder {
 public:
  Finder(std::vector<std::string> ids, const Sources& sources)
      : left_(std::move(ids)), dir_("--git-dir=" + sources.git_dir.string()), sources_(sources) {}

  const std::vector<std::string>& left() const { return left_; }
  const std::vector<std::string>& in_base() const { return in_base_; }
  std::size_t steps() const { return steps_; }
  const std::string& where() const { return where_; }

  Status look_among(const std::vector<Diff>& before) {
    for (const Diff& diff : before) {
      if (left_.empty()) break;
      TRY(const auto ids, patch_ids(diff.text));
      steps_ += std::erase_if(left_, [&](const std::string& id) { return ids.contains(id); });
    }
    return {};
  }

  Status look_in_base(const std::string& base_commit) {
    TRY(const std::vector<std::string> commits, commits_since(base_commit));
    const auto end = std::chrono::steady_clock::now() + sys::time_scale(1)(kPatience);
    std::size_t compared = 0;
    while (compared < commits.size() && !left_.empty() && std::chrono::steady_clock::now() < end) {
      const std::size_t until = std::min(compared + kAtOnce, commits.size());
      std::string names;
      for (; compared < until; ++compared) names += commits[compared] + "\n";
      TRY(const std::string diffs, git({dir_, "diff-tree", "--stdin", "--root", "-p", "-r",
                                        "--no-color", "--no-ext-diff", "--no-textconv"},
                                       names));
      TRY(const auto ids, patch_ids(diffs));
      TRY_STATUS(take(ids));
    }
    const bool newest = !above_ || compared < commits.size();
    where_ =
        fmt::format("the {}{} commit{} {}", newest ? "newest " : "", compared,
                    compared == 1 ? "" : "s", above_ ? "since its base-commit" : "of the base");
    return {};
  }

 private:
  // The newest first.
  Result<std::vector<std::string>> commits_since(const std::string& base_commit) {
    above_ = !base_commit.empty() &&
             git({dir_, "merge-base", "--is-ancestor", base_commit, sources_.commit}).ok();
    std::vector<std::string> args = {dir_, "rev-list", "--no-merges",
                                     fmt::format("--max-count={}", kMostCompared), sources_.commit};
    if (above_) args.push_back("^" + base_commit);
    TRY(const std::string said, git(args));
    std::vector<std::string> commits;
    for (const std::string_view line : sys::split_lines(said)) commits.emplace_back(line);
    return commits;
  }

  Status take(const std::map<std::string, std::string>& ids) {
    for (auto id = left_.begin(); id != left_.end();) {
      const auto found = ids.find(*id);
      if (found == ids.end()) {
        ++id;
        continue;
      }
      TRY(const std::string title, git({dir_, "show", "-s", "--format=%s", found->second}));
      in_base_.push_back(fmt::format("{} ({})", brief(found->second), sys::trim(title)));
      id = left_.erase(id);
    }
    return {};
  }

  std::vector<std::string> left_;
  std::string dir_;
  const Sources& sources_;
  std::size_t steps_ = 0;
  std::vector<std::string> in_base_;
  bool above_ = false;  // the commits begin at the series' base-commit
  std::string where_;   // was looked
};

std::string shown(const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) names.push_back(brief(id));
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Prerequisites find_prerequisites(const std::vector<std::string>& ids,
                                 const std::vector<Diff>& before, const std::string& base_commit,
                                 const Sources& sources) {
  Finder finder(ids, sources);
  Status looked = finder.look_among(before);
  const bool has_commits = !sources.git_dir.empty();
  if (looked.ok() && has_commits && !finder.left().empty())
    looked = finder.look_in_base(base_commit);
  std::vector<std::string> parts;
  if (finder.steps() > 0)
    parts.push_back(finder.steps() == 1 ? std::string("1 is a step before it")
                                        : fmt::format("{} are steps before it", finder.steps()));
  if (!finder.in_base().empty())
    parts.push_back(fmt::format("in the base: {}", fmt::join(finder.in_base(), ", ")));
  Prerequisites found;
  const std::string left = shown(finder.left());
  if (!finder.left().empty() && !looked.ok())
    parts.push_back(fmt::format("of {} it cannot be told: {}", left, looked.fault().what));
  else if (!finder.left().empty() && !has_commits)
    parts.push_back(
        fmt::format("of {} it cannot be told: the base is no git tree that could say", left));
  else if (!finder.left().empty()) {
    found.missing = finder.left().size();
    parts.push_back(fmt::format("not among {}: {}", finder.where(), left));
  }
  found.text = fmt::format("needs {} patch{} below it (prerequisite-patch-id): {}", ids.size(),
                           ids.size() == 1 ? "" : "es", fmt::join(parts, "; "));
  return found;
}

}  // namespace folioscope::patches
