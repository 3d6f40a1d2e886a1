// SPDX-License-Identifier: GPL-3.0-or-later
// Packages from an archive in a directory, which apt takes like any other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "kbuild/apt.h"
#include "kbuild/debian_package.h"
#include "kbuild/preview.h"
#include "sys/text.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// linux-source-9.9 with the mini kernel in it, and linux-doc-9.9 with nothing, in suite `testing`.
class DebianPackage : public testing::Test {
 protected:
  void SetUp() override {
    make_package("linux-source-9.9", mini_.tarball());
    make_package("linux-doc-9.9", {});
    make_suite("testing", "pool/*.deb");
    set_mirror("[trusted=yes] file:" + archive().string());
  }
  // `packages`: a pattern, in the archive; none of them may be there.
  void make_suite(const std::string& name, const std::string& packages) const {
    shell("cd " + archive().string() + "\nsuite='" + name + "' packages='" + packages + "'" + R"sh(
      mkdir -p dists/$suite/main/binary-amd64
      for deb in $(ls $packages 2> /dev/null); do
        dpkg-deb --field $deb
        echo "Filename: $deb"
        echo "Size: $(stat -c %s $deb)"
        echo "SHA256: $(sha256sum < $deb | cut -d' ' -f1)"
        echo
      done > dists/$suite/main/binary-amd64/Packages
      cd dists/$suite
      list=main/binary-amd64/Packages
      echo "Suite: $suite
Codename: $suite
Architectures: amd64
Components: main
Date: Thu, 01 Jan 2026 00:00:00 UTC
SHA256:
 $(sha256sum < $list | cut -d' ' -f1) $(stat -c %s $list) $list" > Release)sh");
  }
  void TearDown() override { unsetenv(kMirrorVariable); }

  static void set_mirror(const std::string& mirror) { setenv(kMirrorVariable, mirror.c_str(), 1); }
  fs::path archive() const { return mini_.cache().parent_path() / "debian"; }
  void make_package(const std::string& name, const fs::path& tarball) const {
    const std::string source = (archive() / "build" / name).string();
    shell("mkdir -p " + source + "/DEBIAN " + source + "/usr/src " + archive().string() + "/pool");
    if (!tarball.empty())
      shell("cp " + tarball.string() + " " + source + "/usr/src/" + name + ".tar.xz");
    shell("cd " + source + "; printf 'Package: " + name +
          "\\nVersion: 9.9.1-1\\nArchitecture: all\\nMaintainer: nobody <n@example.org>\\n"
          "Description: " +
          name + "\\n' > DEBIAN/control; dpkg-deb -Znone --build --root-owner-group . " +
          archive().string() + "/pool/" + name + "_9.9.1-1_all.deb");
  }
  Recipe recipe(const std::string& package, const std::string& suite) const {
    Recipe recipe = mini_.recipe();
    recipe.base = {.kind = spec::Base::Kind::Debian, .source = package, .suite = suite};
    return recipe;
  }
  Fault fault_of(const std::string& package, const std::string& suite) const {
    const auto kernel = mini_.build(recipe(package, suite));
    EXPECT_FALSE(kernel.ok());
    return kernel.ok() ? bug_fault("built") : kernel.fault();
  }

  MiniKernel mini_;
};

TEST_F(DebianPackage, IsFetchedFromItsSuite_Once) {
  const auto first = mini_.build(recipe("linux-source-9.9", "testing"));
  ASSERT_TRUE(first.ok()) << first.fault().what << first.fault().remedy;
  fs::remove_all(archive());
  Recipe next = recipe("linux-source-9.9", "testing");
  next.steps = {MiniKernel::patch("drain-twice.patch")};
  const auto second = mini_.build(next);
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_THAT(MiniKernel::compiled(*second), ElementsAre("mm/swap.o"));
}

TEST_F(DebianPackage, LeavesNothingBesideTheTarball) {
  ASSERT_TRUE(mini_.build(recipe("linux-source-9.9", "testing")).ok());
  EXPECT_EQ(shell("cd " + mini_.cache().string() + "/sources; find . -type f | sort"),
            "./linux-source-9.9_testing.lock\n./linux-source-9.9_testing/linux-source-9.9.tar.xz\n"
            "./linux-source-9.9_testing/origin");
}

TEST_F(DebianPackage, OfNoSuchName_IsTheUsersFault_AndNamesWhatThereIs) {
  const Fault fault = fault_of("linux-source-9.8", "testing");
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_EQ(fault.what, "there is no package linux-source-9.8 in testing");
  EXPECT_THAT(fault.remedy, HasSubstr("there is linux-source-9.9"));
}

TEST_F(DebianPackage, OfAnotherReleaseThanTheMachines_IsFetchedAllTheSame) {
  const std::string own(sys::trim(shell(". /etc/os-release; echo $VERSION_CODENAME")));
  for (const std::string& suite : {own, own + "-backports"}) make_suite(suite, "none");
  make_suite("stable", "pool/linux-doc*.deb");
  const Fault fault = fault_of("linux-source-9.9", "");
  EXPECT_EQ(fault.what,
            "there is no package linux-source-9.9 in the machine's own sources of Debian and its "
            "backports")
      << "without an archive of the release before";
  make_suite("oldstable", "pool/*.deb");
  const auto kernel = mini_.build(recipe("linux-source-9.9", ""));
  EXPECT_TRUE(kernel.ok()) << kernel.fault().what;
}

TEST_F(DebianPackage, OfNoSuchSuite_IsTheUsersFault) {
  const Fault fault = fault_of("linux-source-9.9", "frobnicate");
  EXPECT_EQ(fault.domain, FaultDomain::User) << fault.what;
  EXPECT_THAT(fault.what, HasSubstr("there is no suite frobnicate at the mirror"));
}

TEST_F(DebianPackage, WithoutASource_IsTheUsersFault) {
  const Fault fault = fault_of("linux-doc-9.9", "testing");
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_EQ(fault.what, "the package linux-doc-9.9 holds no kernel source");
}

TEST_F(DebianPackage, WithoutANetwork_IsTheHostsFault_AndSaysWhatElseCanBeDone) {
  set_mirror("[trusted=yes] http://127.0.0.1:9/debian");
  const Fault fault = fault_of("linux-source-9.9", "testing");
  EXPECT_EQ(fault.domain, FaultDomain::Host) << fault.what;
  EXPECT_THAT(fault.what, HasSubstr("linux-source-9.9 cannot be fetched:"));
  EXPECT_THAT(fault.remedy, HasSubstr("base: {tarball: ...}"));
}

TEST_F(DebianPackage, OfAnArchiveThatNobodySigned_IsNotTaken) {
  set_mirror("file:" + archive().string());
  const Fault fault = fault_of("linux-source-9.9", "testing");
  EXPECT_EQ(fault.domain, FaultDomain::Host);
  EXPECT_THAT(fault.what, HasSubstr("the archive's signature cannot be checked"));
}

TEST_F(DebianPackage, IsNotFetchedToPredict) {
  const auto prediction = predict(recipe("linux-source-9.9", "testing"), mini_.cache());
  ASSERT_TRUE(prediction.ok()) << prediction.fault().what;
  EXPECT_EQ(prediction->kind, Prediction::Kind::Cold);
  const auto planned = preview(recipe("linux-source-9.9", "testing"), mini_.cache());
  ASSERT_TRUE(planned.ok()) << planned.fault().what;
  EXPECT_THAT(planned->notes, ElementsAre(HasSubstr("the base is fetched when it is built")));
  EXPECT_FALSE(fs::exists(mini_.cache() / "sources"));
}

TEST(AptSources, LinesOfDebianAreTaken) {
  const auto sources = read_sources(
      "# deb http://deb.debian.org/debian sid main\n"
      "deb [arch=amd64 signed-by=/k.gpg] http://ftp.de.debian.org/debian/ bookworm main contrib # "
      "x\n"
      "deb-src http://deb.debian.org/debian bookworm main\n"
      "deb https://packages.cloud.google.com/apt cloud-sdk-bookworm main\n",
      SourcesForm::OneLine);
  EXPECT_THAT(sources, ElementsAre(AptSource{"[arch=amd64 signed-by=/k.gpg]",
                                             "http://ftp.de.debian.org/debian/",
                                             {"bookworm"}}));
}

TEST(AptSources, StanzasOfDebianAreTaken) {
  const auto sources = read_sources(
      "Types: deb\n# from a snapshot\nURIs: http://deb.debian.org/debian\nSuites: bookworm "
      "bookworm-updates\nComponents: main\nSigned-By: /k.gpg\n\n"
      "Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: bookworm\nComponents: main\n\n"
      "Enabled: no\nTypes: deb\nURIs: http://a.org/debian\nSuites: sid\nComponents: main\n\n"
      "Types: deb\nURIs: https://deb.nodesource.com/node_20.x\nSuites: nodistro\nComponents: "
      "main\n",
      SourcesForm::Deb822);
  EXPECT_THAT(sources, ElementsAre(AptSource{"[signed-by=/k.gpg]",
                                             "http://deb.debian.org/debian",
                                             {"bookworm", "bookworm-updates"}}));
}

TEST(AptSources, SuiteIsLookedForOnTheFirstMirror) {
  const std::vector<AptSource> sources = {
      {"[signed-by=/k.gpg]", "http://a.org/debian/", {"bookworm"}}};
  EXPECT_EQ(sources_list(sources, "trixie-backports", "bookworm"),
            "deb [signed-by=/k.gpg] http://a.org/debian trixie-backports main\n");
  EXPECT_EQ(sources_list(sources, "trixie-security", "bookworm"),
            "deb [signed-by=/k.gpg] http://a.org/debian-security trixie-security main\n");
  EXPECT_THAT(sources_list({}, "sid", ""), HasSubstr(" http://deb.debian.org/debian sid main\n"));
}

TEST(AptSources, WithoutASuiteTheMachinesOwnAndItsBackports) {
  const std::vector<AptSource> sources = {
      {"", "http://a.org/debian", {"bookworm"}},
      {"", "http://a.org/debian-security", {"bookworm-security"}}};
  EXPECT_EQ(sources_list(sources, "", "bookworm"),
            "deb http://a.org/debian bookworm main\n"
            "deb http://a.org/debian-security bookworm-security main\n"
            "deb http://a.org/debian bookworm-backports main\n");
}

}  // namespace
}  // namespace folioscope::kbuild
