// SPDX-License-Identifier: GPL-3.0-or-later
// base, config and variants: what the kernels are made of.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCore = "guest-image/instrumentation/core";
constexpr const char* kHooks = "guest-image/instrumentation/hooks";

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// A git argument that can neither be taken for an option nor split into two.
bool is_revision(const std::string& text) {
  return !text.starts_with('-') && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || is_one_of(c, "._/~^@{}-+");
  });
}

bool is_package(const std::string& text) {
  return std::isalnum(static_cast<unsigned char>(text.front())) &&
         std::ranges::all_of(text, [](char c) {
           return std::islower(static_cast<unsigned char>(c)) ||
                  std::isdigit(static_cast<unsigned char>(c)) || is_one_of(c, "+-.");
         });
}

// "trixie-backports", "sid", "bookworm-security".
bool is_suite(const std::string& text) {
  return is_package(text) && text.find('+') == std::string::npos;
}

// An existing file or directory, absolute.
std::string read_path(const Node& node, std::string_view what, fs::file_type wanted,
                      const Context& context) {
  auto text = read_text(node, what, context.diagnostics);
  if (!text) return {};
  fs::path path = context.resolve(*text);
  std::error_code error;
  auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    context.diagnostics.add(node.at, fmt::format("{} `{}` does not exist", what, *text),
                            fmt::format("looked for {}", path.string()));
  } else if (status.type() != wanted) {
    bool file = wanted == fs::file_type::regular;
    context.diagnostics.add(
        node.at, fmt::format("{} `{}` is not a {}", what, *text, file ? "file" : "directory"));
  }
  return path.string();
}

std::string read_revision(const Node& node, std::string_view what, const Context& context) {
  auto text = read_text(node, what, context.diagnostics);
  if (!text) return {};
  if (!is_revision(*text))
    context.diagnostics.add(node.at, fmt::format("{} `{}` is not a git revision", what, *text),
                            "a branch, a tag or a commit");
  return *text;
}

std::string read_git_source(const Node& node, const Context& context) {
  auto text = read_text(node, "base.git", context.diagnostics);
  if (!text) return {};
  if (text->find("://") != std::string::npos) return *text;
  return read_path(node, "base.git", fs::file_type::directory, context);
}

std::string read_package(const Node& node, const Context& context) {
  auto text = read_text(node, "base.debian", context.diagnostics);
  if (!text) return {};
  if (!is_package(*text))
    context.diagnostics.add(node.at, fmt::format("`{}` is not a Debian package name", *text),
                            "such as linux-source-6.1");
  return *text;
}

std::string read_suite(const Node& node, const Context& context) {
  auto text = read_text(node, "base.suite", context.diagnostics);
  if (!text) return {};
  if (!is_suite(*text))
    context.diagnostics.add(node.at, fmt::format("`{}` is not a suite of Debian", *text),
                            "such as trixie-backports");
  return *text;
}

std::string read_step_target(PatchStep::Kind kind, const Node& node, const Context& context) {
  switch (kind) {
    case PatchStep::Kind::Patch:
      return read_path(node, "patch", fs::file_type::regular, context);
    case PatchStep::Kind::Mbox:
      return read_path(node, "mbox", fs::file_type::regular, context);
    case PatchStep::Kind::Revert:
      return read_revision(node, "revert", context);
  }
  return {};
}

struct StepKey {
  std::string_view key;
  PatchStep::Kind kind;
};
constexpr StepKey kStepKeys[] = {{"patches", PatchStep::Kind::Patch},
                                 {"mbox", PatchStep::Kind::Mbox},
                                 {"revert", PatchStep::Kind::Revert}};

// The steps of one variant, in the order in which its keys stand in the file.
std::vector<PatchStep> read_steps(const Node& node, const Base& base, const Context& context) {
  std::vector<PatchStep> steps;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    auto known = std::ranges::find(kStepKeys, key.text, &StepKey::key);
    if (known == std::end(kStepKeys)) continue;  // not a step, or an unknown key already reported
    if (known->kind == PatchStep::Kind::Revert && base.kind != Base::Kind::Git)
      context.diagnostics.add(
          key.at, "`revert` needs a git base",
          "use `base: {git: ..., rev: ...}`, or a patch that undoes the commit");
    for (const Node* item :
         read_list(node.items[i], key.text, ListForm::OrOneScalar, context.diagnostics)) {
      PatchStep step{known->kind, read_step_target(known->kind, *item, context)};
      if (std::ranges::find(steps, step) != steps.end())
        context.diagnostics.add(item->at, fmt::format("`{}` is applied twice", item->text),
                                "remove one of them");
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

std::string find_fragment(const Node& node, const std::string& text, const Context& context) {
  bool is_path = text.find('/') != std::string::npos || text.ends_with(".config");
  if (is_path) return read_path(node, "config fragment", fs::file_type::regular, context);
  fs::path path = context.resolve("configs/kernel/" + text + ".config");
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    context.diagnostics.add(node.at, fmt::format("no config fragment `{}`", text),
                            suggest(text, names_in(context, "configs/kernel", ".config")));
  return path.string();
}

// The kernels there is instrumentation for.
std::vector<std::string> series_of(const Context& context) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(context.resolve(kHooks), error), end; !error && entry != end;
       entry.increment(error))
    if (entry->is_directory(error)) names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace

Base read_base(const Node& node, const Context& context) {
  Base base;
  Fields fields(node, "base", {"debian", "suite", "tarball", "git", "rev", "tree"},
                context.diagnostics);
  if (!fields.is_map()) return base;
  int sources = 0;
  auto take = [&](const char* key, Base::Kind kind) {
    const Node* value = fields.find(key);
    if (!value) return value;
    base.kind = kind;
    if (++sources == 2)
      context.diagnostics.add(fields.key_place(key), "base names more than one source",
                              "keep one of debian, tarball, git and tree");
    return value;
  };
  if (auto* value = take("debian", Base::Kind::Debian)) base.source = read_package(*value, context);
  if (auto* value = take("tarball", Base::Kind::Tarball))
    base.source = read_path(*value, "base.tarball", fs::file_type::regular, context);
  if (auto* value = take("tree", Base::Kind::Tree))
    base.source = read_path(*value, "base.tree", fs::file_type::directory, context);
  if (auto* value = take("git", Base::Kind::Git)) base.source = read_git_source(*value, context);
  if (sources == 0)
    context.diagnostics.add(node.at, "base names no source",
                            "such as `base: {debian: linux-source-6.1}`");
  const Node* revision = fields.find("rev");
  if (revision && base.kind == Base::Kind::Git)
    base.revision = read_revision(*revision, "base.rev", context);
  else if (revision)
    context.diagnostics.add(fields.key_place("rev"), "`rev` goes with `git` only");
  else if (base.kind == Base::Kind::Git)
    context.diagnostics.add(node.at, "base.git has no `rev`", "add `rev:` with a tag or commit");
  if (const Node* suite = fields.find("suite")) {
    if (base.kind == Base::Kind::Debian)
      base.suite = read_suite(*suite, context);
    else
      context.diagnostics.add(fields.key_place("suite"), "`suite` goes with `debian` only");
  }
  return base;
}

std::vector<std::string> read_config(const Node& node, const Context& context) {
  std::vector<std::string> fragments;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "config", ListForm::ListOnly, context.diagnostics)) {
    auto text = read_text(*item, "config fragment", context.diagnostics);
    if (!text) continue;
    std::string path = find_fragment(*item, *text, context);
    if (!seen.insert(path).second)
      context.diagnostics.add(item->at, fmt::format("fragment `{}` is listed twice", *text),
                              "remove one of them");
    fragments.push_back(std::move(path));
  }
  return fragments;
}

Unmet read_unmet(const Node& node, const Context& context) {
  const auto text = read_text(node, "config_unmet", context.diagnostics);
  if (text && *text != "refuse" && *text != "take")
    context.diagnostics.add(node.at,
                            fmt::format("config_unmet is `refuse` or `take`, not `{}`", *text),
                            "the default is `refuse`");
  return text && *text == "take" ? Unmet::Take : Unmet::Refuse;
}

void read_instrumentation(const Node& node, const Context& context, Spec& spec) {
  std::vector<std::string>& patches = spec.instrumentation;
  const auto name = read_text(node, "instrumentation", context.diagnostics);
  if (!name) return;
  spec.overlay = context.resolve(kCore).string();
  const fs::path directory = context.resolve(fs::path(kHooks) / *name);
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".patch") patches.push_back(entry->path().string());
  std::ranges::sort(patches);
  if (patches.empty())
    context.diagnostics.add(node.at, fmt::format("no instrumentation for `{}`", *name),
                            suggest(*name, series_of(context)));
  const std::string fragment = context.resolve("configs/kernel/instrumentation.config").string();
  if (std::ranges::find(spec.config, fragment) == spec.config.end())
    spec.config.push_back(fragment);
}

std::vector<Variant> read_variants(const Node& node, const Base& base, const Context& context) {
  std::vector<Variant> variants;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "variants", ListForm::ListOnly, context.diagnostics)) {
    Fields fields(*item, "variant", {"name", "patches", "mbox", "revert", "settings"},
                  context.diagnostics);
    Variant variant;
    if (const Node* name = fields.require("name")) {
      variant.name = read_name(*name, "variant name", context.diagnostics).value_or("");
      if (!variant.name.empty() && !seen.insert(variant.name).second)
        context.diagnostics.add(name->at, fmt::format("two variants are named `{}`", variant.name),
                                "results are kept by name; rename one");
    }
    if (fields.is_map()) variant.steps = read_steps(*item, base, context);
    if (const Node* settings = fields.find("settings"))
      variant.settings = read_variant_settings(*settings, context);
    variants.push_back(std::move(variant));
  }
  return variants;
}

std::vector<std::string> names_in(const Context& context, const char* directory,
                                  const char* extension) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::path& root : {context.roots.own, context.roots.product}) {
    if (root.empty()) continue;
    for (fs::directory_iterator entry(root / directory, error), end; !error && entry != end;
         entry.increment(error))
      if (entry->path().extension() == extension) names.push_back(entry->path().stem().string());
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

}  // namespace folioscope::spec
