// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/limits.h"
#include "patches/git.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace {

constexpr std::size_t kNamedDigits = 8;  // of a commit
constexpr std::size_t kNamedSubject = 24;

// "mm-swap-drain-the-LRU", whole words of it.
std::string words_of(const std::string& subject, std::size_t most) {
  std::string text;
  std::size_t end = 0;  // of the last whole word that fits
  for (const char c : subject + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      text += c;
    } else if (!text.empty() && text.back() != '-') {
      if (text.size() > most) break;
      end = text.size();
      text += '-';
    }
  }
  return text.substr(0, end);
}

class LocalRepository {
 public:
  explicit LocalRepository(std::string path) : path_(std::move(path)) {}

  Result<std::string> line(std::vector<std::string> args) const {
    args.insert(args.begin(), {"-C", path_});
    TRY(const std::string said, git(args));
    return std::string(sys::trim(said));
  }
  bool is_shallow() const {
    const auto said = line({"rev-parse", "--is-shallow-repository"});
    return said.ok() && *said == "true";
  }

  Result<Commit> commit(const std::string& revision) const {
    const auto id =
        line({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
    if (id.ok()) return described(*id);
    if (id.fault().domain == FaultDomain::Host) return id.fault();
    TRY_STATUS(line({"rev-parse", "--git-dir"}));  // of no repository git itself says so
    return without(revision);
  }
  Result<Commit> described(const std::string& id) const {
    TRY(std::string subject, line({"show", "-s", "--format=%s", id}));
    return Commit{id, std::move(subject)};
  }

  // The commits after `base` up to `tip`.
  Result<std::vector<Commit>> between(const std::string& base, const std::string& tip) const {
    TRY(const std::string said,
        line({"log", "--first-parent", "--reverse", "--format=%H %s", base + ".." + tip}));
    std::vector<Commit> commits;
    for (const std::string_view one : sys::split_lines(said)) {
      const std::size_t blank = std::min(one.find(' '), one.size());
      commits.push_back({std::string(one.substr(0, blank)),
                         std::string(one.substr(std::min(blank + 1, one.size())))});
    }
    return commits;
  }

  Fault without(const std::string& revision) const {
    if (is_shallow())
      return user_fault(
          fmt::format("{} has no revision {}: it is a shallow clone", path_, revision),
          fmt::format("git -C {} fetch --unshallow, or --deepen=N as far as it takes", path_));
    return user_fault(fmt::format("{} has no revision {}", path_, revision),
                      "a branch, a tag or a commit; `git fetch` it first if it is elsewhere");
  }

 private:
  std::string path_;
};

// Without it the first commit differs from A by more than itself.
Status check_line(const LocalRepository& repository, const std::string& path,
                  const History& history, const std::string& from, const std::string& to) {
  const auto parent =
      repository.line({"rev-parse", "--verify", "--quiet", history.commits.front().id + "^1"});
  if (parent.ok() && *parent == history.base.id) return {};
  if (repository.is_shallow())
    return user_fault(
        fmt::format("{} is a shallow clone and does not have all that is between {} and {}", path,
                    from, to),
        fmt::format("git -C {} fetch --unshallow, or --deepen=N as far as it takes", path));
  return user_fault(
      fmt::format("{} is not on the line of first parents of {}", from, to),
      "the older revision comes first; of a branch that was merged name its own commits: "
      "MERGE^2");
}

}  // namespace

std::string commit_name(const std::string& variant, std::size_t number, std::size_t of,
                        const Commit& commit) {
  std::string name = fmt::format("{}-{:0{}}-{}", variant, number, fmt::formatted_size("{}", of),
                                 commit.id.substr(0, kNamedDigits));
  if (name.size() + 1 >= limits::kNameLength) return name;
  const std::string words =
      words_of(commit.subject, std::min(kNamedSubject, limits::kNameLength - name.size() - 1));
  return words.empty() ? name : name + "-" + words;
}

Result<History> read_history(const spec::Base& base, const std::string& range) {
  if (base.kind != spec::Base::Kind::Git)
    return user_fault(fmt::format("{} is a range of commits, and the base is no repository", range),
                      "use `base: {git: PATH, rev: ...}`");
  if (base.source.find("://") != std::string::npos)
    return user_fault(
        fmt::format("{} needs the history, which {} is not asked for", range, base.source),
        "clone it, and name the clone with `git:`");
  const LocalRepository repository(base.source);
  const std::size_t dots = range.find("..");
  const std::string from = range.substr(0, dots), to = range.substr(dots + 2);
  History history;
  TRY(history.base, repository.commit(from));
  TRY(const Commit tip, repository.commit(to));
  TRY(history.commits, repository.between(history.base.id, tip.id));
  if (history.commits.empty())
    return user_fault(fmt::format("no commit lies between {} and {}", from, to),
                      "the older revision comes first: `rev: OLD..NEW`");
  TRY_STATUS(check_line(repository, base.source, history, from, to));
  if (history.commits.size() > kMostCommits)
    return user_fault(
        fmt::format("{} has {} commits, each of them a kernel; at most {} are taken", range,
                    history.commits.size(), kMostCommits),
        fmt::format("`folioscope bisect FILE --good {} --bad {}` finds the one that moved a metric "
                    "with a few kernels; or name a part of the range",
                    from, to));
  return history;
}

}  // namespace folioscope::patches
