// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "patches/git.h"
#include "patches/patch_file.h"
#include "patches/series.h"
#include "sys/files.h"

namespace folioscope::bisect {
namespace fs = std::filesystem;
namespace {

// What sys::run keeps of an output: a diff that fills it may have lost its beginning.
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

Status check_count(const Series& series, const std::string& of, const std::string& remedy) {
  const std::size_t count = series.patches.size();
  if (count == 0) return user_fault(fmt::format("{} contains no patch", of), remedy);
  if (count == 1)
    return user_fault(fmt::format("{} has one patch: there is nothing to search", of),
                      "folioscope run compares a variant with it and one without");
  if (count > kMostPatches)
    return user_fault(fmt::format("{} has {} patches, a search takes {}", of, count, kMostPatches),
                      "search a part of them first");
  return {};
}

Result<std::vector<fs::path>> files_of(const std::string& name) {
  std::error_code error;
  if (!fs::is_directory(name, error)) return std::vector<fs::path>{name};
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(name, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".patch") files.push_back(entry->path());
  if (error) return user_fault(fmt::format("{}: {}", name, error.message()));
  std::ranges::sort(files);
  return files;
}

Status read_file_of_mails(const fs::path& file, Series& series) {
  if (auto there = sys::read_file(file); !there)
    return user_fault(there.fault().what, "--series takes mailboxes, patch files and directories");
  TRY(std::vector<patches::Mail> mails, patches::read_mailbox(file));
  if (mails.size() == 1)
    mails.front().subject.parts = 0;  // a file of its own is a patch of its own
  const bool talk = std::ranges::none_of(mails, &patches::Mail::has_patch);
  if (talk) return {};
  TRY(patches::Series chosen, patches::choose_series(std::move(mails), file.filename()));
  for (const patches::Mail& mail : chosen.mails)
    series.patches.push_back(
        {mail.subject.title.empty() ? file.filename().string() : mail.subject.title,
         mail.author,
         {},
         mail.text,
         {}});
  for (const patches::Note& note : chosen.notes) series.left_out.push_back(to_string(note));
  return {};
}

// A mode alone is no change to a kernel.
bool changes_files(const std::string& diff) {
  if (!patches::has_diff(diff)) return false;
  const auto files = patches::parse_patch(diff, "a commit");
  return !files.ok() || !std::ranges::all_of(*files, &patches::FileDiff::is_mode_only);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

class Repository {
 public:
  explicit Repository(std::string path) : path_(std::move(path)) {}

  Result<std::string> git(std::vector<std::string> args) const {
    args.insert(args.begin(), {"-C", path_});
    return patches::git(args);
  }

  Result<std::string> commit(const std::string& revision) const {
    auto found =
        git({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
    if (!found)
      return user_fault(fmt::format("{} has no revision {}", path_, revision),
                        "a branch, a tag or a commit; `git fetch` it first if it is elsewhere");
    return found->substr(0, found->find('\n'));
  }

  // A merge has two histories: which of them a prefix has is not a matter of counting.
  Status check_linear(const std::string& good, const std::string& bad) const {
    if (!git({"merge-base", "--is-ancestor", good, bad}))
      return user_fault(fmt::format("{} is no ancestor of {}", good, bad),
                        "name the older revision with --good, whatever the metric does there");
    TRY(const std::string merges, git({"rev-list", "--merges", good + ".." + bad}));
    const std::vector<std::string> found = lines_of(merges);
    if (found.empty()) return {};
    return user_fault(
        fmt::format("{} merges lie between {} and {}, the last is {}", found.size(), good, bad,
                    found.front().substr(0, 12)),
        "choose revisions on one side of them, or rebase: `git rebase --no-rebase-merges`");
  }

  Result<Patch> patch(const std::string& commit) const {
    TRY(const std::string said, git({"log", "-1", "--format=%an <%ae>%n%s", commit}));
    const std::vector<std::string> lines = lines_of(said);
    TRY(std::string diff, git({"diff-tree", "-p", "-r", "--no-commit-id", "--no-color",
                               "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/", commit}));
    if (diff.size() >= kMostBytes)
      return user_fault(fmt::format("commit {} has a diff of 16 MiB or more", commit),
                        "choose revisions on one side of it");
    return Patch{lines.size() > 1 ? lines[1] : "",
                 lines.empty() ? "" : lines[0],
                 commit,
                 std::move(diff),
                 {}};
  }

 private:
  std::string path_;
};

// "mm-swap-drain-the-LRU"
std::string slug(const std::string& subject) {
  constexpr std::size_t kMost = 40;
  std::string text;
  for (const char c : subject) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      text += c;
    else if (!text.empty() && text.back() != '-')
      text += '-';
    if (text.size() == kMost) break;
  }
  while (!text.empty() && text.back() == '-') text.pop_back();
  return text;
}

std::string file_text(const Patch& patch) {
  std::string text = fmt::format("From: {}\nSubject: {}\n", patch.author, patch.subject);
  if (!patch.commit.empty()) text += fmt::format("Commit: {}\n", patch.commit);
  return text + "\n---\n" + patch.text;
}

}  // namespace

Result<Series> read_series(const std::vector<std::string>& files) {
  Series series;
  for (const std::string& name : files) {
    TRY(const std::vector<fs::path> mails, files_of(name));
    for (const fs::path& file : mails) TRY_STATUS(read_file_of_mails(file, series));
  }
  TRY_STATUS(check_count(series, files.size() == 1 ? files.front() : "--series",
                         "mails with a unified diff, as `git format-patch` makes them"));
  return series;
}

Result<Series> read_history(const spec::Base& base, const std::string& good,
                            const std::string& bad) {
  if (base.kind != spec::Base::Kind::Git)
    return user_fault("--good and --bad are revisions, and the experiment's base is no repository",
                      "use `base: {git: PATH, rev: ...}`, or --series with the patches");
  if (base.source.find("://") != std::string::npos)
    return user_fault(
        fmt::format("a search needs the history, which {} is not asked for", base.source),
        "clone it, and name the clone with `git:`");
  const Repository repository(base.source);
  Series series;
  TRY(series.base, repository.commit(good));
  TRY(const std::string last, repository.commit(bad));
  TRY_STATUS(repository.check_linear(series.base, last));
  TRY(const std::string commits,
      repository.git({"rev-list", "--reverse", series.base + ".." + last}));
  const std::vector<std::string> all = lines_of(commits);
  if (all.size() > kMostPatches)
    return user_fault(fmt::format("{} commits lie between {} and {}, a search takes {}", all.size(),
                                  good, bad, kMostPatches),
                      "search between some of them first");
  for (const std::string& commit : all) {
    TRY(Patch patch, repository.patch(commit));
    if (!changes_files(patch.text))
      series.left_out.push_back(fmt::format("{} {}", commit.substr(0, 12), patch.subject));
    else
      series.patches.push_back(std::move(patch));
  }
  TRY_STATUS(check_count(series, fmt::format("{}..{}", good, bad),
                         "name the older revision with --good and the newer one with --bad"));
  return series;
}

Status write_series(Series& series, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return host_fault(fmt::format("{}: {}", directory.string(), error.message()));
  for (std::size_t i = 0; i < series.patches.size(); ++i) {
    Patch& patch = series.patches[i];
    patch.file =
        fs::absolute(directory / fmt::format("{:04}-{}.patch", i + 1, slug(patch.subject)));
    TRY_STATUS(sys::write_file(patch.file, file_text(patch)));
  }
  return {};
}

}  // namespace folioscope::bisect
