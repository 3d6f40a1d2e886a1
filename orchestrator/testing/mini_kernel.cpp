// SPDX-License-Identifier: GPL-3.0-or-later
#include "testing/mini_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/temp_dir.h"
#include "sys/process.h"
#include "sys/text.h"
#include "testing/places.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

const fs::path kTestData = fs::path(source_dir()) / "orchestrator/kbuild/testdata";

}  // namespace

std::string shell(const std::string& script) {
  sys::Command command;
  command.argv = {"sh", "-ec", script};
  auto exit = sys::run(command);
  if (!exit.ok() || !exit->ok()) {
    ADD_FAILURE() << script << "\n" << (exit.ok() ? exit->err : exit.fault().what);
    return {};
  }
  return std::string(sys::trim(exit->out));
}

std::string content(const fs::path& file) {
  auto text = sys::read_file(file);
  EXPECT_TRUE(text.ok()) << text.fault().what;
  return text.ok() ? *text : std::string();
}

std::string hash_of(const fs::path& file) { return sys::sha256(content(file)); }

MiniKernel::MiniKernel() {
  auto dir = TempDir::create("mini-kernel");
  EXPECT_TRUE(dir.ok());
  dir_.emplace(std::move(dir).value());
  fs::create_directory(cache());
  fs::copy(kTestData / "mini-kernel", path("linux"), fs::copy_options::recursive);
}

fs::path MiniKernel::tree() const { return path("linux"); }

fs::path MiniKernel::tarball() const {
  const fs::path tarball = path("linux.tar.xz");
  if (!fs::exists(tarball))
    shell("tar -C " + dir_->path().string() + " -cJf " + tarball.string() + " linux");
  return tarball;
}

fs::path MiniKernel::repository() const {
  const fs::path repository = path("repository");
  if (!fs::exists(repository))
    shell("cp -r " + tree().string() + " " + repository.string() + "; cd " + repository.string() +
          "; git init -q; git config user.name t; git config user.email t@example.org;"
          " git add -A; git commit -qm base; git tag v1");
  return repository;
}

std::string MiniKernel::fragment(const std::string& name, const std::string& text) const {
  const fs::path file = path(name);
  EXPECT_TRUE(sys::write_file(file, text).ok());
  return file;
}

spec::PatchStep MiniKernel::patch(const std::string& name) {
  const auto kind =
      name.ends_with(".mbox") ? spec::PatchStep::Kind::Mbox : spec::PatchStep::Kind::Patch;
  return {kind, kTestData / "mini-patches" / name};
}

spec::PatchStep MiniKernel::hook(const std::string& name) {
  return {spec::PatchStep::Kind::Patch, kTestData / "mini-instrumentation" / name};
}

Recipe MiniKernel::recipe(const std::vector<std::string>& patches) const {
  Recipe recipe;
  recipe.base = {spec::Base::Kind::Tarball, tarball(), ""};
  recipe.fragments = {fragment("base.config", "CONFIG_MMU=y\nCONFIG_CMA=y\n")};
  for (const std::string& name : patches) recipe.steps.push_back(patch(name));
  return recipe;
}

Result<Kernel> MiniKernel::build(const Recipe& recipe) const {
  Options options;
  options.cache = cache();
  options.jobs = 1;
  return kbuild::build(recipe, options);
}

std::vector<std::string> MiniKernel::compiled(const Kernel& kernel) {
  std::vector<std::string> objects;
  const std::string log = content(kernel.image.parent_path() / "build.log");
  for (const std::string_view line : sys::split_lines(log))
    if (line.starts_with("  CC      ")) objects.emplace_back(line.substr(10));
  std::ranges::sort(objects);
  return objects;
}

}  // namespace folioscope::kbuild
