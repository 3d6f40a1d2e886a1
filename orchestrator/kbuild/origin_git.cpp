// SPDX-License-Identifier: GPL-3.0-or-later
// A git base. A local repository is only read. A URL is fetched into CACHE/git, as shallow as the
// server allows. The checked-out files have no .git of their own: git is told where everything is,
// and its index stays in the origin's notes, so that a later checkout rewrites only what differs.
// Work trees of one repository share a warm tree.
#include <fmt/format.h>

#include "kbuild/origin.h"
#include "kbuild/work_tree.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Result<std::string> git(std::vector<std::string> args, std::stop_token stop,
                        const std::vector<std::pair<std::string, std::string>>& env = {}) {
  sys::Command command;
  command.argv = {"git"};
  command.argv.insert(command.argv.end(), args.begin(), args.end());
  command.env = env;
  command.env.insert(command.env.end(), {{"LC_ALL", "C"}, {"GIT_TERMINAL_PROMPT", "0"}});
  TRY(sys::Exit exit, sys::run(command, stop));
  if (exit.ok()) return std::string(sys::trim(exit.out));
  const std::string said(sys::trim(exit.err));
  if (said.find("No space left") != std::string::npos)
    return host_fault(said, "free some space, or set FOLIOSCOPE_CACHE");
  return user_fault(fmt::format("{}: {}", sys::shell_line(command.argv), said));
}

class Git final : public Origin {
 public:
  Git(const std::string& commit, const std::string& source, fs::path git_dir,
      std::optional<patches::Diff> changes = {})
      : Origin("commit " + commit, "git " + source, std::move(git_dir)) {
    commit_ = commit;
    changes_ = std::move(changes);
  }

  Status materialise(const fs::path& source, const fs::path& notes, const std::string& had,
                     std::stop_token stop) const override {
    if (had == identity()) return {};
    std::error_code error;
    fs::create_directories(source, error);
    if (had.empty()) fs::remove(notes / "index", error);
    // trustctime: restoring a patched file changes only its inode, which must not matter.
    TRY_STATUS(git(
        {"--git-dir=" + git_dir().string(), "--work-tree=" + source.string(), "-c",
         "core.trustctime=false", "-c", "core.bare=false", "read-tree", "--reset", "-u", commit_},
        stop, {{"GIT_INDEX_FILE", (notes / "index").string()}}));
    return {};
  }

  Result<std::string> makefile(std::stop_token stop) const override {
    auto text = git({"--git-dir=" + git_dir().string(), "show", commit_ + ":Makefile"}, stop);
    if (text.ok()) return text;
    return user_fault(fmt::format("commit {} holds no kernel source: no Makefile", commit_));
  }

  std::optional<patches::ReadOriginal> reader() const override {
    return [this](const std::string& path) -> Result<std::optional<std::string>> {
      const std::string name = commit_ + ":" + path, dir = "--git-dir=" + git_dir().string();
      if (!git({dir, "cat-file", "-e", name}, {}).ok()) return std::optional<std::string>();
      sys::Command command;
      command.argv = {"git", dir, "cat-file", "blob", name};
      TRY(sys::Exit exit, sys::run(command));
      if (!exit.ok())
        return user_fault(fmt::format("git cannot read {}: {}", name, sys::trim(exit.err)));
      return std::optional(std::move(exit.out));
    };
  }
};

// Without the network only what is there can be resolved.
Result<std::string> resolve(const fs::path& git_dir, const std::string& revision,
                            std::stop_token stop) {
  return git({"--git-dir=" + git_dir.string(), "rev-parse", "--verify", "--quiet",
              "--end-of-options", revision + "^{commit}"},
             stop);
}

// Fetches the revision alone if the server lets us ask for it, else the whole history. Its parent
// comes too, for a revert of it.
Result<std::string> fetch(const fs::path& mirror, const spec::Base& base, std::stop_token stop) {
  const std::string git_dir = "--git-dir=" + mirror.string();
  if (!fs::exists(mirror / "HEAD"))
    TRY_STATUS(git({"init", "--quiet", "--bare", mirror.string()}, stop));
  const auto shallow =
      git({git_dir, "fetch", "--quiet", "--depth=2", "--", base.source, base.revision}, stop);
  if (shallow.ok()) return resolve(mirror, "FETCH_HEAD", stop);
  TRY_STATUS(
      git({git_dir, "fetch", "--quiet", "--tags", "--", base.source, "+refs/*:refs/*"}, stop));
  auto commit = resolve(mirror, base.revision, stop);
  if (!commit.ok())
    return user_fault(fmt::format("{} has no revision {}", base.source, base.revision),
                      "a branch, a tag or a full commit id");
  return commit;
}

bool is_commit_id(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<fs::path> local_git_dir(const fs::path& repository, std::stop_token stop) {
  auto found = git({"-C", repository.string(), "rev-parse", "--absolute-git-dir"}, stop);
  if (found.ok()) return fs::path(*found);
  if (found.fault().domain == FaultDomain::Host) return found.fault();
  if (found.fault().what.find("dubious ownership") != std::string::npos)
    return user_fault(
        fmt::format("{} belongs to another user, git does not read it", repository.string()),
        fmt::format("git config --global --add safe.directory {}", repository.string()));
  return user_fault(fmt::format("{} is not a git repository", repository.string()),
                    "give `git:` a repository, or use `tree:` for a plain directory");
}

// Of work trees: the repository they belong to.
Result<fs::path> common_dir(const fs::path& git_dir, std::stop_token stop) {
  TRY(const std::string said,
      git({"--git-dir=" + git_dir.string(), "rev-parse", "--git-common-dir"}, stop));
  const fs::path common(said);
  return fs::weakly_canonical(common.is_absolute() ? common : fs::current_path() / common);
}

Fault no_revision(const spec::Base& base, const fs::path& git_dir, std::stop_token stop) {
  const auto shallow =
      git({"--git-dir=" + git_dir.string(), "rev-parse", "--is-shallow-repository"}, stop);
  if (shallow.ok() && *shallow == "true")
    return user_fault(
        fmt::format("{} has no revision {}: it is a shallow clone", base.source, base.revision),
        fmt::format("git -C {} fetch --depth=1 origin {}, or --unshallow", base.source,
                    base.revision));
  return user_fault(fmt::format("{} has no revision {}", base.source, base.revision),
                    "a branch, a tag or a commit; `git fetch` it first if it is elsewhere");
}

Result<std::unique_ptr<Origin>> open_local(const spec::Base& base, std::stop_token stop) {
  TRY(const fs::path git_dir, local_git_dir(base.source, stop));
  auto commit = resolve(git_dir, base.revision, stop);
  if (!commit.ok()) return no_revision(base, git_dir, stop);
  TRY(const fs::path common, common_dir(git_dir, stop));
  TRY(std::optional<patches::Diff> changes, uncommitted(base, git_dir, *commit, stop));
  return std::unique_ptr<Origin>(
      std::make_unique<Git>(*commit, common.string(), git_dir, std::move(changes)));
}

fs::path mirror_of(const spec::Base& base, const fs::path& cache) {
  return cache / "git" / sys::sha256(base.source).substr(0, 16);
}

bool is_url(const spec::Base& base) { return base.source.find("://") != std::string::npos; }

}  // namespace

bool is_git_here(const spec::Base& base, const fs::path& cache) {
  return !is_url(base) || resolve(mirror_of(base, cache), base.revision, {}).ok();
}

Result<std::unique_ptr<Origin>> open_git(const spec::Base& base, const fs::path& cache,
                                         Network network, std::stop_token stop) {
  if (!is_url(base)) return open_local(base, stop);
  const fs::path mirror = mirror_of(base, cache);
  // A commit id never moves; a branch or tag is asked for again.
  if (is_commit_id(base.revision) || network == Network::Forbidden)
    if (auto commit = resolve(mirror, base.revision, stop); commit.ok())
      return std::unique_ptr<Origin>(std::make_unique<Git>(*commit, base.source, mirror));
  if (network == Network::Forbidden)
    return user_fault(fmt::format("{} {} was not fetched yet", base.source, base.revision));
  std::error_code error;
  fs::create_directories(mirror.parent_path(), error);
  TRY(const sys::FileLock lock, sys::FileLock::take(mirror.string() + ".lock"));
  TRY(const std::string commit, fetch(mirror, base, stop));
  return std::unique_ptr<Origin>(std::make_unique<Git>(commit, base.source, mirror));
}

}  // namespace folioscope::kbuild
