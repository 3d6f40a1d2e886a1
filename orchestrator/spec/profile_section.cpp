// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/profile_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr const char* kProfiles = "profiles";
// Each is a reading of the whole file, whose other keys it may replace.
constexpr std::size_t kMaxProfiles = 64;
// What differs between the profiles of an experiment is its size, never its meaning: how many
// kernels, not how they are made.
constexpr const char* kOfProfiles[] = {
    "boots",   "guests", "seed",   "bases",      "variants", "machines",    "workloads",
    "observe", "watch",  "events", "histograms", "settings", "boot_timeout"};

const Keys& profile_keys() {
  static const Keys keys = [] {
    Keys profile{.section = "profile", .rows = {}};
    for (const char* key : kOfProfiles) profile.rows.push_back(*experiment_keys().find(key));
    return profile;
  }();
  return keys;
}

const Node* find(const Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.keys, key, &Key::text);
  if (map.kind != Node::Kind::Map || found == map.keys.end()) return nullptr;
  return &map.items[static_cast<std::size_t>(found - map.keys.begin())];
}

void check_profile(const Node& root, const Key& key, const Node& profile, Diagnostics& out) {
  const Fields fields(profile, fmt::format("profile `{}`", key.text), profile_keys(), out);
  if (!fields.is_map()) return;
  const Node* profiles = find(root, kProfiles);
  for (const std::string_view required : experiment_keys().in_profiles) {
    const bool elsewhere = std::ranges::any_of(
        profiles->items, [&](const Node& other) { return find(other, required) != nullptr; });
    if (!find(root, required) && !find(profile, required) && elsewhere)
      out.add(key.at, fmt::format("profile `{}` has no `{}`, nor has the file", key.text, required),
              fmt::format("add `{}:` to the profile, or to the file for all of them", required));
  }
}

void replace(Node& map, const Key& key, const Node& value) {
  const auto found = std::ranges::find(map.keys, key.text, &Key::text);
  if (found == map.keys.end()) {
    map.keys.push_back(key);
    map.items.push_back(value);
    return;
  }
  map.items[static_cast<std::size_t>(found - map.keys.begin())] = value;
  *found = key;
}

void refuse_unknown(const Node& root, const std::vector<std::string>& names,
                    const std::string& wanted, Diagnostics& out) {
  const auto key = std::ranges::find(root.keys, kProfiles, &Key::text);
  if (names.empty())
    out.add(root.at, fmt::format("there is no profile `{}`: the file has none", wanted),
            "leave the profile out, or add `profiles:` to the file");
  else
    out.add(key->at, fmt::format("there is no profile `{}`", wanted),
            fmt::format("the file has {}", fmt::join(names, ", ")));
}

}  // namespace

Form profiles_form() {
  return Form::named(Form::map(profile_keys), kNamePattern, {1, kMaxProfiles});
}

std::vector<std::string> read_profile_names(const Node& root, Diagnostics& out) {
  std::vector<std::string> names;
  const Node* profiles = find(root, kProfiles);
  if (!profiles) return names;
  if (profiles->kind != Node::Kind::Map || profiles->keys.empty()) {
    out.add(profiles->at, "profiles is not a map of profiles",
            "such as `profiles: {quick: {boots: 6}, full: {boots: 20}}`");
    return names;
  }
  if (!check_most(profiles->at, profiles->keys.size(), kMaxProfiles, "profiles", out)) return names;
  for (std::size_t i = 0; i < profiles->keys.size(); ++i) {
    const Key& key = profiles->keys[i];
    const auto name = read_name({Node::Kind::Scalar, key.at, key.text, {}, {}}, "profile", out);
    if (!name) continue;
    if (std::ranges::find(names, *name) != names.end())
      out.add(key.at, fmt::format("two profiles are named `{}`", *name), "rename one");
    else
      names.push_back(*name);
    check_profile(root, key, profiles->items[i], out);
  }
  return names;
}

Node apply_profile(const Node& root, const std::vector<std::string>& names,
                   const std::string& wanted, std::string& chosen, Diagnostics& out) {
  chosen = wanted.empty() && !names.empty() ? names.front() : wanted;
  if (!chosen.empty() && std::ranges::find(names, chosen) == names.end())
    refuse_unknown(root, names, chosen, out);
  const Node* profiles = find(root, kProfiles);
  if (!profiles) return root;
  const Node* profile = find(*profiles, chosen);
  Node merged = root;
  // A profile that is not there has its diagnostic; the first one shows what else is wrong.
  if (!profile && profiles->kind == Node::Kind::Map && !profiles->items.empty())
    profile = &profiles->items.front();
  if (profile && profile->kind == Node::Kind::Map)
    for (std::size_t i = 0; i < profile->keys.size(); ++i)
      replace(merged, profile->keys[i], profile->items[i]);
  return merged;
}

}  // namespace folioscope::spec
