// SPDX-License-Identifier: GPL-3.0-or-later
// config, instrumentation and variants: what the kernels are made of.
#include <fmt/format.h>

#include <algorithm>
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
constexpr const char* kRefuse = "refuse";
constexpr const char* kTake = "take";
constexpr const char* kHooks = "guest-image/instrumentation/hooks";

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

const Keys& variant_keys() {
  static const Keys keys{
      .section = "variant",
      .rows = {{"name", Form::name(), "What results call it; the first variant is the baseline."},
               {"base", base_form(), "A base of its own."},
               {"rev", Form::single(kRevisionPattern),
                "Another revision of the experiment's base; A..B is a variant for each commit."},
               {"on", Form::list_or_one(Form::single()),
                "The bases that it is on, of several; all, if not said."},
               {"patches", step_form(PatchStep::Kind::Patch),
                "Diffs and mails to apply, in order."},
               {"mbox", step_form(PatchStep::Kind::Mbox), "Mailboxes with series to apply."},
               {"lore", step_form(PatchStep::Kind::Lore),
                "Series of the mailing lists' archive, by a message id."},
               {"revert", step_form(PatchStep::Kind::Revert),
                "Commits of a git base to revert, and ranges A..B."},
               {"settings", variant_settings_form(),
                "Files under /sys and /proc to write in the guest, for this variant alone."}},
      .required = {"name"}};
  return keys;
}

// Each is a kernel to look up, and a series of bars on every page; `folioscope bisect` is for long
// series of commits.
constexpr std::size_t kMaxVariants = 1000;

}  // namespace

Form config_form() { return Form::list(Form::single()); }
Form unmet_form() { return Form::word({kRefuse, kTake}); }
Form variants_form() { return Form::list(Form::map(variant_keys), kMaxVariants); }

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
  if (text && *text != kRefuse && *text != kTake)
    context.diagnostics.add(node.at,
                            fmt::format("config_unmet is `refuse` or `take`, not `{}`", *text),
                            "the default is `refuse`");
  return text && *text == kTake ? Unmet::Take : Unmet::Refuse;
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
  if (!check_most(node.at, node.items.size(), kMaxVariants, "variants", context.diagnostics))
    return variants;
  std::set<std::string> seen;
  for (const Node* item : read_list(node, "variants", ListForm::ListOnly, context.diagnostics)) {
    Fields fields(*item, "variant", variant_keys(), context.diagnostics);
    Variant variant;
    if (const Node* name = fields.find("name")) {
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
