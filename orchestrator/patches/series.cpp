// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/series.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "sys/text.h"

namespace folioscope::patches {
namespace {

// One version of a series: mails with the same number of parts, or one without numbers.
struct Group {
  int version = 1;
  int parts = 0;
  std::map<int, Mail> mails;  // by part; 0 is the cover letter
  std::set<std::string> threads;

  bool is_whole() const {
    if (parts == 0) return true;
    for (int part = 1; part <= parts; ++part)
      if (!mails.contains(part)) return false;
    return true;
  }
  int patches() const { return static_cast<int>(mails.size()) - (parts > 0 && mails.contains(0)); }
  // A group that is a reply's, or of a cover letter alone, has none.
  const Mail& first() const { return mails.begin()->second; }
};

std::string title_of(const Group& group) {
  const std::string version = group.version > 1 ? fmt::format("v{}", group.version) : "v1";
  if (group.parts == 0) return fmt::format("{} of \"{}\"", version, group.first().subject.title);
  return fmt::format("{} of \"{}\" ({} parts)", version, group.first().subject.title, group.parts);
}

std::string missing_parts(const Group& group) {
  std::vector<int> missing;
  for (int part = 1; part <= group.parts; ++part)
    if (!group.mails.contains(part)) missing.push_back(part);
  return fmt::format("part{} {} of {}", missing.size() == 1 ? "" : "s", fmt::join(missing, ", "),
                     group.parts);
}

bool belongs(const Group& group, const Mail& mail) {
  const Subject& subject = mail.subject;
  if (subject.parts == 0 || group.parts != subject.parts || group.version != subject.version)
    return false;
  return !group.mails.contains(subject.part) ||
         group.mails.at(subject.part).subject.title == subject.title;
}

// A mail that came twice, by two lists or as a copy.
bool is_known(const std::vector<Group>& groups, const Mail& mail) {
  return mail.subject.parts == 0 && std::ranges::any_of(groups, [&](const Group& group) {
           const Mail& other = group.first();
           return group.parts == 0 &&
                  (mail.id.empty() ? other.text == mail.text : other.id == mail.id);
         });
}

// Of a numbered part that came twice, the later one in the file counts: it was sent again.
void add(std::vector<Group>& groups, Mail mail) {
  if (is_known(groups, mail)) return;
  auto found = std::ranges::find_if(groups, [&](const Group& group) {
    return belongs(group, mail) && group.threads.contains(mail.thread);
  });
  if (found == groups.end())
    found = std::ranges::find_if(groups, [&](const Group& group) { return belongs(group, mail); });
  if (found == groups.end()) {
    groups.push_back({mail.subject.version, mail.subject.parts, {}, {}});
    found = groups.end() - 1;
  }
  if (!mail.thread.empty()) found->threads.insert(mail.thread);
  if (!mail.id.empty()) found->threads.insert(mail.id);
  found->mails.insert_or_assign(mail.subject.part, std::move(mail));
}

// Two versions of one thing: one answers the other, or a title is the same.
bool are_versions(const Group& left, const Group& right) {
  if (left.version == right.version) return false;
  for (const std::string& thread : left.threads)
    if (right.threads.contains(thread)) return true;
  for (const auto& [part, mail] : left.mails)
    for (const auto& [other_part, other] : right.mails)
      if (mail.subject.title == other.subject.title) return true;
  return false;
}

// The group of several versions that is taken: the newest whole one, else the newest.
Result<std::size_t> choose(const std::vector<Group>& groups, std::vector<std::size_t> versions,
                           Series& series, const std::string& name) {
  std::ranges::stable_sort(versions, [&](std::size_t left, std::size_t right) {
    return groups[left].version > groups[right].version;
  });
  const auto whole =
      std::ranges::find_if(versions, [&](std::size_t index) { return groups[index].is_whole(); });
  if (whole == versions.end()) {
    const Group& newest = groups[versions.front()];
    return patch_fault(
        fmt::format("{}: {} of \"{}\" {} missing", name, missing_parts(newest),
                    newest.first().subject.title,
                    newest.patches() + 1 == newest.parts ? "is" : "are"),
        "save the whole thread (`lore:` takes it by a message id), or name the mails that are "
        "wanted under `patches:`, where each stands for itself");
  }
  for (const std::size_t index : versions) {
    if (index == *whole) continue;
    const std::string why = groups[index].is_whole()
                                ? std::string()
                                : fmt::format(", which misses {}", missing_parts(groups[index]));
    series.notes.push_back(
        {name, fmt::format("{} is taken, {} is passed over{}", title_of(groups[*whole]),
                           title_of(groups[index]), why)});
  }
  return *whole;
}

void take(Group group, Series& series, const std::string& name) {
  for (auto& [part, mail] : group.mails) {
    const std::string text = mail.text + "\n" + mail.message;
    const std::string base = base_commit_of(text);
    if (!base.empty()) series.base_commit = base;
    for (std::string& id : prerequisites_of(text))
      if (std::ranges::find(series.prerequisites, id) == series.prerequisites.end())
        series.prerequisites.push_back(std::move(id));
    if (group.parts > 0 && part == 0) continue;
    if (mail.has_patch())
      series.mails.push_back(std::move(mail));
    else
      series.notes.push_back({name, describe(mail) + " changes no file: skipped"});
  }
}

// Patches into groups, replies with a diff of their own into notes.
std::vector<Group> group_mails(std::vector<Mail> mails, Series& series, const std::string& name) {
  const bool has_patches = std::ranges::any_of(
      mails, [](const Mail& mail) { return !mail.subject.is_reply && mail.has_patch(); });
  std::vector<Group> groups;
  for (Mail& mail : mails) {
    const bool is_reply = mail.subject.is_reply && has_patches;
    if (is_reply && mail.has_patch())
      series.notes.push_back({name, describe(mail) + " is a reply: its diff is passed over"});
    // "[PATCH] x" without a diff is an empty commit, other mails without one are talk.
    const bool is_patch = mail.has_patch() || (mail.subject.is_patch && !mail.subject.is_reply);
    if (!is_reply && is_patch) add(groups, std::move(mail));
  }
  return groups;
}

// What stands behind the key, where it is the name of an object.
std::vector<std::string> ids_after(std::string_view key, std::string_view text) {
  constexpr std::size_t kFewestDigits = 12;
  std::vector<std::string> ids;
  for (const std::string_view line : sys::split_lines(text)) {
    if (!line.starts_with(key)) continue;
    const std::string_view id = sys::trim(line.substr(key.size()));
    if (id.size() >= kFewestDigits && id.find_first_not_of("0123456789abcdef") == id.npos)
      ids.emplace_back(id);
  }
  return ids;
}

}  // namespace

std::string base_commit_of(std::string_view text) {
  const std::vector<std::string> commits = ids_after("base-commit: ", text);
  return commits.empty() ? std::string() : commits.front();
}

std::vector<std::string> prerequisites_of(std::string_view text) {
  return ids_after("prerequisite-patch-id: ", text);
}

Result<Series> choose_series(std::vector<Mail> mails, const std::string& name) {
  Series series;
  const std::vector<Group> groups = group_mails(std::move(mails), series, name);
  std::vector<bool> done(groups.size(), false);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (done[i]) continue;
    std::vector<std::size_t> versions;
    for (std::size_t j = i; j < groups.size(); ++j)
      if (!done[j] && (j == i || are_versions(groups[i], groups[j]))) versions.push_back(j);
    for (const std::size_t index : versions) done[index] = true;
    TRY(const std::size_t chosen, choose(groups, versions, series, name));
    take(groups[chosen], series, name);
  }
  if (series.mails.empty() && groups.empty())
    return patch_fault(fmt::format("{} contains no patch", name),
                       "expected mails with a unified diff, as `git format-patch` makes them");
  return series;
}

}  // namespace folioscope::patches
