// SPDX-License-Identifier: GPL-3.0-or-later
// base, config and variants: what the kernels are made of.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "spec/fields.h"
#include "spec/restate.h"
#include "spec/sections.h"
#include "spec/step_section.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCore = "guest-image/instrumentation/core";
constexpr std::string_view kAutomatic = "auto";
constexpr const char* kHooks = "guest-image/instrumentation/hooks";

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

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
  std::vector<std::string> names{std::string(kAutomatic)};
  std::error_code error;
  for (fs::directory_iterator entry(context.resolve(kHooks), error), end; !error && entry != end;
       entry.increment(error))
    if (entry->is_directory(error)) names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  return names;
}

struct DirtyWord {
  std::string_view word;
  Base::Dirty dirty;
};
constexpr DirtyWord kDirtyWords[] = {
    {"refuse", Base::Dirty::Refuse}, {"take", Base::Dirty::Take}, {"ignore", Base::Dirty::Ignore}};

void read_dirty(const Node& node, const Fields& fields, const Context& context, Base& base) {
  if (base.kind != Base::Kind::Git)
    context.diagnostics.add(fields.key_place("dirty"), "`dirty` goes with `git` only",
                            "a `tree:` is taken as it is");
  const auto word = read_text(node, "base.dirty", context.diagnostics);
  if (!word) return;
  const auto known = std::ranges::find(kDirtyWords, *word, &DirtyWord::word);
  if (known == std::end(kDirtyWords))
    context.diagnostics.add(node.at, fmt::format("base.dirty `{}` is no word of it", *word),
                            "one of refuse (the default), take and ignore");
  else
    base.dirty = known->dirty;
}

}  // namespace

// The keys of a base, of which `fields` may have others as well.
Base read_source(const Node& node, const Fields& fields, const Context& context) {
  Base base;
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
  if (revision && base.kind == Base::Kind::Git) {
    base.revision = read_revision(*revision, "base.rev", context);
    if (is_revision_range(base.revision))
      context.diagnostics.add(revision->at, fmt::format("base.rev `{}` is a range", base.revision),
                              "a base is one revision; `rev: A..B` of a variant takes each commit");
  } else if (revision)
    context.diagnostics.add(fields.key_place("rev"), "`rev` goes with `git` only");
  else if (base.kind == Base::Kind::Git)
    context.diagnostics.add(node.at, "base.git has no `rev`", "add `rev:` with a tag or commit");
  if (const Node* dirty = fields.find("dirty")) read_dirty(*dirty, fields, context, base);
  if (const Node* suite = fields.find("suite")) {
    if (base.kind == Base::Kind::Debian)
      base.suite = read_suite(*suite, context);
    else
      context.diagnostics.add(fields.key_place("suite"), "`suite` goes with `debian` only");
  }
  return base;
}

Base read_base(const Node& node, const Context& context) {
  Fields fields(node, "base", {"debian", "suite", "tarball", "git", "rev", "dirty", "tree"},
                context.diagnostics);
  return fields.is_map() ? read_source(node, fields, context) : Base();
}

std::vector<NamedBase> read_bases(const Node& node, const Context& context) {
  std::vector<NamedBase> bases;
  for (const Node* item : read_list(node, "bases", ListForm::ListOnly, context.diagnostics)) {
    Fields fields(*item, "base",
                  {"name", "debian", "suite", "tarball", "git", "rev", "dirty", "tree"},
                  context.diagnostics);
    if (!fields.is_map()) continue;
    NamedBase base;
    if (const Node* name = fields.require("name"))
      base.name = read_name(*name, "base name", context.diagnostics).value_or("");
    if (std::ranges::find(bases, base.name, &NamedBase::name) != bases.end())
      context.diagnostics.add(item->at, fmt::format("two bases are named `{}`", base.name),
                              "results are kept by name; rename one");
    base.source = read_source(*item, fields, context);
    bases.push_back(std::move(base));
  }
  if (bases.empty()) bases.emplace_back();
  return bases;
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
  const std::string fragment = context.resolve("configs/kernel/instrumentation.config").string();
  if (std::ranges::find(spec.config, fragment) == spec.config.end())
    spec.config.push_back(fragment);
  if (*name == kAutomatic) {
    spec.hooks = context.resolve(kHooks).string();
    return;
  }
  if (spec.bases.size() > 1)
    context.diagnostics.add(node.at,
                            fmt::format("`{}` is the series of one kernel, and there are "
                                        "several bases",
                                        *name),
                            "write `instrumentation: auto`: each base takes its own");
  const fs::path directory = context.resolve(fs::path(kHooks) / *name);
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".patch") patches.push_back(entry->path().string());
  std::ranges::sort(patches);
  if (patches.empty())
    context.diagnostics.add(node.at, fmt::format("no instrumentation for `{}`", *name),
                            suggest(*name, series_of(context)));
}

// A..B: both of them, and two dots.
void check_range(const Node& node, const std::string& revision, Diagnostics& out) {
  if (!is_revision_range(revision)) return;
  const std::size_t dots = revision.find("..");
  const std::string from = revision.substr(0, dots), to = revision.substr(dots + 2);
  if (from.empty() || to.empty() || to.front() == '.' || is_revision_range(to))
    out.add(node.at, fmt::format("variant rev `{}` is no range of commits", revision),
            "write OLD..NEW, two revisions and two dots");
}

// `base:`, or `rev:` for another revision of the experiment's.
void read_own_base(const Fields& fields, const std::vector<NamedBase>& bases,
                   const Context& context, Variant& variant) {
  const Node* own = fields.find("base");
  const Node* revision = fields.find("rev");
  if (own == nullptr && revision == nullptr) return;
  const Place at = own != nullptr ? own->at : revision->at;
  if (own != nullptr) {
    variant.base = read_base(*own, context);
    if (revision != nullptr)
      context.diagnostics.add(revision->at, "a variant has both `base` and `rev`",
                              "the revision stands in the base: `base: {git: ..., rev: ...}`");
  } else if (bases.front().source.kind != Base::Kind::Git) {
    context.diagnostics.add(at, "`rev` of a variant needs a git base",
                            "use `base: {git: ..., rev: ...}` for the experiment");
  } else {
    variant.base = bases.front().source;
    variant.base->revision = read_revision(*revision, "variant rev", context);
    check_range(*revision, variant.base->revision, context.diagnostics);
  }
  if (bases.size() > 1)
    context.diagnostics.add(at, "a variant with a base of its own, and several bases",
                            "keep it here and one base for all, or `bases:`");
}

// `on: ["7.3"]`: not on the other bases.
void read_on(const Node& node, const std::vector<NamedBase>& bases, const Context& context,
             Variant& variant) {
  std::vector<std::string> wanted, known;
  for (const NamedBase& base : bases) known.push_back(base.name);
  for (const Node* item : read_list(node, "on", ListForm::OrOneScalar, context.diagnostics)) {
    const auto name = read_text(*item, "name of a base", context.diagnostics);
    if (!name) continue;
    if (std::ranges::find(known, *name) == known.end())
      context.diagnostics.add(
          item->at, fmt::format("there is no base `{}`", *name),
          known.size() > 1 ? suggest(*name, known) : "`on` chooses of several `bases:`");
    wanted.push_back(*name);
  }
  if (known.size() == 1) return;
  for (const std::string& name : known)
    if (std::ranges::find(wanted, name) == wanted.end()) variant.leave_out(name);
}

std::vector<Variant> read_variants(const Node& node, const std::vector<NamedBase>& bases,
                                   const Context& context) {
  std::vector<Variant> variants;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "variants", ListForm::ListOnly, context.diagnostics)) {
    Fields fields(*item, "variant",
                  {"name", "base", "rev", "on", "patches", "mbox", "lore", "revert", "settings"},
                  context.diagnostics);
    Variant variant;
    if (const Node* name = fields.require("name")) {
      variant.name = read_name(*name, "variant name", context.diagnostics).value_or("");
      if (!variant.name.empty() && !seen.insert(variant.name).second)
        context.diagnostics.add(name->at, fmt::format("two variants are named `{}`", variant.name),
                                "results are kept by name; rename one");
    }
    if (fields.is_map()) {
      read_own_base(fields, bases, context, variant);
      read_steps(*item, bases, context, variant);
      if (const Node* on = fields.find("on")) read_on(*on, bases, context, variant);
    }
    if (const Node* settings = fields.find("settings"))
      variant.settings = read_variant_settings(*settings, context);
    variants.push_back(std::move(variant));
  }
  if (!variants.empty() && !variants.front().not_on.empty())
    context.diagnostics.add(node.at,
                            fmt::format("the baseline `{}` is not on {}", variants.front().name,
                                        variants.front().not_on.front()),
                            "everything is compared with the first variant, on each base");
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
