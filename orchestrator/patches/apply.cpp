// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace folioscope::patches {
namespace {

// Runs of hunks that were placed alike, as one note.
struct Placed {
  std::size_t first = 0, last = 0;  // from 1
  int fuzz = 0;
  long moved = 0;
};

std::string describe(const std::string& name, const Placed& placed) {
  std::string how;
  if (placed.fuzz != 0) how = fmt::format(" with fuzz {}", placed.fuzz);
  if (placed.moved != 0)
    how += fmt::format("{} {} line{} further {}", how.empty() ? "" : ",", std::abs(placed.moved),
                       std::abs(placed.moved) == 1 ? "" : "s", placed.moved > 0 ? "down" : "up");
  const std::string which = placed.first == placed.last
                                ? fmt::format("hunk {}", placed.first)
                                : fmt::format("hunks {} to {}", placed.first, placed.last);
  return fmt::format("{}: {} applied{}", name, which, how);
}

std::string describe(const Mismatch& mismatch) {
  if (mismatch.only_blanks)
    return "it fits but for blanks and tabs, which a mail program has changed";
  if (mismatch.line == 0) return "nothing like it is in the file";
  if (mismatch.ends)
    return fmt::format("the file ends in line {}, the patch wants `{}`", mismatch.line - 1,
                       mismatch.wanted);
  return fmt::format("line {} is `{}`, the patch wants `{}`", mismatch.line, mismatch.found,
                     mismatch.wanted);
}

bool is_there(const std::optional<std::string>& content) { return content.has_value(); }

class Applier {
 public:
  Applier(const Diff& diff, const PatchedTree& before, int max_fuzz)
      : diff_(diff), before_(before), now_(before), max_fuzz_(max_fuzz) {}

  Status run() {
    for (const FileDiff& file : diff_.files) {
      FileDiff settled = file;
      TRY_STATUS(settle_names(settled));
      TRY_STATUS(take(file, settled));
    }
    return {};
  }
  Outcome& outcome() { return outcome_; }
  PatchedTree& tree() { return now_; }

 private:
  void fail(const FileDiff& file, const Hunk* hunk, std::string why) {
    outcome_.failures.push_back({&file, hunk, std::move(why)});
  }
  void note(std::string text) { outcome_.notes.push_back({diff_.source, std::move(text)}); }

  Result<bool> exists(const std::string& path) const {
    TRY(const auto content, now_.read(path));
    return is_there(content);
  }
  // Whether a new file's directory is likely one of the tree: Linux has a Makefile in most.
  Result<bool> has_directory(const std::string& path) const {
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == path.npos ? "" : path.substr(0, slash + 1);
    for (const char* name : {"Makefile", "Kconfig", "Kbuild"}) {
      TRY(const bool there, exists(directory + name));
      if (there) return true;
    }
    return false;
  }

  // What the diff leaves open, the tree answers.
  Status settle_names(FileDiff& file) {
    if (file.unprefixed) note_unprefixed(file);
    if (!file.whole_from.empty() || !file.whole_to.empty()) {
      const bool is_new = file.whole_from.empty();
      TRY(const bool whole, is_new ? has_directory(file.whole_to) : exists(file.whole_from));
      if (whole) {
        file.from = file.whole_from;
        file.to = file.whole_to;
        note_unprefixed(file);
      }
    }
    if (file.kind != FileDiff::Kind::Change || file.from.empty() || file.to.empty()) return {};
    if (file.from == file.to) return {};
    TRY(const bool from_is_there, exists(file.from));
    if (from_is_there)
      file.to = file.from;
    else
      file.from = file.to;
    note(fmt::format("two names are given, {} is taken", file.to));
    return {};
  }
  void note_unprefixed(const FileDiff& file) {
    if (std::exchange(said_unprefixed_, true)) return;
    note(fmt::format("{} has no a/ or b/ before it: names are taken as they are (-p0)",
                     file.name()));
  }

  Status take(const FileDiff& given, const FileDiff& file) {
    if (file.from.empty()) return create(given, file);
    TRY(const auto source, source_of(file));
    if (!source.content) {
      fail(given, nullptr, fmt::format("{} does not exist", file.from));
      return {};
    }
    if (file.is_mode_only()) {
      note(fmt::format("changes the mode of {} only: skipped", file.to));
      return {};
    }
    TRY(const auto content, patched(given, file, *source.content));
    if (!content) return {};
    if (file.to.empty()) return remove(given, file, *content);
    if (file.kind != FileDiff::Kind::Change) return put_elsewhere(given, file, source, *content);
    if (file.executable) note(fmt::format("the change of {}'s mode is left out", file.to));
    PatchedFile changed = source;
    changed.content = *content;
    now_.put(std::move(changed));
    return {};
  }

  // git names what is renamed and copied as it was before the diff.
  Result<PatchedFile> source_of(const FileDiff& file) const {
    return file.kind == FileDiff::Kind::Change ? now_.file(file.from) : before_.file(file.from);
  }

  Status create(const FileDiff& given, const FileDiff& file) {
    TRY(const auto there, now_.read(file.to));
    if (there && !there->empty()) {
      fail(given, file.hunks.empty() ? nullptr : given.hunks.data(),
           fmt::format("{} exists already", file.to));
      return {};
    }
    TRY(const auto content, patched(given, file, ""));
    if (!content) return {};
    written_.insert(file.to);
    now_.put({file.to, *content, file.executable.value_or(false)});
    return {};
  }

  Status remove(const FileDiff& given, const FileDiff& file, const std::string& rest) {
    if (!rest.empty() && !file.hunks.empty())
      fail(given, &given.hunks.back(), "the file has more lines than the patch deletes");
    else
      now_.put({file.from, std::nullopt});
    return {};
  }

  Status put_elsewhere(const FileDiff& given, const FileDiff& file, const PatchedFile& source,
                       const std::string& content) {
    TRY(const bool there, exists(file.to));
    const bool moves_away = std::ranges::any_of(diff_.files, [&](const FileDiff& other) {
      return other.kind == FileDiff::Kind::Rename && other.from == file.to;
    });
    if (there && !moves_away) {
      fail(given, nullptr, fmt::format("{} exists already", file.to));
      return {};
    }
    if (file.kind == FileDiff::Kind::Rename && !written_.contains(file.from))
      now_.put({file.from, std::nullopt});
    written_.insert(file.to);
    PatchedFile made = source;
    made.path = file.to;
    made.content = content;
    if (made.mode_of.empty()) made.mode_of = file.from;
    if (file.executable) {
      made.executable = *file.executable;
      made.mode_of.clear();
    }
    now_.put(std::move(made));
    return {};
  }

  // Nothing where a hunk fails; that is noted.
  Result<std::optional<std::string>> patched(const FileDiff& given, const FileDiff& file,
                                             const std::string& content) {
    const Lines lines = to_lines(content);
    std::string out;
    std::size_t done = 0;
    std::vector<Placed> runs;
    Search search{0, 0, max_fuzz_};
    for (std::size_t i = 0; i < file.hunks.size(); ++i) {
      search.first = done;
      const auto place = find_place(lines, file.hunks[i], search);
      if (!place) {
        fail(given, &given.hunks[i], describe(find_mismatch(lines, file.hunks[i])));
        return std::optional<std::string>();
      }
      search.guess = place->moved;
      put_hunk(lines, file.hunks[i], *place, done, out);
      add_run(runs, i + 1, *place);
    }
    for (; done < lines.size(); ++done) out += lines[done];
    for (const Placed& run : runs) note(describe(file.name(), run));
    return std::optional(std::move(out));
  }

  void add_run(std::vector<Placed>& runs, std::size_t number, const Placement& place) {
    outcome_.fuzz = std::max(outcome_.fuzz, place.fuzz);
    if (place.fuzz == 0 && place.moved == 0) return;
    const bool goes_on = !runs.empty() && runs.back().last + 1 == number &&
                         runs.back().fuzz == place.fuzz && runs.back().moved == place.moved;
    if (goes_on)
      runs.back().last = number;
    else
      runs.push_back({number, number, place.fuzz, place.moved});
  }

  const Diff& diff_;
  const PatchedTree& before_;
  PatchedTree now_;
  int max_fuzz_;
  Outcome outcome_;
  std::set<std::string> written_;  // by creation, renames and copies of this diff
  bool said_unprefixed_ = false;
};

FileDiff reversed(const FileDiff& file) {
  FileDiff back = file;
  std::swap(back.from, back.to);
  std::swap(back.whole_from, back.whole_to);
  for (Hunk& hunk : back.hunks) hunk = reversed(hunk);
  return back;
}

}  // namespace

Result<std::optional<std::string>> PatchedTree::read(const std::string& path) const {
  const auto found = files_.find(path);
  if (found != files_.end()) return found->second.content;
  return (*original_)(path);
}

Result<PatchedFile> PatchedTree::file(const std::string& path) const {
  const auto found = files_.find(path);
  if (found != files_.end()) return found->second;
  PatchedFile file{path, std::nullopt};
  TRY(file.content, (*original_)(path));
  return file;
}

std::vector<PatchedFile> PatchedTree::files() const {
  std::vector<PatchedFile> files;
  for (const auto& [path, file] : files_) files.push_back(file);
  return files;
}

Result<Outcome> apply(const Diff& diff, PatchedTree& tree, int max_fuzz) {
  Applier applier(diff, tree, max_fuzz);
  TRY_STATUS(applier.run());
  if (applier.outcome().failures.empty()) tree = std::move(applier.tree());
  return std::move(applier.outcome());
}

Result<bool> is_in(const Diff& diff, const PatchedTree& tree) {
  Diff back{diff.source, {}, {}};
  for (auto file = diff.files.rbegin(); file != diff.files.rend(); ++file)
    if (file->kind != FileDiff::Kind::Copy && !file->is_mode_only())
      back.files.push_back(reversed(*file));
  if (back.files.empty()) return false;
  PatchedTree scratch = tree;
  TRY(const Outcome outcome, apply(back, scratch, 0));
  return outcome.failures.empty();
}

}  // namespace folioscope::patches
