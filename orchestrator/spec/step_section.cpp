// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/step_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "spec/fields.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

constexpr Range kVersion{1, 999};
constexpr const char* kMessageId = "^[^/]*@[^/]*$";  // with an @, and no address of an archive
constexpr const char* kGlob = "^([^./].*|[.]([^/].*)?)$";  // from the top of the source, not ./

// Which files of a step are taken.
std::vector<KeyRow> with_globs(std::vector<KeyRow> rows) {
  const Form globs = Form::list_or_one(Form::single(kGlob));
  rows.push_back({"only", globs, "Patterns of the files that are taken, such as `mm/**`."});
  rows.push_back({"skip", globs, "Patterns of the files that are left out."});
  return rows;
}

const Keys& file_step_keys() {
  static const Keys keys{
      .section = "patch-file",
      .rows = with_globs({{"file", Form::single(), "A diff or a mail; of `mbox`, a mailbox."}}),
      .required = {"file"}};
  return keys;
}

const Keys& lore_step_keys() {
  static const Keys keys{
      .section = "archive-series",
      .rows = with_globs(
          {{"id", Form::single(kMessageId), "A message id of the series."},
           {"version", Form::count(kVersion), "Which version of it; the newest, if not said."},
           {"mailbox", Form::single(), "A file with the thread, so that nothing is fetched."}}),
      .required = {"id"}};
  return keys;
}

const Keys& revert_step_keys() {
  static const Keys keys{.section = "revert",
                         .rows = with_globs({{"rev", Form::single(kRevisionPattern),
                                              "A commit to revert, or a range A..B."}}),
                         .required = {"rev"}};
  return keys;
}

// Of RFC 5322, as far as lists use it; it may stand in its angle brackets.
std::string read_message_id(const Node& node, const Context& context) {
  auto text = read_text(node, "lore", context.diagnostics);
  if (!text) return {};
  if (text->starts_with('<') && text->ends_with('>')) *text = text->substr(1, text->size() - 2);
  const bool plain = std::ranges::all_of(*text, [](unsigned char c) {
    return std::isgraph(c) != 0 && c != '<' && c != '>' && c != '/';
  });
  if (text->find('@') == text->npos || text->starts_with('-') || !plain)
    context.diagnostics.add(node.at, fmt::format("lore `{}` is not a message id", *text),
                            "the part of the archive's address that has the @, such as "
                            "20260101120000.1234-1-somebody@example.org");
  return *text;
}

// What the steps of a variant are read with.
struct StepContext {
  const Context& reading;
  const std::vector<NamedBase>& bases;
  Variant& variant;  // its not_on grows
};

std::string with_base(std::string text, const std::string& base) {
  constexpr std::string_view kName = kBaseName;
  for (std::size_t at = 0; (at = text.find(kName, at)) != text.npos; at += base.size())
    text.replace(at, kName.size(), base);
  return text;
}

// A path that names the base stands for several files. A variant is not on a base that has none.
std::string read_patch_path(const Node& node, std::string_view what, const StepContext& context) {
  if (node.text.find(kBaseName) == node.text.npos)
    return read_path(node, what, fs::file_type::regular, context.reading);
  Diagnostics& out = context.reading.diagnostics;
  if (context.bases.size() == 1 && context.bases.front().name.empty()) {
    out.add(node.at, fmt::format("{} `{}` names the base, which has no name", what, node.text),
            "names are given by `bases:`");
    return {};
  }
  for (const fs::path& root : {context.reading.roots.own, context.reading.roots.product}) {
    const std::string pattern = fs::absolute(root / node.text).lexically_normal();
    std::vector<std::string> missing;
    std::error_code error;
    for (const NamedBase& base : context.bases)
      if (!fs::is_regular_file(with_base(pattern, base.name), error)) missing.push_back(base.name);
    if (root.empty() || missing.size() == context.bases.size()) continue;
    for (const std::string& name : missing) context.variant.leave_out(name);
    return pattern;
  }
  const std::string example = with_base(node.text, context.bases.front().name);
  out.add(node.at, fmt::format("{} `{}` exists for no base", what, node.text),
          fmt::format("looked for {} and the like", context.reading.resolve(example).string()));
  return {};
}

struct StepKey {
  std::string_view key;
  PatchStep::Kind kind;
  const char* target;  // its name where the step is written as a map
  Form::KeysOf keys;   // of that map
};
constexpr StepKey kStepKeys[] = {{"patches", PatchStep::Kind::Patch, "file", file_step_keys},
                                 {"mbox", PatchStep::Kind::Mbox, "file", file_step_keys},
                                 {"lore", PatchStep::Kind::Lore, "id", lore_step_keys},
                                 {"revert", PatchStep::Kind::Revert, "rev", revert_step_keys}};

std::string read_target(PatchStep::Kind kind, const Node& node, const StepContext& context) {
  switch (kind) {
    case PatchStep::Kind::Patch:
      return read_patch_path(node, "patch", context);
    case PatchStep::Kind::Mbox:
      return read_patch_path(node, "mbox", context);
    case PatchStep::Kind::Lore:
      return read_message_id(node, context.reading);
    case PatchStep::Kind::Revert:
      return read_revision(node, "revert", context.reading);
  }
  return {};
}

// Patterns of paths below the top of the source tree.
std::vector<std::string> read_globs(const Node& node, const char* key, const Context& context) {
  std::vector<std::string> globs;
  for (const Node* item : read_list(node, key, ListForm::OrOneScalar, context.diagnostics)) {
    const auto glob = read_text(*item, key, context.diagnostics);
    if (!glob) continue;
    if (!fits(*glob, kGlob))
      context.diagnostics.add(item->at, fmt::format("`{}` matches no file of a diff", *glob),
                              "paths begin at the top of the source, such as tools/testing/**");
    globs.push_back(*glob);
  }
  return globs;
}

// `{file: x.mbox, skip: [tools/testing/**]}`
PatchStep read_step_map(const StepKey& known, const Node& node, const StepContext& step_context) {
  const Context& context = step_context.reading;
  PatchStep step{known.kind, {}};
  const bool lore = known.kind == PatchStep::Kind::Lore;
  const Fields fields(node, known.key, known.keys(), context.diagnostics);
  if (const Node* target = fields.find(known.target))
    step.target = read_target(known.kind, *target, step_context);
  if (const Node* only = fields.find("only")) step.only = read_globs(*only, "only", context);
  if (const Node* skip = fields.find("skip")) step.skip = read_globs(*skip, "skip", context);
  if (!lore) return step;
  if (const Node* version = fields.find("version"))
    step.version = static_cast<int>(
        read_count(*version, "version", kVersion, context.diagnostics).value_or(0));
  if (const Node* mailbox = fields.find("mailbox"))
    step.mailbox = read_path(*mailbox, "mailbox", fs::file_type::regular, context);
  return step;
}

// A map is a list of one, as a single value is.
std::vector<const Node*> items_of(const Node& node, std::string_view key, const Context& context) {
  if (node.kind == Node::Kind::Map) return {&node};
  return read_list(node, key, ListForm::OrOneScalar, context.diagnostics);
}

}  // namespace

Form step_form(PatchStep::Kind kind) {
  const auto known = std::ranges::find(kStepKeys, kind, &StepKey::kind);
  const Form& target = known->keys().find(known->target)->form;
  return Form::list_or_one(Form::either({target, Form::map(known->keys)}));
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
  if (!fits(*text, kRevisionPattern))
    context.diagnostics.add(node.at, fmt::format("{} `{}` is not a git revision", what, *text),
                            "a branch, a tag or a commit");
  return *text;
}

void read_steps(const Node& node, const std::vector<NamedBase>& bases, const Context& context,
                Variant& variant) {
  const StepContext reading{context, bases, variant};
  const bool all_git = std::ranges::all_of(bases, [&](const NamedBase& base) {
    return variant.base.value_or(base.source).kind == Base::Kind::Git;
  });
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    auto known = std::ranges::find(kStepKeys, key.text, &StepKey::key);
    if (known == std::end(kStepKeys)) continue;  // not a step, or an unknown key already reported
    if (known->kind == PatchStep::Kind::Revert && !all_git)
      context.diagnostics.add(
          key.at, "`revert` needs a git base",
          "use `base: {git: ..., rev: ...}`, or a patch that undoes the commit");
    for (const Node* item : items_of(node.items[i], key.text, context)) {
      PatchStep step = item->kind == Node::Kind::Map
                           ? read_step_map(*known, *item, reading)
                           : PatchStep{known->kind, read_target(known->kind, *item, reading)};
      const bool twice = std::ranges::any_of(variant.steps, [&](const PatchStep& other) {
        return other.kind == step.kind && other.target == step.target;
      });
      if (twice && step.only.empty() && step.skip.empty())
        context.diagnostics.add(item->at, fmt::format("`{}` is applied twice", item->text),
                                "remove one of them");
      variant.steps.push_back(std::move(step));
    }
  }
}

bool Variant::is_on(const NamedBase& where) const {
  return std::ranges::find(not_on, where.name) == not_on.end();
}

void Variant::leave_out(const std::string& base_name) {
  if (std::ranges::find(not_on, base_name) == not_on.end()) not_on.push_back(base_name);
}

std::vector<PatchStep> Variant::steps_on(const NamedBase& where) const {
  std::vector<PatchStep> filled = steps;
  for (PatchStep& step : filled) step.target = with_base(std::move(step.target), where.name);
  return filled;
}

}  // namespace folioscope::spec
