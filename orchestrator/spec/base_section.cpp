// SPDX-License-Identifier: GPL-3.0-or-later
// base and bases: where the kernel sources come from.
#include <fmt/format.h>

#include <algorithm>

#include "spec/fields.h"
#include "spec/restate.h"
#include "spec/sections.h"
#include "spec/step_section.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPackage = "^[a-z0-9][a-z0-9+.-]*$";
constexpr const char* kSuite = "^[a-z0-9][a-z0-9.-]*$";  // "trixie-backports", "sid"

struct DirtyWord {
  std::string_view word;
  Base::Dirty dirty;
};
constexpr DirtyWord kDirtyWords[] = {
    {"refuse", Base::Dirty::Refuse}, {"take", Base::Dirty::Take}, {"ignore", Base::Dirty::Ignore}};

Form dirty_form() {
  std::vector<std::string> words;
  for (const DirtyWord& known : kDirtyWords) words.emplace_back(known.word);
  return Form::word(std::move(words));
}

const Keys& base_keys() {
  static const Keys keys{
      .section = "base",
      .rows = {{"debian", Form::single(kPackage),
                "A Debian package of kernel source, such as `linux-source-6.1`."},
               {"suite", Form::single(kSuite), "The suite that the package is fetched from."},
               {"tarball", Form::single(), "A tarball of kernel source."},
               {"git", Form::single(),
                "A repository, a work tree or a URL; `rev` says what of it."},
               {"rev", Form::single(kRevisionPattern), "A branch, a tag or a commit of `git`."},
               {"dirty", dirty_form(), "What becomes of changes in `git` that are not committed.",
                std::string(kDirtyWords[0].word)},
               {"tree", Form::single(), "A directory with kernel source, taken as it is."}},
      .one_of = {"debian", "tarball", "git", "tree"},
      .needs = {{"suite", "debian"}, {"git", "rev"}, {"rev", "git"}, {"dirty", "git"}}};
  return keys;
}

const Keys& named_base_keys() {
  static const Keys keys = [] {
    Keys named = base_keys();
    named.section = "named-base";
    named.rows.insert(named.rows.begin(),
                      {"name", Form::name(), "What conditions and paths of patches call it."});
    named.required = {"name"};
    return named;
  }();
  return keys;
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
  if (!fits(*text, kPackage))
    context.diagnostics.add(node.at, fmt::format("`{}` is not a Debian package name", *text),
                            "such as linux-source-6.1");
  return *text;
}

std::string read_suite(const Node& node, const Context& context) {
  auto text = read_text(node, "base.suite", context.diagnostics);
  if (!text) return {};
  if (!fits(*text, kSuite))
    context.diagnostics.add(node.at, fmt::format("`{}` is not a suite of Debian", *text),
                            "such as trixie-backports");
  return *text;
}

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

}  // namespace

Form base_form() { return Form::map(base_keys); }
Form bases_form() { return Form::list(Form::map(named_base_keys)); }

Base read_base(const Node& node, const Context& context) {
  Fields fields(node, "base", base_keys(), context.diagnostics);
  return fields.is_map() ? read_source(node, fields, context) : Base();
}

std::vector<NamedBase> read_bases(const Node& node, const Context& context) {
  std::vector<NamedBase> bases;
  for (const Node* item : read_list(node, "bases", ListForm::ListOnly, context.diagnostics)) {
    Fields fields(*item, "base", named_base_keys(), context.diagnostics);
    if (!fields.is_map()) continue;
    NamedBase base;
    if (const Node* name = fields.find("name"))
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

}  // namespace folioscope::spec
