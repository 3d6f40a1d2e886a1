// SPDX-License-Identifier: GPL-3.0-or-later
// What a stack that does not apply is told: by which diff, which hunk, and what to do about it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <set>

#include "patches/glob.h"
#include "patches/patch_stack.h"

namespace folioscope::patches {
namespace {

// More files than that are counted.
constexpr std::size_t kShownFailures = 5;

// A hunk of a diff that could not be applied.
struct Place {
  const FileDiff* file;
  const Hunk* hunk;
};

std::string describe(const Place& place) {
  return fmt::format("{}, hunk {} (line {} of the patch): {}", place.file->name(),
                     place.hunk - place.file->hunks.data() + 1, place.hunk->line,
                     place.hunk->header);
}

std::string describe(const Failure& failure) {
  if (failure.hunk == nullptr) return failure.why;
  return fmt::format("{}\n  {}", describe(Place{failure.file, failure.hunk}), failure.why);
}

// The `skip:` that takes all failures away, where the build needs none of their files.
std::string skip_of(const std::vector<Failure>& failures) {
  std::set<std::string> parts;
  for (const Failure& failure : failures) {
    const std::string part = part_not_built(failure.file->name());
    if (part.empty()) return {};
    parts.insert(fmt::format("\"{}\"", part));
  }
  return fmt::format("skip: [{}]", fmt::join(parts, ", "));
}

std::string remedy_for(const Diff& diff, const std::vector<Failure>& failures) {
  if (const std::string skip = skip_of(failures); !skip.empty())
    return fmt::format("a kernel is built without {}: leave it out with `{}` on this step of `{}`",
                       failures.size() == 1 ? "this file" : "these files", skip, diff.key);
  std::string remedy =
      "rebase the patch on the experiment's base, with the steps before it applied";
  if (!diff.about_base.empty())
    remedy += fmt::format("; {}: `git fetch` that commit and name it as `rev`", diff.about_base);
  if (!diff.missing.empty()) remedy += "; " + diff.missing;
  if (diff.flowed)
    remedy += "; it was sent as format=flowed, which breaks patches: take it from the archive";
  return remedy;
}

Fault conflict(const Diff& diff, const std::vector<Failure>& failures) {
  std::string what = fmt::format("{} does not apply: ", diff.source);
  for (std::size_t i = 0; i < std::min(failures.size(), kShownFailures); ++i)
    what += (i == 0 ? "" : "\n  ") + describe(failures[i]);
  if (failures.size() > kShownFailures)
    what += fmt::format("\n  and {} more files", failures.size() - kShownFailures);
  return patch_fault(std::move(what), remedy_for(diff, failures));
}

Fault already_in(const Diff& diff) {
  return patch_fault(fmt::format("{} is already in this base: undoing it works", diff.source),
                     "leave it out; what the base is without it, `revert:` or a patch made with "
                     "`git diff -R` tells");
}

// Where a stack stopped.
struct Stop {
  std::optional<Fault> fault;
  std::optional<Place> place;
};

// What needs fuzz may be there already: undoing it, line by line, says so.
Status apply_one(const Diff& diff, PatchedTree& tree, int max_fuzz, Patched& patched, Stop& stop) {
  PatchedTree after = tree;
  TRY(Outcome outcome, apply(diff, after, max_fuzz));
  const bool clean = outcome.failures.empty() && outcome.fuzz == 0;
  if (!clean) {
    TRY(const bool there, is_in(diff, tree));
    if (there) {
      stop.fault = already_in(diff);
      return {};
    }
  }
  if (outcome.failures.empty()) {
    tree = std::move(after);
    append(patched.notes, std::move(outcome.notes));
    return {};
  }
  const Failure& first = outcome.failures.front();
  if (first.hunk != nullptr) stop.place = Place{first.file, first.hunk};
  stop.fault = conflict(diff, outcome.failures);
  return {};
}

Result<Patched> apply_all(const std::vector<Diff>& instrumentation, const std::vector<Diff>& stack,
                          const ReadOriginal& original, Stop& stop) {
  Patched patched;
  PatchedTree tree(original);
  for (const Diff& diff : instrumentation) {
    TRY_STATUS(apply_one(diff, tree, 0, patched, stop));
    if (stop.fault) return *stop.fault;
  }
  patched.notes.clear();  // where a hook lands is no business of who reads results
  for (std::size_t i = 0; i < stack.size(); ++i) {
    const std::size_t noted = patched.notes.size();
    TRY_STATUS(apply_one(stack[i], tree, kMaxFuzz, patched, stop));
    if (stop.fault) return *stop.fault;
    for (std::size_t note = noted; note < patched.notes.size(); ++note) {
      patched.notes[note].step = stack[i].step;
      patched.notes[note].diff = static_cast<int>(i);
    }
  }
  patched.files = tree.files();
  return patched;
}

// The hook of the instrumentation that lies nearest to the place, in words; empty when none is in
// that file.
std::string nearest_hook(const std::vector<Diff>& instrumentation, const Place& place) {
  std::string nearest;
  int distance = std::numeric_limits<int>::max();
  for (const Diff& diff : instrumentation)
    for (const FileDiff& file : diff.files)
      for (const Hunk& hunk : file.hunks) {
        const int away = std::abs(hunk.old_first - place.hunk->old_first);
        if (file.name() != place.file->name() || away >= distance) continue;
        distance = away;
        nearest = fmt::format("{}: {}", diff.source, describe(Place{&file, &hunk}));
      }
  return nearest;
}

}  // namespace

Result<Patched> apply_stack(const std::vector<Diff>& stack, const ReadOriginal& original) {
  Stop stop;
  return apply_all({}, stack, original, stop);
}

Result<Patched> apply_instrumented(const std::vector<Diff>& instrumentation,
                                   const std::vector<Diff>& stack, const ReadOriginal& original) {
  Stop stop;
  auto patched = apply_all(instrumentation, stack, original, stop);
  if (patched.ok() || instrumentation.empty() || patched.fault().domain != FaultDomain::Patch)
    return patched;
  Stop ignored;
  if (auto alone = apply_all(instrumentation, {}, original, ignored); !alone.ok())
    return user_fault("the instrumentation is not for this base: " + alone.fault().what,
                      "take the series of the base's version, or leave `instrumentation` out");
  if (!apply_stack(stack, original).ok()) return patched;
  std::string what = patched.fault().what;
  if (stop.place)
    if (const std::string hook = nearest_hook(instrumentation, *stop.place); !hook.empty())
      what += fmt::format("\n  the nearest hook is in {}", hook);
  return patch_fault("conflict with the instrumentation: " + what,
                     "the patch applies to the bare base; rebase it on the instrumented one, or "
                     "leave `instrumentation` out");
}

}  // namespace folioscope::patches
