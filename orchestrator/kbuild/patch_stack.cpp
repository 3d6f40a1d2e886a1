// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/patch_stack.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>

#include "base/temp_dir.h"
#include "kbuild/mailbox.h"
#include "kbuild/text.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

Result<std::string> read_step_file(const std::string& path) {
  auto text = sys::read_file(path);
  if (!text.ok()) return user_fault(text.fault().what, "check the path in the experiment file");
  return text;
}

Result<Diff> make_diff(std::string source, std::string text) {
  TRY(std::vector<FileDiff> files, parse_patch(text, source));
  return Diff{std::move(source), std::move(text), std::move(files)};
}

// Mails without a diff (a cover letter, a reply) are passed over.
Status read_mails(const std::string& path, std::vector<Diff>& stack) {
  TRY_STATUS(read_step_file(path));  // the better message when it is missing
  TRY(std::vector<Mail> mails, read_mailbox(path));
  const std::size_t before = stack.size();
  for (Mail& mail : mails) {
    if (!mail.has_patch()) continue;
    TRY(Diff diff,
        make_diff(fmt::format("{}, mail {} ({})", fs::path(path).filename().string(), mail.number,
                              mail.subject.empty() ? "no subject" : mail.subject),
                  std::move(mail.text)));
    stack.push_back(std::move(diff));
  }
  if (stack.size() == before) return patch_fault(fmt::format("{} contains no patch", path));
  return {};
}

Result<Diff> read_revert(const std::string& revision, const fs::path& git_dir) {
  if (git_dir.empty())
    return user_fault(fmt::format("revert of {}: the base is not a git repository", revision),
                      "use `base: {git: ..., rev: ...}`, or a patch that undoes the commit");
  TRY(std::string text, git({"--git-dir=" + git_dir.string(), "diff", "--no-color", "--no-ext-diff",
                             "--src-prefix=a/", "--dst-prefix=b/", revision, revision + "^"}));
  return make_diff(fmt::format("revert of {}", revision), std::move(text));
}

// GNU patch says "patching file F" once for every file of the diff, in order, and then names the
// hunk that failed by its number: "Hunk #2 FAILED at 123."
struct Failure {
  std::size_t file = 0;  // from 1; 0: not said
  std::size_t hunk = 0;  // from 1; 0: not said
};

Failure find_failure(std::string_view output) {
  Failure failure;
  for (const std::string_view line : split_lines(output)) {
    if (line.starts_with("patching file ")) {
      ++failure.file;
    } else if (line.starts_with("Hunk #") && line.find(" FAILED") != std::string_view::npos) {
      std::from_chars(line.data() + 6, line.data() + line.size(), failure.hunk);
      return failure;
    }
  }
  return {};
}

// A hunk of a diff that could not be applied.
struct Place {
  const FileDiff* file;
  const Hunk* hunk;
};

std::optional<Place> find_place(const Diff& diff, std::string_view output) {
  const Failure failure = find_failure(output);
  if (failure.file == 0 || failure.file > diff.files.size()) return std::nullopt;
  const FileDiff& file = diff.files[failure.file - 1];
  if (failure.hunk == 0 || failure.hunk > file.hunks.size()) return std::nullopt;
  return Place{&file, &file.hunks[failure.hunk - 1]};
}

std::string describe(const Place& place) {
  return fmt::format("{}, hunk {} (line {} of the patch): {}", place.file->name(),
                     place.hunk - place.file->hunks.data() + 1, place.hunk->line,
                     place.hunk->header);
}

Fault conflict(const Diff& diff, const std::optional<Place>& place, std::string_view output) {
  return patch_fault(fmt::format("{} does not apply: {}", diff.source,
                                 place ? describe(*place) : std::string(trim(output))),
                     "rebase the patch on the experiment's base, with the steps before it applied");
}

// A missing original is left out: the patch either creates the file or fails on it by name.
Status stage_originals(const Diff& diff, const fs::path& stage, const ReadOriginal& original,
                       std::set<std::string>& staged) {
  for (const FileDiff& file : diff.files)
    for (const std::string& path : {file.from, file.to}) {
      if (path.empty() || !staged.insert(path).second) continue;
      TRY(const std::optional<std::string> content, original(path));
      if (!content) continue;
      std::error_code error;
      fs::create_directories((stage / path).parent_path(), error);
      TRY_STATUS(sys::write_file(stage / path, *content));
    }
  return {};
}

// Where a hunk is at fault, `failed` says which.
Status apply(const Diff& diff, const fs::path& stage, std::optional<Place>& failed) {
  for (const FileDiff& file : diff.files)
    if (!file.from.empty() && !fs::exists(stage / file.from))
      return patch_fault(
          fmt::format("{} does not apply: {} does not exist", diff.source, file.from),
          "check that the patch is for this kernel version");
  sys::Command command;
  command.argv = {"patch",
                  "-p1",
                  "--fuzz=0",
                  "--force",
                  "--no-backup-if-mismatch",
                  "--reject-file=-",
                  "--directory=" + stage.string()};
  command.env = {{"LC_ALL", "C"}};
  command.input = diff.text;
  TRY(const sys::Exit exit, sys::run(command));
  if (exit.ok()) return {};
  if (exit.err.find("No space left") != std::string::npos)
    return host_fault(fmt::format("no space left in {}", stage.string()), "free some space");
  failed = find_place(diff, exit.out + exit.err);
  return conflict(diff, failed, exit.out + exit.err);
}

Result<std::vector<PatchedFile>> apply_all(const std::vector<Diff>& stack,
                                           const ReadOriginal& original,
                                           std::optional<Place>& failed) {
  std::vector<PatchedFile> patched;
  if (stack.empty()) return patched;
  TRY(const TempDir stage, TempDir::create("folioscope-patch"));
  std::set<std::string> staged;
  for (const Diff& diff : stack) {
    TRY_STATUS(stage_originals(diff, stage.path(), original, staged));
    TRY_STATUS(apply(diff, stage.path(), failed));
  }
  for (const std::string& path : staged) {
    PatchedFile file{path, std::nullopt, false};
    const fs::path staged_file = stage.path() / path;
    if (fs::exists(staged_file)) {
      TRY(std::string content, sys::read_file(staged_file));
      file.content = std::move(content);
      file.executable =
          (fs::status(staged_file).permissions() & fs::perms::owner_exec) != fs::perms::none;
    }
    patched.push_back(std::move(file));
  }
  return patched;
}

// The first line of the unpatched file that a hunk looks at.
int first_line(const Hunk& hunk) {
  int line = 0;
  const std::size_t minus = hunk.header.find('-');
  if (minus != std::string::npos)
    std::from_chars(hunk.header.data() + minus + 1, hunk.header.data() + hunk.header.size(), line);
  return line;
}

// The hook of the instrumentation that lies nearest to the place, in words; empty when none is in
// that file.
std::string nearest_hook(const std::vector<Diff>& instrumentation, const Place& place) {
  std::string nearest;
  int distance = std::numeric_limits<int>::max();
  for (const Diff& diff : instrumentation)
    for (const FileDiff& file : diff.files)
      for (const Hunk& hunk : file.hunks) {
        const int away = std::abs(first_line(hunk) - first_line(*place.hunk));
        if (file.name() != place.file->name() || away >= distance) continue;
        distance = away;
        nearest = fmt::format("{}: {}", diff.source, describe(Place{&file, &hunk}));
      }
  return nearest;
}

}  // namespace

Result<std::vector<Diff>> read_stack(const std::vector<spec::PatchStep>& steps,
                                     const fs::path& git_dir) {
  std::vector<Diff> stack;
  for (const spec::PatchStep& step : steps) {
    if (step.kind == spec::PatchStep::Kind::Mbox) {
      TRY_STATUS(read_mails(step.target, stack));
    } else if (step.kind == spec::PatchStep::Kind::Revert) {
      TRY(Diff diff, read_revert(step.target, git_dir));
      stack.push_back(std::move(diff));
    } else {
      TRY(std::string text, read_step_file(step.target));
      TRY(Diff diff, make_diff(fs::path(step.target).filename(), std::move(text)));
      stack.push_back(std::move(diff));
    }
  }
  return stack;
}

Result<std::vector<PatchedFile>> apply_stack(const std::vector<Diff>& stack,
                                             const ReadOriginal& original) {
  std::optional<Place> failed;
  return apply_all(stack, original, failed);
}

Result<std::vector<PatchedFile>> apply_instrumented(const std::vector<Diff>& instrumentation,
                                                    const std::vector<Diff>& stack,
                                                    const ReadOriginal& original) {
  std::vector<Diff> all = instrumentation;
  all.insert(all.end(), stack.begin(), stack.end());
  std::optional<Place> failed;
  auto patched = apply_all(all, original, failed);
  if (patched.ok() || instrumentation.empty() || patched.fault().domain != FaultDomain::Patch)
    return patched;
  if (auto alone = apply_stack(instrumentation, original); !alone.ok())
    return user_fault("the instrumentation is not for this base: " + alone.fault().what,
                      "take the series of the base's version, or leave `instrumentation` out");
  if (!apply_stack(stack, original).ok()) return patched;
  std::string what = patched.fault().what;
  if (failed)
    if (const std::string hook = nearest_hook(instrumentation, *failed); !hook.empty())
      what += fmt::format("\n  the nearest hook is in {}", hook);
  return patch_fault("conflict with the instrumentation: " + what,
                     "the patch applies to the bare base; rebase it on the instrumented one, or "
                     "leave `instrumentation` out");
}

}  // namespace folioscope::kbuild
