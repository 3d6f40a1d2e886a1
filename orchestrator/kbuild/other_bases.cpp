// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/other_bases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

#include "base/temp_dir.h"
#include "kbuild/alarm.h"
#include "kbuild/debian_package.h"
#include "kbuild/readers.h"
#include "kbuild/tree_state.h"
#include "patches/git.h"
#include "sys/host.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

using patches::ReadOriginal;

enum class Fit { Clean, Fuzz, There, No };

// A file is asked for once for every hunk's sake.
ReadOriginal remembering(const ReadOriginal& read) {
  auto known = std::make_shared<std::map<std::string, std::optional<std::string>>>();
  return [known, read](const std::string& path) -> Result<std::optional<std::string>> {
    if (const auto found = known->find(path); found != known->end()) return found->second;
    TRY(std::optional<std::string> text, read(path));
    return known->emplace(path, std::move(text)).first->second;
  };
}

Result<Fit> try_with(const std::vector<patches::Diff>& stack, const ReadOriginal& read, int fuzz) {
  patches::PatchedTree tree(read);
  for (const patches::Diff& diff : stack) {
    patches::PatchedTree after = tree;
    TRY(const patches::Outcome outcome, patches::apply(diff, after, fuzz));
    if (!outcome.failures.empty() || outcome.fuzz > 0) {
      TRY(const bool there, patches::is_in(diff, tree));
      if (there) return Fit::There;
    }
    if (!outcome.failures.empty()) return Fit::No;
    tree = std::move(after);
  }
  return fuzz == 0 ? Fit::Clean : Fit::Fuzz;
}

Result<Fit> fit_of(const std::vector<patches::Diff>& stack, const ReadOriginal& original) {
  const ReadOriginal read = remembering(original);
  TRY(const Fit clean, try_with(stack, read, 0));
  if (clean != Fit::No) return clean;
  return try_with(stack, read, patches::kMaxFuzz);
}

// "6.12.95" of the base's Makefile.
std::string release_of(const ReadOriginal& read) {
  const auto makefile = read("Makefile");
  return makefile.ok() && *makefile ? release_in_makefile(**makefile) : std::string();
}

std::vector<fs::path> tarballs_below(const fs::path& directory) {
  std::vector<fs::path> tarballs;
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at.depth() > 0) at.disable_recursion_pending();
    if (at->path().filename().string().find(".tar.") != std::string::npos)
      tarballs.push_back(at->path());
  }
  std::ranges::sort(tarballs);
  return tarballs;
}

// "linux-source-6.12" of /usr/src/linux-source-6.12.tar.xz
std::string stem_of(const fs::path& tarball) {
  const std::string name = tarball.filename();
  return name.substr(0, name.find(".tar"));
}

class Search {
 public:
  Search(const Request& request, const fs::path& cache, std::stop_token stop)
      : request_(request),
        cache_(cache),
        alarm_(sys::time_scale(1)(std::chrono::seconds(kSearchSeconds)), std::move(stop)) {
    seen_.insert(request.origin->identity());
  }

  void try_named(const spec::NamedBase& base) {
    const std::string name = "base " + base.name;
    if (!is_here(base.source, cache_)) {
      left_out_.push_back(name + " (not fetched)");
      return;
    }
    const auto origin = find_origin(base.source, cache_, Network::Forbidden, alarm_.token());
    if (!origin.ok()) {
      left_out_.push_back(fmt::format("{} ({})", name, origin.fault().what));
      return;
    }
    if (!seen_.insert((*origin)->identity()).second) return;
    if (const auto reader = (*origin)->reader()) {
      judge(name, *reader);
      return;
    }
    std::optional<fs::path> tarball = fs::path(base.source.source);
    if (base.source.kind == spec::Base::Kind::Debian) tarball = tarball_here(base.source, cache_);
    if (tarball) try_tarball(name, *tarball, (*origin)->identity());
  }

  // What was fetched for other experiments, and the trees that were built in.
  void try_cache() {
    for (const fs::path& tarball : tarballs_below(cache_ / "sources")) {
      const auto origin = open_tarball(tarball, cache_);
      if (origin.ok() && seen_.insert((*origin)->identity()).second)
        try_tarball(stem_of(tarball), tarball, (*origin)->identity());
    }
    std::error_code error;
    std::vector<fs::path> trees;
    for (fs::directory_iterator at(cache_ / "trees", error), end; !error && at != end;
         at.increment(error))
      trees.push_back(at->path());
    std::ranges::sort(trees);
    for (const fs::path& tree : trees) {
      const std::string identity = load_tree_state(tree / "state").base;
      if (identity.empty() || seen_.contains(identity)) continue;
      if (const auto reader = read_warm_tree(tree, identity)) {
        seen_.insert(identity);
        judge(name_of(identity), reader->read);
      } else {
        left_out_.push_back(name_of(identity) + " (being built in)");
      }
    }
  }

  // The nearest one that takes the patches; the nearest with fuzz where none does without.
  void try_tags(const std::string& source) {
    std::string with_fuzz;
    std::vector<std::string> refused;
    for (const std::string& tag : nearest_tags()) {
      if (alarm_.rang()) break;
      const auto origin = find_origin(
          {spec::Base::Kind::Git, source, "refs/tags/" + tag, spec::Base::Dirty::Ignore}, cache_,
          Network::Forbidden, alarm_.token());
      if (!origin.ok() || !seen_.insert((*origin)->identity()).second) continue;
      const auto reader = (*origin)->reader();
      const auto fit = reader ? fit_of(request_.stack, *reader) : Result<Fit>(Fit::No);
      if (!fit.ok() || *fit == Fit::There) continue;
      if (*fit == Fit::Clean) {
        takes_.push_back("tag " + tag);
        return;
      }
      if (*fit == Fit::Fuzz && with_fuzz.empty()) with_fuzz = tag;
      if (*fit == Fit::No) refused.push_back(tag);
    }
    if (!with_fuzz.empty())
      takes_.push_back(fmt::format("tag {} (with fuzz)", with_fuzz));
    else if (!refused.empty())
      refuses_.push_back(refused.size() == 1 ? "tag " + refused.front()
                                             : fmt::format("the {} tags nearest to it ({}, ...)",
                                                           refused.size(), refused.front()));
  }

  bool found() const { return !takes_.empty(); }
  // Lines, each with a newline before it; empty: there was nothing to try.
  std::string text() const {
    const std::size_t count = request_.stack.size();
    const std::string what = count == 1 ? "it" : fmt::format("the stack of {} diffs", count);
    std::string text;
    const auto add = [&](const std::string& words, const std::vector<std::string>& names) {
      if (!names.empty()) text += fmt::format("\n  {}: {}", words, fmt::join(names, ", "));
    };
    add(what + (count == 1 ? " applies to" : " applies as a whole to"), takes_);
    add(takes_.empty() ? what + " applies to none of" : "not to", refuses_);
    add("already there, in part or whole, in", has_);
    add("not tried", left_out_);
    return text;
  }

 private:
  void judge(const std::string& name, const ReadOriginal& read) {
    const std::string release = release_of(read);
    const std::string full = release.empty() ? name : fmt::format("{} ({})", name, release);
    const auto fit = fit_of(request_.stack, read);
    if (!fit.ok())
      left_out_.push_back(fmt::format("{} ({})", full, fit.fault().what));
    else if (*fit == Fit::No)
      refuses_.push_back(full);
    else if (*fit == Fit::There)
      has_.push_back(full);
    else
      takes_.push_back(full + (*fit == Fit::Fuzz ? " with fuzz" : ""));
  }

  // Where it is unpacked already, there; else the few files of it.
  void try_tarball(const std::string& name, const fs::path& tarball, const std::string& identity) {
    if (const auto tree = find_warm_tree(cache_, identity)) {
      judge(name, tree->read);
      return;
    }
    if (alarm_.rang()) {
      left_out_.push_back(name + " (the time was over)");
      return;
    }
    const auto scratch = TempDir::create("folioscope-other-base-");
    if (!scratch.ok()) {
      left_out_.push_back(fmt::format("{} ({})", name, scratch.fault().what));
      return;
    }
    const auto reader =
        unpack_files(tarball, files_read_by(request_.stack), scratch->path(), alarm_.token());
    if (reader.ok())
      judge(name, *reader);
    else
      left_out_.push_back(fmt::format("{} ({})", name,
                                      alarm_.rang()
                                          ? fmt::format("not unpacked within {} s", kSearchSeconds)
                                          : reader.fault().what));
  }

  // A tree knows its base by a hash alone; packages that are installed have names.
  std::string name_of(const std::string& identity) const {
    for (const fs::path& tarball : tarballs_below("/usr/src"))
      if (known_identity(tarball, cache_) == identity) return stem_of(tarball);
    constexpr std::size_t kShown = 12;
    const std::size_t blank = identity.find(' ');
    const std::string kind = identity.substr(0, blank);
    return fmt::format("{} {} in the cache", kind == "files" ? "directory" : kind,
                       blank == identity.npos ? "" : identity.substr(blank + 1, kShown));
  }

  // By the time between them and the base.
  std::vector<std::string> nearest_tags() const {
    const std::string dir = "--git-dir=" + request_.origin->git_dir().string();
    const auto own = patches::git({dir, "show", "-s", "--format=%ct", request_.origin->commit()});
    const auto all = patches::git(
        {dir, "for-each-ref", "--format=%(creatordate:unix) %(refname:strip=2)", "refs/tags"});
    if (!own.ok() || !all.ok()) return {};
    const auto time_of = [](std::string_view text) {
      long long time = 0;
      std::from_chars(text.data(), text.data() + text.size(), time);
      return time;
    };
    const long long base = time_of(sys::trim(*own));
    std::vector<std::pair<long long, std::string>> tags;
    for (const std::string_view line : sys::split_lines(*all))
      if (const std::size_t blank = line.find(' '); blank != line.npos)
        tags.emplace_back(std::llabs(time_of(line.substr(0, blank)) - base),
                          line.substr(blank + 1));
    std::ranges::sort(tags);
    std::vector<std::string> names;
    for (auto& [away, name] : tags)
      if (names.size() < kTriedTags) names.push_back(std::move(name));
    return names;
  }

  const Request& request_;
  const fs::path& cache_;
  Alarm alarm_;
  std::set<std::string> seen_;  // identities
  std::vector<std::string> takes_, refuses_, has_, left_out_;
};

}  // namespace

Fault with_other_bases(Fault fault, const Request& request, const ReadOriginal& read,
                       const fs::path& cache, std::stop_token stop) {
  if (fault.domain != FaultDomain::Patch || request.stack.empty()) return fault;
  const auto here = fit_of(request.stack, read);
  if (!here.ok() || *here != Fit::No) return fault;
  Search search(request, cache, std::move(stop));
  for (const spec::NamedBase& base : request.others) search.try_named(base);
  search.try_cache();
  if (!request.origin->git_dir().empty()) search.try_tags(request.source);
  fault.what += search.text();
  if (search.found()) fault.remedy += "; or take a base that it applies to";
  return fault;
}

}  // namespace folioscope::kbuild
