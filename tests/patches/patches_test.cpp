// SPDX-License-Identifier: GPL-3.0-or-later
// Every kernel patch that comes with the product, on the base that it is made for: the Debian
// source with the instrumentation below. Nothing is compiled; of the source only the files that
// some patch touches are unpacked. A base whose package is not installed is skipped, one of a suite
// is fetched.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "kbuild/debian_package.h"
#include "kbuild/overlay.h"
#include "patches/patch_stack.h"
#include "spec/parse.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/places.h"

namespace folioscope {
namespace {

namespace fs = std::filesystem;
using patches::Diff;
using testing::ContainsRegex;
using testing::HasSubstr;

const fs::path kTop = source_dir();
const fs::path kCore = kTop / "guest-image/instrumentation/core";
const fs::path kHooks = kTop / "guest-image/instrumentation/hooks";

std::vector<std::string> files_in(const fs::path& directory, const std::string& suffix) {
  std::vector<std::string> names;
  if (!fs::exists(directory)) return names;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == suffix) names.push_back(entry.path());
  std::ranges::sort(names);
  return names;
}

std::vector<Diff> read(const std::vector<std::string>& patches) {
  std::vector<spec::PatchStep> steps;
  for (const std::string& patch : patches) steps.push_back({spec::PatchStep::Kind::Patch, patch});
  auto stack = patches::read_stack(steps);
  EXPECT_TRUE(stack.ok()) << stack.fault().what;
  return stack.ok() ? stack->diffs : std::vector<Diff>();
}

// An experiment in every size that its file has.
std::vector<spec::Spec> profiles_of(const std::string& file) {
  std::vector<spec::Spec> experiments;
  std::vector<std::string> names = {""};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto parsed = spec::parse_file(file, names[i]);
    EXPECT_TRUE(parsed.ok()) << parsed.fault().what;
    if (!parsed.ok()) break;
    EXPECT_TRUE(parsed->ok()) << to_string(parsed->diagnostics.front());
    if (i == 0 && parsed->profiles.size() > 1)  // the first one is the default, read already
      names.insert(names.end(), parsed->profiles.begin() + 1, parsed->profiles.end());
    experiments.push_back(std::move(parsed->spec));
  }
  return experiments;
}

// The files of a base that some patch of ours changes.
class Originals {
 public:
  static std::optional<Originals> unpack(const fs::path& tarball,
                                         const std::set<std::string>& files) {
    auto directory = TempDir::create("folioscope-originals");
    EXPECT_TRUE(directory.ok()) << directory.fault().what;
    if (!directory.ok()) return std::nullopt;
    sys::Command command;
    // --occurrence: the rest of the archive is not read once all files were found.
    command.argv = {"tar",
                    "--extract",
                    "--occurrence=1",
                    "--strip-components=1",
                    "--no-same-owner",
                    "--file=" + tarball.string(),
                    "--directory=" + directory->path().string()};
    const std::string top = tarball.stem().stem().string() + "/";
    for (const std::string& file : files) command.argv.push_back(top + file);
    const auto exit = sys::run(command);
    EXPECT_TRUE(exit.ok() && exit->ok()) << (exit.ok() ? exit->err : exit.fault().what);
    return Originals(*std::move(directory));
  }
  patches::ReadOriginal reader() const {
    return [this](const std::string& path) -> Result<std::optional<std::string>> {
      if (!fs::exists(directory_.path() / path)) return std::optional<std::string>();
      TRY(std::string text, sys::read_file(directory_.path() / path));
      return std::optional(std::move(text));
    };
  }

 private:
  explicit Originals(TempDir directory) : directory_(std::move(directory)) {}
  TempDir directory_;
};

struct Base {
  const char* version;
  const char* suite;  // empty: the package has to be installed
};
void PrintTo(const Base& base, std::ostream* out) { *out << base.version; }

class Patches : public testing::TestWithParam<Base> {
 protected:
  static std::string version() { return GetParam().version; }
  // Where it would be, when it is not installed.
  static fs::path tarball() {
    const fs::path installed = "/usr/src/linux-source-" + version() + ".tar.xz";
    const std::string suite = GetParam().suite;
    if (suite.empty()) return installed;
    const auto cache = sys::cache_dir();
    EXPECT_TRUE(cache.ok()) << cache.fault().what;
    if (!cache.ok()) return installed;
    const auto fetched = kbuild::package_tarball(
        {.kind = spec::Base::Kind::Debian, .source = "linux-source-" + version(), .suite = suite},
        *cache, kbuild::Network::Allowed, {});
    EXPECT_TRUE(fetched.ok()) << fetched.fault().what << "\n" << fetched.fault().remedy;
    return fetched.ok() ? *fetched : installed;
  }
  std::size_t expect_all_apply(const spec::Spec& experiment, const spec::NamedBase& base);
  static std::vector<std::string> patches() {
    return files_in(kTop / "configs/patches" / version(), ".patch");
  }
  static std::vector<std::string> instrumentation() {
    return files_in(kHooks / version(), ".patch");
  }
  static std::set<std::string> touched() {
    std::set<std::string> files;
    for (const auto& patches_of : {instrumentation(), patches()})
      for (const Diff& diff : read(patches_of))
        for (const patches::FileDiff& file : diff.files)
          if (!file.from.empty()) files.insert(file.from);
    return files;
  }
  // Unpacked once: this takes seconds, everything else does not.
  static const Originals* originals() {
    static std::map<std::string, std::optional<Originals>> unpacked;
    const auto [found, is_new] = unpacked.try_emplace(version());
    if (is_new) found->second = Originals::unpack(tarball(), touched());
    return found->second ? &*found->second : nullptr;
  }
  // The core is below, as in a build.
  static void expect_applies(const std::vector<Diff>& below, const std::vector<std::string>& stack,
                             const std::string& what) {
    const Originals* const base = originals();
    ASSERT_NE(base, nullptr);
    const auto core = kbuild::read_overlay(kCore);
    ASSERT_TRUE(core.ok()) << core.fault().what;
    const auto applied = patches::apply_instrumented(below, read(stack),
                                                     kbuild::with_overlay(*core, base->reader()));
    EXPECT_TRUE(applied.ok()) << what << ": " << applied.fault().what;
  }
};

TEST_P(Patches, SayWhatTheyAre_AndWhichDiscussionTheyStandFor) {
  ASSERT_FALSE(patches().empty());
  for (const std::string& patch : patches()) {
    SCOPED_TRACE(patch);
    const auto text = sys::read_file(patch);
    ASSERT_TRUE(text.ok()) << text.fault().what;
    EXPECT_TRUE(text->starts_with("From: folioscope\nSubject: [PATCH] "));
    const std::string header = text->substr(0, text->find("\n---\n"));
    ASSERT_LT(header.size(), text->size()) << "no line --- between the description and the diff";
    EXPECT_THAT(header, HasSubstr("\nSPDX-License-Identifier: GPL-2.0-only\n\n"));
    EXPECT_THAT(header, ContainsRegex("\"[^\"]+\"")) << "no subject of a discussion";
    EXPECT_THAT(header, ContainsRegex("20[0-9][0-9]")) << "no date of a discussion";
  }
}

// The groups are the same for every kernel, and each stands in the kernel's own lines.
TEST_P(Patches, HooksComeInGroups) {
  std::vector<std::string> groups;
  for (const std::string& patch : instrumentation())
    groups.push_back(fs::path(patch).stem().string());
  EXPECT_THAT(groups, testing::ElementsAre("0001-build", "0002-page-lock", "0003-references",
                                           "0004-migration", "0005-fault-path"));
  for (const Diff& diff : read(instrumentation()))
    for (const patches::FileDiff& file : diff.files)
      EXPECT_FALSE(file.from.empty()) << diff.source << " adds a file; that belongs into core/";
}

TEST_P(Patches, AnyGroupOfHooksMayBeMissing) {
  if (!fs::exists(tarball())) GTEST_SKIP() << tarball().string() << " is not installed";
  const std::vector<std::string> all = instrumentation();
  ASSERT_GT(all.size(), 1u);
  for (std::size_t missing = 1; missing < all.size(); ++missing) {
    std::vector<std::string> rest = all;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(missing));
    expect_applies(read(rest), {}, "without " + all[missing]);
    expect_applies(read({all.front(), all[missing]}), {}, "alone, " + all[missing]);
  }
}

TEST_P(Patches, ApplyAlone_OnTheInstrumentedBase) {
  if (!fs::exists(tarball())) GTEST_SKIP() << tarball().string() << " is not installed";
  const std::vector<Diff> below = read(instrumentation());
  for (const std::string& patch : patches()) expect_applies(below, {patch}, patch);
}

// Every variant that is on the base; their number.
std::size_t Patches::expect_all_apply(const spec::Spec& experiment, const spec::NamedBase& base) {
  const std::vector<Diff> below =
      read(experiment.hooks.empty() ? experiment.instrumentation : instrumentation());
  std::size_t stacks = 0;
  for (const spec::Variant& variant : experiment.variants) {
    if (!variant.is_on(base)) continue;
    std::vector<std::string> stack;
    for (const spec::PatchStep& step : variant.steps_on(base)) stack.push_back(step.target);
    expect_applies(
        below, stack,
        fmt::format("{} {}, variant {}", experiment.file, experiment.profile, variant.name));
    ++stacks;
  }
  return stacks;
}

TEST_P(Patches, ApplyAsTheExperimentsStackThem) {
  if (!fs::exists(tarball())) GTEST_SKIP() << tarball().string() << " is not installed";
  std::size_t stacks = 0;
  for (const std::string& file : files_in(kTop / "configs/experiments", ".yaml")) {
    for (const spec::Spec& experiment : profiles_of(file)) {
      for (const spec::NamedBase& base : experiment.bases)
        if (base.source.source.ends_with("linux-source-" + version()))
          stacks += expect_all_apply(experiment, base);
    }
  }
  EXPECT_GT(stacks, 0u) << "no experiment takes " << version() << " as its base";
}

INSTANTIATE_TEST_SUITE_P(Linux, Patches,
                         testing::Values(Base{"6.1", ""}, Base{"6.12", ""},
                                         Base{"7.3", "trixie-backports"}),
                         [](const auto& one) {
                           std::string name = one.param.version;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace folioscope
