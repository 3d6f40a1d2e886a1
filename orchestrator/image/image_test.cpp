// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/image.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "image/cpio.h"
#include "image/elf.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// The smallest bytes that pass as a program: an ELF header and one program header of `segment`.
std::string program(Elf64_Word segment, std::size_t size = 256) {
  Elf64_Ehdr header = {};
  std::copy_n(ELFMAG, SELFMAG, header.e_ident);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_type = ET_EXEC;
  header.e_machine = EM_X86_64;
  header.e_phoff = sizeof(header);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  Elf64_Phdr load = {};
  load.p_type = segment;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(&load), sizeof(load));
  bytes.resize(std::max(bytes.size(), size), 'x');
  return bytes;
}

class ImageTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = TempDir::create("image-test");
    ASSERT_TRUE(created.ok());
    dir_.emplace(std::move(*created));
    write("init", "#!/bin/busybox sh\n");
    write("busybox", program(PT_LOAD));
    write("folioscope-agent", program(PT_LOAD, 1000));
    fs::create_directory(path("workloads"));
    write("workloads/b", program(PT_LOAD, 301));
    write("workloads/a", program(PT_LOAD, 302));
  }
  fs::path path(std::string_view name) const { return dir_->path() / name; }
  void write(std::string_view name, std::string_view content) {
    ASSERT_TRUE(sys::write_file(path(name), content).ok()) << name;
  }
  Contents contents() const {
    auto found = find_contents(dir_->path());
    EXPECT_TRUE(found.ok());
    found->busybox = path("busybox");
    return *found;
  }
  Fault build_fault() const {
    auto image = build(contents(), path("cache"));
    EXPECT_FALSE(image.ok());
    return image.ok() ? Fault{} : image.fault();
  }
  std::optional<TempDir> dir_;
};

TEST_F(ImageTest, SameProgramsGiveTheSameBytesWhereverTheyLieAndWhateverTheirTime) {
  auto first = build(contents(), path("cache"));
  ASSERT_TRUE(first.ok());
  auto bytes = sys::read_file(first->file);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(first->size.count, bytes->size());
  EXPECT_EQ(first->sha256, sys::sha256(*bytes));

  fs::create_directory(path("moved"));
  fs::rename(path("folioscope-agent"), path("moved/agent"));
  fs::last_write_time(path("workloads/a"), fs::file_time_type::min());
  Contents other = contents();
  other.agent = path("moved/agent");
  std::reverse(other.workloads.begin(), other.workloads.end());
  auto second = build(other, path("other-cache"));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->sha256, first->sha256);
}

TEST_F(ImageTest, AChangedWorkloadIsAnotherImage) {
  auto first = build(contents(), path("cache"));
  write("workloads/a", program(PT_LOAD, 303));
  auto second = build(contents(), path("cache"));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->file, second->file);
}

TEST_F(ImageTest, CpioReadsTheArchiveBack) {
  auto image = build(contents(), path("cache"));
  ASSERT_TRUE(image.ok());
  auto bytes = sys::read_file(image->file);
  ASSERT_TRUE(bytes.ok());
  sys::Command list;
  list.argv = {"cpio", "--list", "--verbose", "--numeric-uid-gid", "--quiet"};
  list.env = {{"TZ", "UTC"}, {"LC_ALL", "C"}};
  list.input = *bytes;
  auto listed = sys::run(list);
  ASSERT_TRUE(listed.ok()) << listed.fault().what;
  ASSERT_TRUE(listed->ok()) << listed->err;
  EXPECT_EQ(listed->out,
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 bin\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 dev\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 etc\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 mnt\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 proc\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 sys\n"
            "drwxrwxrwt   2 0        0               0 Jan  1  1970 tmp\n"
            "drwxr-xr-x   2 0        0               0 Jan  1  1970 workloads\n"
            "crw-------   1 0        0          5,   1 Jan  1  1970 dev/console\n"
            "-rwxr-xr-x   1 0        0             256 Jan  1  1970 bin/busybox\n"
            "-rwxr-xr-x   1 0        0            1000 Jan  1  1970 bin/folioscope-agent\n"
            "-rwxr-xr-x   1 0        0              18 Jan  1  1970 init\n"
            "-rwxr-xr-x   1 0        0             302 Jan  1  1970 workloads/a\n"
            "-rwxr-xr-x   1 0        0             301 Jan  1  1970 workloads/b\n");

  sys::Command extract;
  extract.argv = {"cpio", "--extract", "--to-stdout", "--quiet", "workloads/a"};
  extract.input = *bytes;
  auto extracted = sys::run(extract);
  ASSERT_TRUE(extracted.ok() && extracted->ok());
  EXPECT_EQ(extracted->out, program(PT_LOAD, 302));
}

TEST_F(ImageTest, MissingAgentIsNamedWithTheCommandThatBuildsIt) {
  fs::remove(path("folioscope-agent"));
  const Fault fault = build_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("folioscope-agent is missing"));
  EXPECT_THAT(fault.remedy, HasSubstr("./dev build"));
}

TEST_F(ImageTest, DynamicBusyboxIsRefusedWithThePackageThatHasAStaticOne) {
  write("busybox", program(PT_INTERP));
  const Fault fault = build_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("busybox is dynamically linked"));
  EXPECT_THAT(fault.remedy, HasSubstr("busybox-static"));
}

TEST_F(ImageTest, AWorkloadThatIsNoProgramIsRefused) {
  write("workloads/notes.txt", "hello");
  EXPECT_THAT(build_fault().what, HasSubstr("notes.txt is not an x86-64 program"));
}

TEST_F(ImageTest, AnInitForAShellThatTheGuestDoesNotHaveIsRefused) {
  write("init", "#!/bin/bash\n");
  EXPECT_THAT(build_fault().what, HasSubstr("init does not begin with"));
}

TEST_F(ImageTest, AnImageAboveItsBoundIsRefusedWithItsSize) {
  write("workloads/a", program(PT_LOAD, 33 << 20));
  const Fault fault = build_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("33.0 MiB, more than the 32 MiB"));
}

TEST_F(ImageTest, WhatIsBroughtLiesWhereItWasAskedFor) {
  write("mine.conf", "a = 1\n");
  Contents with = contents();
  with.brought = {{"etc/mine/mine.conf", path("mine.conf"), 0644},
                  {"lib/brought/libx.so", path("mine.conf"), 0755},
                  {"etc/mine/mine.conf", path("mine.conf"), 0644}};
  const auto image = build(with, path("cache"));
  ASSERT_TRUE(image.ok()) << image.fault().what;
  const auto unpacked =
      sys::run({.argv = {"sh", "-c", "cpio -id --quiet < " + image->file.string()},
                .cwd = path("workloads"),
                .env = {},
                .input = {},
                .log = {},
                .on_line = {}});
  ASSERT_TRUE(unpacked.ok());
  EXPECT_EQ(sys::read_file(path("workloads/etc/mine/mine.conf")).value(), "a = 1\n");
  EXPECT_EQ(fs::status(path("workloads/lib/brought/libx.so")).permissions(), fs::perms{0755});
}

TEST_F(ImageTest, TwoFilesForOnePlaceAreRefused) {
  Contents with = contents();
  write("copy", "#!/bin/busybox sh\n");
  with.brought = {{"etc/x", path("init"), 0644}, {"etc/x", path("copy"), 0644}};
  EXPECT_TRUE(build(with, path("cache")).ok());
  with.brought = {{"etc/x", path("init"), 0644}, {"etc/x", path("busybox"), 0644}};
  EXPECT_THAT(build(with, path("cache")).fault().what, HasSubstr("are both to be /etc/x"));
  EXPECT_THAT(build(with, path("cache")).fault().remedy, HasSubstr("another place"));
  for (GuestFile& file : with.brought) file.source = GuestFile::Source::Packages;
  EXPECT_THAT(build(with, path("cache")).fault().remedy, HasSubstr("from one `suite`"));
}

TEST_F(ImageTest, AGuestDirectoryWithoutWorkloadsIsTheUsersFault) {
  auto found = find_contents(path("nowhere"));
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.fault().domain, FaultDomain::User);
  EXPECT_THAT(found.fault().remedy, HasSubstr("./dev build"));
}

TEST(Linkage, AProgramCutAnywhereInItsHeadersIsNotAProgram) {
  const std::string whole = program(PT_LOAD, 0);
  EXPECT_EQ(linkage(whole), Linkage::Static);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(linkage(std::string_view(whole).substr(0, length)), Linkage::NotElf) << length;
}

TEST(Linkage, TheTestProgramItselfIsDynamic) {
  auto self = sys::read_file("/proc/self/exe");
  ASSERT_TRUE(self.ok());
  EXPECT_EQ(linkage(*self), Linkage::Dynamic);
}

}  // namespace
}  // namespace folioscope::image
