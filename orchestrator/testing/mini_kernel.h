// SPDX-License-Identifier: GPL-3.0-or-later
// testdata/mini-kernel as the base of recipes, with a cache of its own: the whole builder, in
// seconds. See the Makefile there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "kbuild/builder.h"
#include "sys/files.h"

namespace folioscope::kbuild {

class MiniKernel {
 public:
  MiniKernel();

  std::filesystem::path path(const std::string& name) const { return dir_->path() / name; }
  std::filesystem::path cache() const { return path("cache"); }

  // A copy of the tree to build from, a tarball of it, a repository with it as its first commit.
  std::filesystem::path tree() const;
  std::filesystem::path tarball() const;
  std::filesystem::path repository() const;

  // A configuration fragment with this text.
  std::string fragment(const std::string& name, const std::string& text) const;
  // Of testdata/mini-patches; .mbox files become mailbox steps.
  static spec::PatchStep patch(const std::string& name);
  // Of testdata/mini-instrumentation.
  static spec::PatchStep hook(const std::string& name);
  // From the tarball, with CONFIG_MMU and CONFIG_CMA.
  Recipe recipe(const std::vector<std::string>& patches = {}) const;

  Result<Kernel> build(const Recipe& recipe) const;
  // The C files that the last build compiled, sorted.
  static std::vector<std::string> compiled(const Kernel& kernel);

 private:
  std::optional<TempDir> dir_;
};

// Runs a shell script that must succeed; its output without the last newline.
std::string shell(const std::string& script);

std::string content(const std::filesystem::path& file);
std::string hash_of(const std::filesystem::path& file);

}  // namespace folioscope::kbuild
