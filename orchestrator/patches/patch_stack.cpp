// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/patch_stack.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "patches/git.h"
#include "patches/glob.h"
#include "patches/lore.h"
#include "patches/prerequisites.h"
#include "patches/revert.h"
#include "patches/series.h"
#include "sys/files.h"

namespace folioscope::patches {
namespace fs = std::filesystem;
namespace {

Result<std::string> read_step_file(const std::string& path) {
  auto text = sys::read_file(path);
  if (!text.ok()) return user_fault(text.fault().what, "check the path in the experiment file");
  return text;
}

// What the series says that it was made for, against what it is applied to.
std::string about_base(const std::string& wanted, const Sources& sources) {
  const std::string short_name = wanted.substr(0, 12);
  if (sources.git_dir.empty())
    return fmt::format(
        "made for commit {} (base-commit); the base is no git tree that could say "
        "whether it is the same",
        short_name);
  if (sources.commit.starts_with(wanted)) return "its base-commit is this base";
  const bool known =
      git({"--git-dir=" + sources.git_dir.string(), "cat-file", "-e", wanted + "^{commit}"}).ok();
  if (known)
    return fmt::format("its base-commit {} is another commit than this base, {}", short_name,
                       sources.commit.substr(0, 12));
  return fmt::format("its base-commit {} is not in this git tree", short_name);
}

class Reader {
 public:
  explicit Reader(const Sources& sources) : sources_(sources) {}

  Status read(const spec::PatchStep& step) {
    const std::size_t begin = stack_.diffs.size(), noted = stack_.notes.size();
    TRY_STATUS(read_diffs(step));
    TRY_STATUS(leave_out(step, begin));
    for (std::size_t i = begin; i < stack_.diffs.size(); ++i) stack_.diffs[i].step = steps_;
    for (std::size_t i = noted; i < stack_.notes.size(); ++i) stack_.notes[i].step = steps_;
    ++steps_;
    return {};
  }
  Stack& stack() { return stack_; }

 private:
  Status read_diffs(const spec::PatchStep& step) {
    switch (step.kind) {
      case spec::PatchStep::Kind::Patch:
        TRY_STATUS(read_patch(step));
        break;
      case spec::PatchStep::Kind::Mbox: {
        TRY(const std::string text, read_step_file(step.target));
        TRY_STATUS(read_mailbox(text, fs::path(step.target).filename(), "mbox"));
        break;
      }
      case spec::PatchStep::Kind::Lore:
        TRY_STATUS(read_lore(step));
        break;
      case spec::PatchStep::Kind::Revert: {
        TRY(std::vector<Diff> diffs, read_reverts(step.target, sources_));
        for (Diff& diff : diffs) add(std::move(diff));
        break;
      }
    }
    return {};
  }

  void note(const std::string& source, std::string text) {
    stack_.notes.push_back({source, std::move(text)});
  }
  void add(Diff diff) {
    if (diff.files.empty())
      note(diff.source, "changes no file: skipped");
    else
      stack_.diffs.push_back(std::move(diff));
  }

  // A mail in plain text is read as it is, and needs no git.
  Status read_patch(const spec::PatchStep& step) {
    TRY(std::string text, read_step_file(step.target));
    const std::string name = fs::path(step.target).filename();
    std::string missing;
    if (begins_like_mail(text)) {
      const std::vector<std::string> mails = split_mails(text);
      if (mails.size() != 1 || has_to_be_decoded(mails.front()))
        return read_mailbox(text, name, "patches");
      const Subject subject = parse_subject(header_of(mails.front(), "Subject"));
      if (!has_diff(text) && subject.is_patch && !subject.is_reply) {
        note(name, "changes no file: skipped");
        return {};
      }
      const std::string base = base_commit_of(text);
      if (!base.empty()) note(name, made_for(base));
      missing = look_for(prerequisites_of(text), name, base);
    }
    TRY(std::vector<FileDiff> files, parse_patch(text, name));
    Diff diff{name, std::move(text), std::move(files)};
    diff.missing = std::move(missing);
    add(std::move(diff));
    return {};
  }

  std::string made_for(const std::string& commit) {
    if (stack_.base_commit.empty()) stack_.base_commit = commit;
    return about_base(commit, sources_);
  }

  // Says where they are. Of those that are nowhere, what a conflict is told.
  std::string look_for(const std::vector<std::string>& prerequisites, const std::string& name,
                       const std::string& base_commit) {
    if (prerequisites.empty()) return {};
    Prerequisites found = find_prerequisites(prerequisites, stack_.diffs, base_commit, sources_);
    note(name, std::move(found.text));
    if (found.missing == 0) return {};
    return fmt::format(
        "{} of the {} patches that it needs below it (prerequisite-patch-id) {} "
        "not in the base: put them before it as steps",
        found.missing, prerequisites.size(), found.missing == 1 ? "is" : "are");
  }

  // One mail under `patches:` stands for itself, whatever part of a series it is.
  Status read_mailbox(const std::string& text, const std::string& name, const char* key) {
    TRY(std::vector<Mail> mails, read_mails(text, name));
    if (mails.size() == 1 && std::string_view(key) == "patches") mails.front().subject.parts = 0;
    TRY(Series series, choose_series(std::move(mails), name));
    return add_series(std::move(series), name, key);
  }

  // b4 has put the parts in order; some of them may be of an older version.
  Status read_lore(const spec::PatchStep& step) {
    TRY(const Thread thread, fetch_thread(step, sources_));
    const std::string name = "lore " + step.target;
    TRY(std::vector<Mail> mails, read_mails(thread.mails, name));
    int newest = 1;
    for (const Mail& mail : mails) newest = std::max(newest, mail.subject.version);
    for (Mail& mail : mails) mail.subject.version = newest;
    TRY(Series series, choose_series(std::move(mails), name));
    if (series.base_commit.empty()) series.base_commit = base_commit_of(thread.cover);
    if (series.prerequisites.empty()) series.prerequisites = prerequisites_of(thread.cover);
    note(name, fmt::format("v{}, {} patch{}", newest, series.mails.size(),
                           series.mails.size() == 1 ? "" : "es"));
    return add_series(std::move(series), name, "lore");
  }

  Status add_series(Series series, const std::string& name, const char* key) {
    append(stack_.notes, std::move(series.notes));
    std::string about;
    if (!series.base_commit.empty()) {
      about = made_for(series.base_commit);
      note(name, about);
    }
    const std::string missing = look_for(series.prerequisites, name, series.base_commit);
    for (Mail& mail : series.mails) {
      Diff diff{fmt::format("{}, {}", name, describe(mail)), std::move(mail.text), {}};
      TRY(diff.files, parse_patch(diff.text, diff.source));
      diff.flowed = mail.flowed;
      diff.key = key;
      diff.about_base = about;
      diff.missing = missing;
      stack_.diffs.push_back(std::move(diff));
    }
    return {};
  }

  // only: and skip:, on the diffs of this step.
  Status leave_out(const spec::PatchStep& step, std::size_t begin) {
    if (step.only.empty() && step.skip.empty()) return {};
    std::size_t kept = 0;
    for (std::size_t i = begin; i < stack_.diffs.size(); ++i) {
      Diff& diff = stack_.diffs[i];
      std::erase_if(diff.files, [&](const FileDiff& file) {
        const bool out = (!step.only.empty() && !matches_any(step.only, file.name())) ||
                         matches_any(step.skip, file.name());
        if (out) diff.left_out.push_back(file.name());
        return out;
      });
      kept += diff.files.size();
      if (!diff.left_out.empty())
        note(diff.source, fmt::format("left out: {}", fmt::join(diff.left_out, ", ")));
    }
    if (kept == 0 && stack_.diffs.size() > begin)
      return user_fault(
          fmt::format("{}: `only` and `skip` leave nothing of it", stack_.diffs[begin].source),
          "widen them, or leave the step out");
    std::erase_if(stack_.diffs, [](const Diff& diff) { return diff.files.empty(); });
    return {};
  }

  const Sources& sources_;
  Stack stack_;
  int steps_ = 0;  // read
};

}  // namespace

std::string fingerprint(const Diff& diff) {
  std::string hash = sys::sha256(diff.text);
  if (!diff.left_out.empty()) hash += fmt::format(" without {}", fmt::join(diff.left_out, ","));
  // What earlier versions dropped in silence: a kernel built without it has another name.
  const bool is_carried_out = std::ranges::any_of(diff.files, [](const FileDiff& file) {
    return file.kind != FileDiff::Kind::Change || (file.hunks.empty() && !file.is_mode_only());
  });
  return is_carried_out ? hash + " with renames" : hash;
}

Result<Stack> read_stack(const std::vector<spec::PatchStep>& steps, const Sources& sources) {
  Reader reader(sources);
  for (const spec::PatchStep& step : steps) TRY_STATUS(reader.read(step));
  return std::move(reader.stack());
}

}  // namespace folioscope::patches
