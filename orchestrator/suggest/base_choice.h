// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernel a patch was made for, by what it says of that itself: the commit of its base-commit
// trailer (git format-patch --base, b4), else the blob ids of its index lines, which name the files
// before the patch to the byte. Looks at what is on this host; fetches and builds nothing.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/patch_stack.h"
#include "patches/preimage.h"
#include "spec/spec.h"

namespace folioscope::suggest {

struct PatchOrigin {
  std::string base_commit;                   // empty: none is named
  std::vector<patches::Preimage> preimages;  // of files that are not new
  std::size_t patches = 1;                   // of the stack
};
PatchOrigin origin_of(const patches::Stack& stack);

struct Candidate {
  spec::Base source;
  std::string value;  // of `base:`, one line of YAML
};

// The git repositories that these directories are in, each once, in their order.
std::vector<std::filesystem::path> repositories_of(
    const std::vector<std::filesystem::path>& directories);

// The commit in full, where the repository (a directory, or a URL that was fetched from) has it;
// else empty.
std::string commit_in(const std::string& repository, const std::string& commit,
                      const std::filesystem::path& cache);
// The value of `base:` for a revision of it.
std::string git_value(const std::string& repository, const std::string& revision);

// Its first 12 digits, as commits of Linux are abbreviated.
std::string short_commit(const std::string& commit);

struct BaseByOrigin {
  enum class By {
    Nothing,     // the patch does not say, or nothing that it says is here
    BaseCommit,  // a repository has the commit
    AllFiles,    // every file is the very one
    MostFiles    // more than half of them are
  };
  By by = By::Nothing;
  std::string value;   // of `base:`
  std::string reason;  // why this one; of Nothing, what was looked for in vain, may be empty
};

// `repositories` are looked at before the `known` bases, at HEAD and below as many commits as the
// stack has patches, where its patches may be the newest. Of bases that fit equally well the first
// one is taken.
BaseByOrigin base_by_origin(const PatchOrigin& origin,
                            const std::vector<std::filesystem::path>& repositories,
                            const std::vector<Candidate>& known, const std::filesystem::path& cache,
                            std::stop_token stop);

}  // namespace folioscope::suggest
