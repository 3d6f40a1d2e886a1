// SPDX-License-Identifier: GPL-3.0-or-later
// Packages of an archive in a directory, which apt takes like any other, and two of Debian's own.
#include "image/packages.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/temp_dir.h"
#include "kbuild/apt.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> guest_paths(const PackageFiles& files) {
  std::vector<std::string> paths;
  for (const GuestFile& file : files.files) paths.push_back(file.guest_path);
  return paths;
}

// Suite `testing`, with
//   hello 1.0-1     a program of libgreet, a link to it in /bin, a script, data, documentation
//   libgreet 2:1.1  a library and a program
//   libc6 9         the loader and the C library of this machine, not in /usr
//   broken          depends on what is not there
//   papers          documentation only
constexpr const char* kArchive = R"sh(
  archive=$1; mkdir -p $archive/pool; cd $archive
  control() { # name version depends
    mkdir -p $1/DEBIAN
    printf 'Package: %s\nVersion: %s\nArchitecture: amd64\nMaintainer: n <n@example.org>\n' $1 $2 \
      > $1/DEBIAN/control
    if [ -n "$3" ]; then echo "Depends: $3" >> $1/DEBIAN/control; fi
    echo "Description: $1" >> $1/DEBIAN/control
  }
  lib=usr/lib/x86_64-linux-gnu
  mkdir -p libc6/lib/x86_64-linux-gnu libc6/lib64
  cp -L /lib64/ld-linux-x86-64.so.2 libc6/lib/x86_64-linux-gnu/
  ln -s /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 libc6/lib64/
  cp -L /lib/x86_64-linux-gnu/libc.so.6 libc6/lib/x86_64-linux-gnu/
  mkdir -p libgreet/$lib libgreet/usr/bin
  echo 'const char* greeting(void) { return "good day"; }' > greet.c
  gcc -shared -fPIC -Wl,-soname,libgreet.so.1 -o libgreet/$lib/libgreet.so.1.1 greet.c
  ln -s libgreet.so.1.1 libgreet/$lib/libgreet.so.1
  printf '#!/bin/sh\n' > libgreet/usr/bin/greet-config
  mkdir -p hello/usr/bin hello/usr/sbin hello/bin hello/usr/share/hello hello/usr/share/doc/hello
  printf '%s\n' '#include <stdio.h>' 'const char* greeting(void);' \
    'int main(void) { puts(greeting()); return 0; }' > hello.c
  gcc -o hello/usr/bin/hello hello.c libgreet/$lib/libgreet.so.1
  ln -s /usr/bin/hello hello/bin/hi
  ln -s /nowhere hello/usr/share/hello/lost
  printf '#!/usr/bin/env python3\n' > hello/usr/sbin/hello-admin
  chmod 4755 hello/usr/sbin/hello-admin
  echo data > hello/usr/share/hello/data
  echo read me > hello/usr/share/doc/hello/README
  mkdir -p papers/usr/share/doc/papers; echo text > papers/usr/share/doc/papers/text
  control libc6 9 ''
  control libgreet 2:1.1 libc6
  control hello 1.0-1 'libgreet (>= 2:1), libc6'
  control broken 1 unobtainable
  control papers 1 hello
  mkdir -p dists/testing/main/binary-amd64
  for name in libc6 libgreet hello broken papers; do
    dpkg-deb -Znone --build --root-owner-group $name pool/$name.deb
    dpkg-deb --field pool/$name.deb
    echo "Filename: pool/$name.deb"
    echo "Size: $(stat -c %s pool/$name.deb)"
    echo "SHA256: $(sha256sum < pool/$name.deb | cut -d' ' -f1)"
    echo
  done | grep -v '^dpkg-deb: building' > dists/testing/main/binary-amd64/Packages
  cd dists/testing
  list=main/binary-amd64/Packages
  printf 'Suite: testing\nCodename: testing\nArchitectures: amd64\nComponents: main\n' > Release
  printf 'Date: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n %s %s %s\n' \
    $(sha256sum < $list | cut -d' ' -f1) $(stat -c %s $list) $list >> Release)sh";

class Packages : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto created = TempDir::create("packages-archive");
    ASSERT_TRUE(created.ok());
    archive_.emplace(std::move(*created));
    const auto made = sys::run({.argv = {"sh", "-euc", kArchive, "sh", archive_->path().string()}});
    ASSERT_TRUE(made.ok() && made->ok()) << (made.ok() ? made->err : made.fault().what);
  }
  static void TearDownTestSuite() { archive_.reset(); }

  void SetUp() override {
    auto created = TempDir::create("packages-test");
    ASSERT_TRUE(created.ok());
    dir_.emplace(std::move(*created));
    set_mirror("[trusted=yes] file:" + archive_->path().string());
  }
  void TearDown() override { unsetenv(kbuild::kMirrorVariable); }

  static void set_mirror(const std::string& mirror) {
    setenv(kbuild::kMirrorVariable, mirror.c_str(), 1);
  }
  fs::path cache() const { return dir_->path() / "cache"; }
  Result<PackageFiles> take(const std::vector<std::string>& names,
                            const std::string& suite = "testing") {
    return packages_for_guest(
        {names, suite}, {cache(), [this](const std::string& what) { said_.push_back(what); }, {}});
  }
  Fault fault_of(const std::vector<std::string>& names, const std::string& suite = "testing") {
    const auto files = take(names, suite);
    EXPECT_FALSE(files.ok());
    return files.ok() ? bug_fault("taken") : files.fault();
  }

  static inline std::optional<TempDir> archive_;
  std::optional<TempDir> dir_;
  std::vector<std::string> said_;
};

// Runs a program with the files that a guest would have of it, and none of this machine's.
std::string output_of(const PackageFiles& files, const std::string& program,
                      const std::vector<std::string>& arguments, const fs::path& scratch) {
  for (const GuestFile& file : files.files) {
    fs::create_directories((scratch / file.guest_path).parent_path());
    fs::copy_file(file.host_path, scratch / file.guest_path);
  }
  sys::Command command;
  command.argv = {(scratch / "lib64/ld-linux-x86-64.so.2").string(), "--inhibit-cache",
                  "--library-path", (scratch / kPackageLibraryDir).string(),
                  (scratch / program).string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  const auto ran = sys::run(command);
  return ran.ok() ? ran->out + ran->err : ran.fault().what;
}

TEST_F(Packages, TheFilesOfThoseAskedFor_AndTheLibrariesThatTheyAreLinkedWith) {
  const auto files = take({"hello"});
  ASSERT_TRUE(files.ok()) << files.fault().what;
  EXPECT_THAT(
      guest_paths(*files),
      ElementsAre("lib64/ld-linux-x86-64.so.2", "usr/bin/hello", "usr/bin/hi",
                  // libc.so.6 is linked with it
                  "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                  "usr/lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libgreet.so.1",
                  "usr/sbin/hello-admin", "usr/share/hello/data"));
  EXPECT_THAT(files->versions, ElementsAre("hello 1.0-1"));
  EXPECT_THAT(files->needed, ElementsAre("libc6 9", "libgreet 2:1.1"));
  EXPECT_EQ(output_of(*files, "usr/bin/hi", {}, dir_->path() / "guest"), "good day\n");
  std::uint64_t bytes = 0;
  for (const GuestFile& file : files->files) {
    bytes += fs::file_size(file.host_path);
    EXPECT_EQ(file.permissions, file.guest_path == "usr/share/hello/data" ? 0644U : 0755U)
        << file.guest_path;
  }
  EXPECT_EQ(files->size.count, bytes);
}

TEST_F(Packages, WhatAReaderHasToKnowIsSaid) {
  const auto files = take({"hello"});
  ASSERT_TRUE(files.ok()) << files.fault().what;
  EXPECT_THAT(files->notes, ElementsAre(HasSubstr("left out: usr/share/hello/lost"),
                                        HasSubstr("usr/sbin/hello-admin ask for python3")));
}

TEST_F(Packages, AreFetchedOnce_AndEqualRequestsGiveEqualFiles) {
  const auto first = take({"libgreet", "hello"});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  EXPECT_THAT(said_,
              ElementsAre("fetch the lists of packages", "fetch 3 packages", "unpack 3 packages"));
  EXPECT_TRUE(package_root_here({{"hello", "libgreet"}, "testing"}, cache()).has_value());
  EXPECT_FALSE(package_root_here({{"hello"}, "testing"}, cache()).has_value());
  said_.clear();
  set_mirror("[trusted=yes] http://127.0.0.1:9/debian");
  const auto second = take({"hello", "libgreet", "hello"});
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_THAT(said_, IsEmpty());
  EXPECT_EQ(second->files, first->files);
  EXPECT_EQ(second->id, first->id);
  EXPECT_THAT(guest_paths(*second), Contains("usr/bin/greet-config"));
}

TEST_F(Packages, TheSameOnesInAnotherCacheHaveTheSameNameAndContent) {
  const auto first = take({"hello"});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  const auto other = packages_for_guest({{"hello"}, "testing"}, {dir_->path() / "other", {}, {}});
  ASSERT_TRUE(other.ok()) << other.fault().what;
  EXPECT_EQ(other->id, first->id);
  EXPECT_EQ(guest_paths(*other), guest_paths(*first));
  for (std::size_t i = 0; i < first->files.size(); ++i)
    EXPECT_EQ(*sys::sha256_file(first->files[i].host_path),
              *sys::sha256_file(other->files[i].host_path));
}

// What a killed fetch leaves is no root, and neither is one that somebody removed.
TEST_F(Packages, AfterAFetchThatWasKilled_TheyAreFetchedAgain) {
  fs::create_directories(cache() / "packages/.fetching/ready/root/usr/bin");
  ASSERT_TRUE(sys::write_file(cache() / "packages/.fetching/ready/root/usr/bin/hello", "").ok());
  fs::create_directories(cache() / "packages/.fetching/download");
  ASSERT_TRUE(sys::write_file(cache() / "packages/.fetching/download/half_1_all.deb", "").ok());
  const auto files = take({"hello"});
  ASSERT_TRUE(files.ok()) << files.fault().what;
  EXPECT_FALSE(fs::exists(cache() / "packages/.fetching"));
  fs::remove_all(cache() / "packages" / files->id / "asked");
  said_.clear();
  const auto again = take({"hello"});
  ASSERT_TRUE(again.ok()) << again.fault().what;
  EXPECT_THAT(said_, Contains("unpack 3 packages"));
  EXPECT_EQ(again->files, files->files);
}

TEST_F(Packages, WhatIsNoNameIsRefusedBeforeACommandRuns) {
  for (const char* name :
       {"--config-file=/tmp/x", "-o", "hello-", "hello=1.0", "hello/testing", "he*", "^hello$",
        "?essential", "Hello", "", "a", "hel lo", "../hello"}) {
    EXPECT_FALSE(is_package_name(name)) << name;
    EXPECT_THAT(fault_of({name}).what, HasSubstr("no name of a Debian package"));
    EXPECT_EQ(fault_of({name}).domain, FaultDomain::User);
  }
  EXPECT_TRUE(is_package_name("g++"));
  EXPECT_TRUE(is_package_name("libstdc++6"));
  EXPECT_TRUE(is_package_name("linux-source-6.1"));
  EXPECT_THAT(fault_of({"hello"}, "testing main\ndeb http://x y").what,
              HasSubstr("no name of a Debian suite"));
  EXPECT_THAT(fault_of({}).what, HasSubstr("no packages are named"));
  std::vector<std::string> many;
  many.reserve(33);
  for (int i = 0; i < 33; ++i) many.push_back("package" + std::to_string(i));
  EXPECT_THAT(fault_of(many).what, HasSubstr("33 packages are too many"));
  EXPECT_THAT(said_, IsEmpty());
  EXPECT_FALSE(fs::exists(cache()));
}

TEST_F(Packages, OfNoSuchName_AreTheUsersFault_AllOfThem) {
  const Fault fault = fault_of({"hellos", "hello", "he.lo"});
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_EQ(fault.what, "there is no package he.lo, hellos in testing");
  EXPECT_THAT(fault.remedy, HasSubstr("suite: trixie"));
  EXPECT_THAT(fault_of({"hellos"}).remedy, HasSubstr("there is hello;"));
}

TEST_F(Packages, OfNoSuchSuite_AreTheUsersFault) {
  const Fault fault = fault_of({"hello"}, "frobnicate");
  EXPECT_EQ(fault.domain, FaultDomain::User) << fault.what;
  EXPECT_THAT(fault.what, HasSubstr("there is no suite frobnicate at the mirror"));
}

TEST_F(Packages, ThatCannotBeHad_SayWhatTheyDependOn) {
  const Fault fault = fault_of({"broken"});
  EXPECT_EQ(fault.domain, FaultDomain::User) << fault.what;
  EXPECT_THAT(fault.what, HasSubstr("broken : Depends: unobtainable"));
}

TEST_F(Packages, WithNothingForAGuest_AreTheUsersFault) {
  const Fault fault = fault_of({"papers"});
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("no files that a guest could use"));
}

TEST_F(Packages, WithoutANetwork_AreTheHostsFault) {
  set_mirror("[trusted=yes] http://127.0.0.1:9/debian");
  const Fault fault = fault_of({"hello"});
  EXPECT_EQ(fault.domain, FaultDomain::Host) << fault.what;
  EXPECT_THAT(fault.what, HasSubstr("hello cannot be fetched:"));
  EXPECT_THAT(fault.remedy, HasSubstr("`program:`"));
}

TEST_F(Packages, OfAnArchiveThatNobodySigned_AreNotTaken) {
  set_mirror("file:" + archive_->path().string());
  EXPECT_THAT(fault_of({"hello"}).what, HasSubstr("signature cannot be checked"));
}

TEST_F(Packages, OnAMachineWithoutApt_AreTheHostsFault) {
  const std::string path = std::getenv("PATH");
  fs::create_directories(dir_->path() / "bin");
  setenv("PATH", (dir_->path() / "bin").c_str(), 1);
  const Fault fault = fault_of({"hello"});
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(fault.domain, FaultDomain::Host);
  EXPECT_EQ(fault.what, "fetching a Debian package needs apt-get");
}

TEST_F(Packages, OfDebianItself_RunWithWhatComesAlong) {
  unsetenv(kbuild::kMirrorVariable);
  const auto files = take({"stress-ng", "fio"}, "bookworm");
  if (!files.ok() && files.fault().domain == FaultDomain::Host) GTEST_SKIP() << files.fault().what;
  ASSERT_TRUE(files.ok()) << files.fault().what << files.fault().remedy;
  EXPECT_THAT(files->versions, ElementsAre(HasSubstr("fio 3."), HasSubstr("stress-ng 0.")));
  EXPECT_THAT(guest_paths(*files), Contains("usr/bin/fio"));
  EXPECT_THAT(guest_paths(*files), Contains("usr/lib/x86_64-linux-gnu/libaio.so.1"));
  EXPECT_THAT(guest_paths(*files), Not(Contains(HasSubstr("share/man"))));
  EXPECT_THAT(output_of(*files, "usr/bin/stress-ng", {"--version"}, dir_->path() / "guest"),
              HasSubstr("stress-ng, version 0."));
  const auto fio = sys::run(
      {.argv = {(dir_->path() / "guest/lib64/ld-linux-x86-64.so.2").string(), "--inhibit-cache",
                "--library-path", (dir_->path() / "guest" / kPackageLibraryDir).string(),
                (dir_->path() / "guest/usr/bin/fio").string(), "--version"}});
  ASSERT_TRUE(fio.ok());
  EXPECT_THAT(fio->out, HasSubstr("fio-3."));
}

}  // namespace
}  // namespace folioscope::image
