// SPDX-License-Identifier: GPL-3.0-or-later
#include "suggest/base_choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "kbuild/alarm.h"
#include "kbuild/files_at_hand.h"
#include "kbuild/other_bases.h"
#include "patches/git.h"
#include "sys/host.h"
#include "sys/text.h"

namespace folioscope::suggest {
namespace {

namespace fs = std::filesystem;
using By = BaseByOrigin::By;

constexpr std::size_t kShownDigits = 12;

spec::Base git_base(const std::string& repository, const std::string& revision) {
  // What is not committed is no part of what a commit says.
  return {spec::Base::Kind::Git, repository, revision, spec::Base::Dirty::Ignore};
}

std::string name_of(const spec::Base& base) {
  switch (base.kind) {
    case spec::Base::Kind::Debian:
      return "Debian's " + base.source;
    case spec::Base::Kind::Git:
      return fmt::format("{} at {}", base.source, base.revision);
    case spec::Base::Kind::Tarball:
    case spec::Base::Kind::Tree:
      break;
  }
  return base.source;
}

BaseByOrigin by_commit(const std::string& commit, const std::vector<fs::path>& repositories,
                       const std::vector<Candidate>& known, const fs::path& cache) {
  std::vector<std::string> places;
  places.reserve(repositories.size() + known.size());
  for (const fs::path& repository : repositories) places.push_back(repository.string());
  for (const Candidate& candidate : known)
    if (candidate.source.kind == spec::Base::Kind::Git) places.push_back(candidate.source.source);
  for (const std::string& place : places)
    if (const std::string full = commit_in(place, commit, cache); !full.empty())
      return {By::BaseCommit, git_value(place, full),
              fmt::format("the commit that the patch was made for (base-commit {})",
                          short_commit(commit))};
  if (places.empty())
    return {By::Nothing,
            {},
            fmt::format("base-commit {}: there is no git repository here that could have it",
                        short_commit(commit))};
  return {
      By::Nothing,
      {},
      fmt::format("base-commit {} is not in {}", short_commit(commit), fmt::join(places, ", "))};
}

// Compares the files of the patch with those of one base after the other.
class FileSearch {
 public:
  FileSearch(const std::vector<patches::Preimage>& preimages, const fs::path& cache,
             std::stop_token stop)
      : preimages_(preimages),
        cache_(cache),
        alarm_(sys::time_scale(1)(std::chrono::seconds(kbuild::kSearchSeconds)), std::move(stop)) {
    for (const patches::Preimage& preimage : preimages) files_.push_back(preimage.file);
  }

  bool found_all() const { return same_ == preimages_.size(); }

  // `name` is what it is called in the reason.
  void look_at(const spec::Base& base, const std::string& value, const std::string& name) {
    if (found_all()) return;
    if (alarm_.rang()) {
      not_looked_at_.push_back(name + " (the time was over)");
      return;
    }
    const auto files = kbuild::files_at_hand(base, files_, cache_, alarm_.token());
    if (!files.ok() || !*files) {
      not_looked_at_.push_back(name + (files.ok() ? " (not fetched)" : ""));
      return;
    }
    std::size_t same = 0;
    for (const patches::Preimage& preimage : preimages_) {
      const auto content = (*files)->read(preimage.file);
      same += content.ok() && *content && patches::is_preimage(preimage, **content) ? 1 : 0;
    }
    if (same <= same_) return;
    same_ = same;
    value_ = value;
    name_ = name;
  }

  BaseByOrigin result() const {
    const std::size_t all = preimages_.size();
    const std::string others =
        not_looked_at_.empty()
            ? std::string()
            : fmt::format("; not looked at: {}", fmt::join(not_looked_at_, ", "));
    if (same_ == all && all == 1)
      return {
          By::AllFiles, value_,
          fmt::format("the file that the patch changes is the very one of {} (index hash)", name_)};
    if (same_ == all)
      return {By::AllFiles, value_,
              fmt::format("all {} files that the patch changes are the very ones of {} (index "
                          "hashes)",
                          all, name_)};
    if (2 * same_ > all)
      return {By::MostFiles, value_,
              fmt::format("{} of the {} files that the patch changes are the very ones of {} "
                          "(index hashes){}",
                          same_, all, name_, others)};
    return {By::Nothing, {}, "no base here has most of the files that it was made from" + others};
  }

 private:
  const std::vector<patches::Preimage>& preimages_;
  const fs::path& cache_;
  kbuild::Alarm alarm_;
  std::vector<std::string> files_;
  std::size_t same_ = 0;  // of the best so far, which is `value_`
  std::string value_, name_;
  std::vector<std::string> not_looked_at_;
};

BaseByOrigin by_files(const PatchOrigin& origin, const std::vector<fs::path>& repositories,
                      const std::vector<Candidate>& known, const fs::path& cache,
                      std::stop_token stop) {
  FileSearch search(origin.preimages, cache, std::move(stop));
  for (const fs::path& repository : repositories)
    for (const std::string& revision :
         {std::string("HEAD"), fmt::format("HEAD~{}", origin.patches)})
      if (const std::string commit = commit_in(repository, revision, cache); !commit.empty())
        search.look_at(git_base(repository, commit), git_value(repository, commit),
                       fmt::format("{} at {}", repository.string(), revision));
  for (const Candidate& candidate : known) {
    spec::Base source = candidate.source;
    source.dirty = spec::Base::Dirty::Ignore;
    search.look_at(source, candidate.value, name_of(source));
  }
  return search.result();
}

}  // namespace

PatchOrigin origin_of(const patches::Stack& stack) {
  return {stack.base_commit, patches::preimages_of(stack.diffs), stack.diffs.size()};
}

std::vector<fs::path> repositories_of(const std::vector<fs::path>& directories) {
  std::vector<fs::path> repositories;
  for (const fs::path& directory : directories) {
    const std::string where = directory.empty() ? "." : directory.string();
    auto top = patches::git({"-C", where, "rev-parse", "--show-toplevel"});
    if (!top.ok()) top = patches::git({"-C", where, "rev-parse", "--absolute-git-dir"});  // bare
    if (!top.ok()) continue;
    const fs::path path(sys::trim(*top));
    if (std::ranges::find(repositories, path) == repositories.end()) repositories.push_back(path);
  }
  return repositories;
}

std::string commit_in(const std::string& repository, const std::string& commit,
                      const fs::path& cache) {
  const auto origin =
      kbuild::find_origin(git_base(repository, commit), cache, kbuild::Network::Forbidden, {});
  return origin.ok() ? (*origin)->commit() : std::string();
}

std::string git_value(const std::string& repository, const std::string& revision) {
  return fmt::format("{{git: {}, rev: {}}}", repository, revision);
}

std::string short_commit(const std::string& commit) { return commit.substr(0, kShownDigits); }

BaseByOrigin base_by_origin(const PatchOrigin& origin, const std::vector<fs::path>& repositories,
                            const std::vector<Candidate>& known, const fs::path& cache,
                            std::stop_token stop) {
  std::string in_vain;
  if (!origin.base_commit.empty()) {
    BaseByOrigin found = by_commit(origin.base_commit, repositories, known, cache);
    if (found.by != By::Nothing || origin.preimages.empty()) return found;
    in_vain = std::move(found.reason);
  }
  if (origin.preimages.empty()) return {};
  BaseByOrigin found = by_files(origin, repositories, known, cache, std::move(stop));
  if (!in_vain.empty())
    found.reason = fmt::format("{}{}{}", in_vain,
                               found.by == By::Nothing ? "; " : "; chosen instead: ", found.reason);
  return found;
}

}  // namespace folioscope::suggest
