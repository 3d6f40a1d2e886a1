// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/draft.h"

#include <fmt/format.h>

#include <cstdio>
#include <stop_token>
#include <system_error>
#include <vector>

#include "app/output.h"
#include "kbuild/preview.h"
#include "patches/patch_stack.h"
#include "run/kernels.h"
#include "spec/parse.h"
#include "suggest/base_choice.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;

// The patch as a step, and as a variant of the file names it.
struct Source {
  spec::PatchStep step;
  std::string key, value;
  std::string text;  // of a file
};

bool is_mailbox(std::string_view text) {
  return text.starts_with("From ") && text.find("\nFrom ", 1) != text.npos;
}

Result<Source> read_source(const DraftArguments& arguments, const fs::path& directory) {
  const int given = !arguments.patch.empty() + !arguments.mbox.empty() + !arguments.lore.empty();
  if (given != 1)
    return user_fault(given == 0 ? "no patch is named" : "more than one patch is named",
                      "--patch FILE, --mbox FILE or --lore MESSAGE-ID");
  Source source;
  if (!arguments.lore.empty()) {
    source.step = {spec::PatchStep::Kind::Lore, arguments.lore};
    source.key = "lore";
    source.value = arguments.lore;
    return source;
  }
  const fs::path file = arguments.patch.empty() ? arguments.mbox : arguments.patch;
  auto text = sys::read_file(file);
  if (!text)
    return user_fault(
        text.fault().what,
        "a patch is a file (a diff, a mail, a mailbox) or a message id, which has an @");
  source.text = *std::move(text);
  const bool mailbox = !arguments.mbox.empty() || is_mailbox(source.text);
  source.step = {mailbox ? spec::PatchStep::Kind::Mbox : spec::PatchStep::Kind::Patch,
                 fs::absolute(file).string()};
  source.key = mailbox ? "mbox" : "patches";
  std::error_code error;
  const fs::path relative = fs::proximate(fs::absolute(file), directory, error);
  source.value =
      error || relative.string().starts_with("..") ? source.step.target : relative.string();
  return source;
}

// The value of `base:`, of --base as it was given. A repository without a revision is taken at the
// commit that the patch was made for, where it has that, else at HEAD; `reason` says so.
Result<std::string> base_value(const std::string& base, const std::string& base_commit,
                               const fs::path& cache, std::string& reason) {
  std::error_code error;
  reason = "as asked for";
  if (base.starts_with('{')) return base;
  if (base.starts_with("linux-source-")) {
    const std::size_t at = base.find('@');
    return at == base.npos
               ? fmt::format("{{debian: {}}}", base)
               : fmt::format("{{debian: {}, suite: {}}}", base.substr(0, at), base.substr(at + 1));
  }
  const std::size_t at = base.rfind('@');
  const fs::path place = base.substr(0, at);
  if (fs::exists(place / ".git", error) || fs::exists(place / "objects", error)) {
    const std::string repository = fs::canonical(place, error).string();
    if (at != base.npos) return suggest::git_value(repository, base.substr(at + 1));
    if (base_commit.empty()) return suggest::git_value(repository, "HEAD");
    const std::string commit = suggest::commit_in(repository, base_commit, cache);
    const std::string named = suggest::short_commit(base_commit);
    reason += commit.empty() ? fmt::format(", at HEAD: it does not have base-commit {}", named)
                             : fmt::format(", at base-commit {}", named);
    return suggest::git_value(repository, commit.empty() ? "HEAD" : commit);
  }
  if (fs::is_directory(base, error))
    return fmt::format("{{tree: {}}}", fs::absolute(base).string());
  if (fs::is_regular_file(base, error))
    return fmt::format("{{tarball: {}}}", fs::absolute(base).string());
  return user_fault(
      fmt::format("`{}` is no base", base),
      "linux-source-6.12, linux-source-7.3@trixie-backports, a tree, a tarball, a git "
      "repository with @REVISION, or {key: value} as `base:` has it");
}

Result<std::vector<std::string>> known_bases(const fs::path& product) {
  TRY(const std::string text, sys::read_file(product / "configs/suggest/bases.yaml"));
  std::vector<std::string> bases;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (const std::string line = text.substr(at, end - at); line.starts_with("- "))
      bases.push_back(line.substr(2));
    at = end + 1;
  }
  return bases;
}

enum class Fit { Applies, Refused, Untried };

// Whether the draft's patch applies to the draft's base.
Result<Fit> fit_of(const suggest::Draft& draft, const fs::path& file, const fs::path& cache,
                   std::string& why) {
  const spec::Parsed parsed =
      spec::parse(suggest::experiment_text(draft), file.string(), spec::find_roots(file));
  if (!parsed.ok()) {
    why = spec::to_string(parsed.diagnostics.front());
    return Fit::Refused;
  }
  TRY(const kbuild::Preview preview, kbuild::preview(run::recipe_of(parsed.spec, {1, 0}), cache));
  if (preview.fault) {
    why = preview.fault->what;
    return Fit::Refused;
  }
  return preview.tried ? Fit::Applies : Fit::Untried;
}

// Those of bases.yaml whose line is understood; the others are named when they are tried.
std::vector<suggest::Candidate> candidates(suggest::Draft draft, const fs::path& file,
                                           const std::vector<std::string>& bases) {
  std::vector<suggest::Candidate> known;
  for (const std::string& base : bases) {
    draft.base = base;
    const spec::Parsed parsed =
        spec::parse(suggest::experiment_text(draft), file.string(), spec::find_roots(file));
    if (parsed.ok()) known.push_back({parsed.spec.bases.front().source, base});
  }
  return known;
}

// By what the patch says that it was made from. False: it does not say, or of nothing that is here
// and can be taken; `draft.base_reason` is then what was looked for in vain.
bool take_base_by_origin(suggest::Draft& draft, const fs::path& file,
                         const suggest::PatchOrigin& origin,
                         const std::vector<fs::path>& repositories,
                         const std::vector<std::string>& bases, const fs::path& cache) {
  const suggest::BaseByOrigin found = suggest::base_by_origin(
      origin, repositories, candidates(draft, file, bases), cache, std::stop_token());
  draft.base_reason = found.reason;
  if (found.by == suggest::BaseByOrigin::By::Nothing) return false;
  draft.base = found.value;
  std::string why;
  const auto fit = fit_of(draft, file, cache, why);
  if (!fit.ok()) {  // of what is no kernel, or too old
    draft.base_reason += fmt::format(", which cannot be taken: {}", fit.fault().what);
    return false;
  }
  if (*fit == Fit::Refused)
    draft.base_reason +=
        fmt::format(", but it does not apply there: {}", why.substr(0, why.find('\n')));
  return *fit != Fit::Refused || found.by != suggest::BaseByOrigin::By::MostFiles;
}

// The first of `bases` that the patch applies to.
Status take_first_base(suggest::Draft& draft, const fs::path& file,
                       const std::vector<std::string>& bases, const fs::path& cache) {
  std::string why, refused, untried;
  for (const std::string& base : bases) {
    draft.base = base;
    TRY(const Fit fit, fit_of(draft, file, cache, why));
    if (fit == Fit::Applies) {
      draft.base_reason = refused.empty() && untried.empty()
                              ? "the newest that is known here; the patch applies to it"
                              : "the newest that the patch was seen to apply to";
      return {};
    }
    if (fit == Fit::Refused && refused.empty()) refused = why;
    if (fit == Fit::Untried && untried.empty()) untried = base;
  }
  if (untried.empty())
    return Fault{
        FaultDomain::Patch,
        fmt::format("the patch applies to none of the bases that are known here: {}", refused),
        "name the tree that it is for: --base DIR, or --base REPOSITORY@REVISION"};
  draft.base = untried;
  draft.base_reason =
      "the newest that may take it; this tree is not unpacked here yet, so it was not tried: "
      "`folioscope build` fetches it and says";
  return {};
}

// Repositories that a kernel's developer may mean without saying so: where the command is given,
// and where the patch lies.
std::vector<fs::path> near_repositories(const Source& source) {
  std::vector<fs::path> directories = {fs::current_path()};
  if (source.step.kind != spec::PatchStep::Kind::Lore)
    directories.push_back(fs::path(source.step.target).parent_path());
  return suggest::repositories_of(directories);
}

Status choose_base(suggest::Draft& draft, const fs::path& file, const fs::path& product,
                   const Source& source, const patches::Stack& stack) {
  TRY(const std::vector<std::string> bases, known_bases(product));
  TRY(const fs::path cache, sys::cache_dir());
  const bool found = take_base_by_origin(draft, file, suggest::origin_of(stack),
                                         near_repositories(source), bases, cache);
  if (found) return {};
  const std::string in_vain = draft.base_reason;
  TRY_STATUS(take_first_base(draft, file, bases, cache));
  if (!in_vain.empty())
    draft.base_reason = fmt::format("{}; chosen instead: {}", in_vain, draft.base_reason);
  return {};
}

}  // namespace

void add_draft_options(Command& command, DraftArguments& arguments) {
  command.add_option("--patch", arguments.patch, "a diff, or a mail with one")->type_name("FILE");
  command.add_option("--mbox", arguments.mbox, "a series, as a mailbox")->type_name("FILE");
  command.add_option("--lore", arguments.lore, "a message id of the lists; b4 fetches the series")
      ->type_name("ID");
  command
      .add_option(
          "--base", arguments.base,
          "linux-source-6.12, linux-source-7.3@trixie-backports, a tree, a tarball, a git\n"
          "repository with @REVISION; default: the patch's base-commit, where a repository here\n"
          "has it; else the base whose files are those of its index lines; else the newest of\n"
          "configs/suggest/bases.yaml that the patch applies to")
      ->type_name("BASE");
}

Result<Drafted> write_draft(const DraftArguments& arguments) {
  Drafted drafted;
  drafted.file = arguments.out;
  const fs::path directory =
      arguments.out.empty() ? fs::current_path() : fs::absolute(drafted.file).parent_path();
  TRY(const Source source, read_source(arguments, directory));
  TRY(const fs::path cache, sys::cache_dir());
  TRY(const patches::Stack stack,
      patches::read_stack({source.step}, {.cache = cache, .network = patches::Network::Allowed}));
  suggest::Draft& draft = drafted.draft;
  draft.patch_key = source.key;
  draft.patch_value = source.value;
  draft.subject = suggest::subject_of(source.text);
  if (draft.subject.empty() && source.text.empty() && !stack.diffs.empty())
    draft.subject = suggest::subject_of(stack.diffs.front().text);
  draft.touched = suggest::touched_files(stack.diffs);
  const fs::path product = sys::product_dir();
  TRY(const auto suggestions, suggest::read_suggestions(product / "configs/suggest"));
  draft.suggestion = suggest::choose(suggestions, draft.touched);
  if (drafted.file.empty()) drafted.file = suggest::name_of(draft.subject) + ".yaml";

  std::error_code error;
  if (!arguments.force && fs::exists(drafted.file, error))
    return user_fault(fmt::format("{} is there already", drafted.file.string()),
                      "--out FILE writes elsewhere, --force replaces it");
  if (arguments.base.empty()) {
    TRY_STATUS(choose_base(draft, drafted.file, product, source, stack));
  } else {
    TRY(draft.base, base_value(arguments.base, stack.base_commit, cache, draft.base_reason));
  }
  TRY_STATUS(sys::write_file(drafted.file, suggest::experiment_text(draft)));
  return drafted;
}

void print_draft(const Drafted& drafted) {
  const suggest::Draft& draft = drafted.draft;
  print_out("{}\n", drafted.file.string());
  if (!draft.subject.empty()) print_out("  patch     {}\n", draft.subject);
  print_out("  base      {}: {}\n", draft.base, draft.base_reason);
  print_out("  measures  {} (configs/suggest/{}.yaml)\n", draft.suggestion.why,
            draft.suggestion.name);
  std::fflush(stdout);  // before the progress of a run, which goes elsewhere
}

}  // namespace folioscope::app
