// SPDX-License-Identifier: GPL-3.0-or-later
// Where a kernel's source comes from: a Debian source package or tarball, a git revision, or a
// directory that is copied and never changed. An Origin knows what the source is (its identity) and
// can bring a directory to that state.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "patches/apply.h"
#include "patches/sources.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

class Origin {
 public:
  virtual ~Origin() = default;

  // Equal for equal source; changes with the content, the commit or the package's version.
  const std::string& identity() const { return identity_; }
  // What shares a warm tree: one repository or directory through all its states, one tarball.
  const std::string& lineage() const { return lineage_; }
  // The repository of a git base, to look up reverts; empty for others.
  const std::filesystem::path& git_dir() const { return git_dir_; }
  // The commit of a git base, in full; empty for others.
  const std::string& commit() const { return commit_; }
  // What of a work tree is not committed and taken all the same (Base::Dirty::Take): the first
  // diff of every variant.
  const std::optional<patches::Diff>& changes() const { return changes_; }

  // The files of this identity, where they can be read without unpacking; outlived by the origin.
  virtual std::optional<patches::ReadOriginal> reader() const { return std::nullopt; }

  // Brings `source` from `had` (an identity of the same lineage) to this identity, changing only
  // the files that differ; from nothing when `had` is empty (then `source` does not exist yet).
  // `notes` is a directory beside it that belongs to the origin.
  virtual Status materialise(const std::filesystem::path& source,
                             const std::filesystem::path& notes, const std::string& had,
                             std::stop_token stop) const = 0;
  // From nothing, what the programs in tools/ are built from: the whole source, or all of it but
  // large directories that they do not look into.
  virtual Status materialise_for_tools(const std::filesystem::path& source,
                                       const std::filesystem::path& notes,
                                       std::stop_token stop) const {
    return materialise(source, notes, "", stop);
  }
  // The text of the source's top Makefile. Fault (User): there is none.
  virtual Result<std::string> makefile(std::stop_token stop) const = 0;

 protected:
  Origin(std::string identity, std::string lineage, std::filesystem::path git_dir = {})
      : identity_(std::move(identity)),
        lineage_(std::move(lineage)),
        git_dir_(std::move(git_dir)) {}

  std::string commit_;
  std::optional<patches::Diff> changes_;

 private:
  std::string identity_;
  std::string lineage_;
  std::filesystem::path git_dir_;
};

// Network says whether a git URL or a package may be fetched, or only what is here may be used.
using patches::Network;

// Whether find_origin() needs no network, as far as that can be told without it.
bool is_here(const spec::Base& base, const std::filesystem::path& cache);

// A package or a URL that is not here is fetched. Faults: User (not found; the remedy names the
// package or the path), Host (no network, no space).
Result<std::unique_ptr<Origin>> find_origin(const spec::Base& base,
                                            const std::filesystem::path& cache, Network network,
                                            std::stop_token stop);

// The three kinds; find_origin() chooses.
Result<std::unique_ptr<Origin>> open_tarball(const std::filesystem::path& tarball,
                                             const std::filesystem::path& cache);
// The identity of a tarball whose hash is remembered; empty: it was not opened as it is now.
std::string known_identity(const std::filesystem::path& tarball,
                           const std::filesystem::path& cache);
bool is_git_here(const spec::Base& base, const std::filesystem::path& cache);
Result<std::unique_ptr<Origin>> open_git(const spec::Base& base, const std::filesystem::path& cache,
                                         Network network, std::stop_token stop);
Result<std::unique_ptr<Origin>> open_directory(const std::filesystem::path& directory);

}  // namespace folioscope::kbuild
