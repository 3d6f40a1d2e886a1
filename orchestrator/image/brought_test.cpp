// SPDX-License-Identifier: GPL-3.0-or-later
// Real programs of the host, and made ones.
#include "image/brought.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/temp_dir.h"
#include "image/elf.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/places.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

class BroughtTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = TempDir::create("brought-test");
    ASSERT_TRUE(created.ok());
    dir_.emplace(std::move(*created));
  }
  fs::path path(std::string_view name) const { return dir_->path() / name; }
  void write(std::string_view name, std::string_view content) {
    fs::create_directories(path(name).parent_path());
    ASSERT_TRUE(sys::write_file(path(name), content).ok()) << name;
  }
  Fault fault_of(std::string_view name) {
    const auto files = with_libraries(path(name), "workloads/x", {"/"});
    return files.ok() ? Fault{} : files.fault();
  }
  std::optional<TempDir> dir_;
};

TEST_F(BroughtTest, ADynamicProgramComesWithItsLoaderAndLibraries) {
  // A program of libraries that themselves need others.
  const auto files = with_libraries("/proc/self/exe", "workloads/test", {"/"});
  ASSERT_TRUE(files.ok()) << files.fault().what;
  EXPECT_EQ(files->front().guest_path, "workloads/test");
  EXPECT_THAT(*files, Contains(Field(&GuestFile::guest_path, "lib64/ld-linux-x86-64.so.2")));
  EXPECT_THAT(*files, Contains(Field(&GuestFile::guest_path, "lib/brought/libc.so.6")));
  EXPECT_THAT(*files, Contains(Field(&GuestFile::guest_path, "lib/brought/libstdc++.so.6")));
  for (const GuestFile& file : *files) EXPECT_TRUE(fs::is_regular_file(file.host_path));
}

// What is collected is what the loader finds: the program runs with these files alone, and the
// loader says that it took them.
TEST_F(BroughtTest, TheLoaderIsContentWithWhatWasCollected) {
  const auto files = with_libraries("/bin/ls", "workloads/ls", {"/"});
  ASSERT_TRUE(files.ok());
  fs::path loader;
  fs::create_directories(path(kLibraryDir));
  for (const GuestFile& file : *files) {
    fs::create_directories(path(file.guest_path).parent_path());
    fs::copy_file(file.host_path, path(file.guest_path));
    if (file.guest_path.find("/ld-linux") != std::string::npos) loader = path(file.guest_path);
  }
  const auto ran = sys::run({.argv = {loader.string(), "--library-path", path(kLibraryDir).string(),
                                      "--list", path("workloads/ls").string()}});
  ASSERT_TRUE(ran.ok()) << ran.fault().what;
  EXPECT_EQ(ran->code, 0) << ran->err;
  EXPECT_THAT(ran->out, HasSubstr(path(kLibraryDir).string() + "/libc.so.6"));
}

// The same program and a library of the same name, once of this host and once of packages: in one
// guest each finds its own, by what the guest's init sets and by nothing else.
TEST_F(BroughtTest, LibrariesOfTheHostAndOfPackagesHaveOneName_AndEachProgramFindsItsOwn) {
  const auto made = sys::run({.argv = {"sh", "-euc", R"sh(
    cd "$1"
    printf '%s\n' '#include <stdio.h>' 'const char* greeting(void);' \
      'int main(void) { puts(greeting()); return 0; }' > hello.c
    for from in host packages; do
      mkdir -p $from/usr/lib $from/lib64
      echo "const char* greeting(void) { return \"of $from\"; }" > greet.c
      gcc -shared -fPIC -Wl,-soname,libgreet.so.1 -o $from/usr/lib/libgreet.so.1 greet.c
      gcc -o $from/hello hello.c $from/usr/lib/libgreet.so.1
      cp -L /lib64/ld-linux-x86-64.so.2 $from/lib64/
      cp -L /lib/x86_64-linux-gnu/libc.so.6 $from/usr/lib/
    done)sh",
                                       "sh", dir_->path().string()}});
  ASSERT_TRUE(made.ok() && made->ok()) << (made.ok() ? made->err : made.fault().what);
  auto host = with_libraries(path("host/hello"), "workloads/hello", {path("host")});
  ASSERT_TRUE(host.ok()) << host.fault().what;
  const std::string bytes = *sys::read_file(path("packages/hello"));
  LibraryCollector collector({path("packages")}, kPackageLibraryDir, GuestFile::Source::Packages);
  auto packages = collector.collect(path("packages/hello"), "usr/bin/hello", bytes);
  ASSERT_TRUE(packages.ok()) << packages.fault().what;

  std::vector<GuestFile> all = *std::move(host);
  std::ranges::move(*packages, std::back_inserter(all));
  ASSERT_TRUE(keep_apart(all).ok());
  for (const GuestFile& file : all) {
    EXPECT_EQ(file.interpreter, "") << "the loaders are the same";
    const auto content = bytes_of(file);
    ASSERT_TRUE(content.ok());
    write("guest/" + file.guest_path, *content);
    fs::permissions(path("guest/" + file.guest_path), fs::perms::owner_all);
  }
  const auto init = sys::read_file(fs::path(source_dir()) / "guest-image/init");
  ASSERT_TRUE(init.ok());
  const std::string guest = path("guest").string();
  const std::string set = "\\$ORIGIN/../lib/brought:/usr/lib/x86_64-linux-gnu:/lib/brought";
  ASSERT_THAT(*init, HasSubstr("LD_LIBRARY_PATH=\"" + set + "\""));
  const std::string search =
      "$ORIGIN/../lib/brought:" + guest + "/usr/lib/x86_64-linux-gnu:" + guest + "/lib/brought";
  const auto said = [&](const std::string& program) {
    const auto ran = sys::run({.argv = {guest + program}, .env = {{"LD_LIBRARY_PATH", search}}});
    return ran.ok() ? ran->out + ran->err : ran.fault().what;
  };
  EXPECT_EQ(said("/workloads/hello"), "of host\n");
  EXPECT_EQ(said("/usr/bin/hello"), "of packages\n");
}

// Each program with the loader of its own C library, although both ask for one path.
TEST_F(BroughtTest, WherePackagesBringAnotherLoader_TheHostsProgramsAskForTheirsElsewhere) {
  auto files = with_libraries("/bin/ls", "workloads/ls", {"/"});
  ASSERT_TRUE(files.ok());
  write("other-loader", "another version");
  files->push_back(
      {"lib64/ld-linux-x86-64.so.2", path("other-loader"), 0755, {}, GuestFile::Source::Packages});
  files->push_back({"usr/bin/x",
                    "/bin/ls",
                    0755,
                    {},
                    GuestFile::Source::Packages,
                    "lib64/ld-linux-x86-64.so.2"});
  ASSERT_TRUE(keep_apart(*files).ok());
  const auto at = [&](const std::string& guest) {
    return std::ranges::find(*files, guest, &GuestFile::guest_path);
  };
  ASSERT_NE(at("lib/brought/ld.so"), files->end());
  EXPECT_EQ(fs::canonical(at("lib/brought/ld.so")->host_path),
            fs::canonical("/lib64/ld-linux-x86-64.so.2"));
  EXPECT_EQ(at("lib64/ld-linux-x86-64.so.2")->host_path, path("other-loader"));
  EXPECT_EQ(dynamic_needs(*bytes_of(*at("workloads/ls"))).interpreter, "/lib/brought/ld.so");
  EXPECT_EQ(dynamic_needs(*bytes_of(*at("usr/bin/x"))).interpreter, "/lib64/ld-linux-x86-64.so.2");
}

// The kernel takes the new loader: the program runs by it.
TEST_F(BroughtTest, AProgramMadeToAskForAnotherLoader_RunsByIt) {
  const std::string bytes = *sys::read_file("/bin/ls");
  const fs::path link = "/tmp/" + std::to_string(::getpid()) + ".so";
  fs::remove(link);
  fs::create_symlink("/lib64/ld-linux-x86-64.so.2", link);
  const auto changed = with_interpreter(bytes, link.string());
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->size(), bytes.size());
  write("ls", *changed);
  fs::permissions(path("ls"), fs::perms::owner_all);
  const auto ran = sys::run({.argv = {path("ls").string(), "-d", "/"}});
  fs::remove(link);
  ASSERT_TRUE(ran.ok()) << ran.fault().what;
  EXPECT_EQ(ran->out, "/\n") << ran->err;
  EXPECT_FALSE(with_interpreter(bytes, std::string(27 + 1, 'x')));
  EXPECT_FALSE(with_interpreter("#!/bin/sh\n", "/x"));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 64) {
    const auto cut = with_interpreter(bytes.substr(0, size), "/x");
    EXPECT_EQ(cut.value_or(bytes.substr(0, size)).size(), size);
  }
}

TEST_F(BroughtTest, AScriptComesAlone) {
  write("run.sh", "#!/bin/sh\necho hello\n");
  const auto files = with_libraries(path("run.sh"), "workloads/run.sh", {"/"});
  ASSERT_TRUE(files.ok());
  EXPECT_THAT(*files, ElementsAre(GuestFile{"workloads/run.sh", path("run.sh"), 0755}));
}

TEST_F(BroughtTest, WhatCannotRunIsRefusedWithItsReason) {
  EXPECT_THAT(fault_of("none").what, HasSubstr("is missing"));
  write("text", "echo hello\n");
  EXPECT_THAT(fault_of("text").what, HasSubstr("neither an x86-64 program nor a script"));
  Elf64_Ehdr header = {};
  std::copy_n(ELFMAG, SELFMAG, header.e_ident);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_machine = EM_AARCH64;
  write("arm", {reinterpret_cast<const char*>(&header), sizeof header});
  EXPECT_THAT(fault_of("arm").what, HasSubstr("for aarch64"));
}

TEST_F(BroughtTest, ALibraryThatIsNotThereIsNamedWithWhoAskedForIt) {
  fs::create_directories(path("root"));
  const auto files = with_libraries("/bin/ls", "workloads/ls", {path("root")});
  ASSERT_FALSE(files.ok());
  EXPECT_THAT(files.fault().what, HasSubstr("/bin/ls asks for the loader"));
  fs::create_directories(path("root/lib64"));
  fs::copy_file("/lib64/ld-linux-x86-64.so.2", path("root/lib64/ld-linux-x86-64.so.2"));
  const auto more = with_libraries("/bin/ls", "workloads/ls", {path("root")});
  ASSERT_FALSE(more.ok());
  EXPECT_THAT(more.fault().what, HasSubstr("which /bin/ls is linked with, is not found"));
}

// Every cut of a real program: nothing reads outside its bytes (seen by the sanitizers).
TEST_F(BroughtTest, ATruncatedProgramIsReadWithinItsBytes) {
  const auto bytes = sys::read_file("/bin/ls");
  ASSERT_TRUE(bytes.ok());
  const DynamicNeeds whole = dynamic_needs(*bytes);
  EXPECT_THAT(whole.needed, Contains("libc.so.6"));
  for (std::size_t size = 0; size < bytes->size(); size += 1 + size / 64)
    EXPECT_LE(dynamic_needs(bytes->substr(0, size)).needed.size(), whole.needed.size());
}

}  // namespace
}  // namespace folioscope::image
