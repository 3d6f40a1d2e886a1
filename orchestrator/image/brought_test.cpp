// SPDX-License-Identifier: GPL-3.0-or-later
// Real programs of the host, and made ones.
#include "image/brought.h"

#include <elf.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/temp_dir.h"
#include "image/elf.h"
#include "sys/files.h"
#include "sys/process.h"

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
