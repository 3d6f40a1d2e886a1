// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/orphans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::fleet {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The arguments as in /proc/PID/cmdline.
std::string cmdline(const std::vector<std::string>& arguments) {
  std::string out;
  for (const std::string& argument : arguments) out.append(argument).push_back('\0');
  return out;
}

TEST(QemuProcess, LibvirtsCommandLine_NamesTheGuestAndItsDisks) {
  const QemuProcess process = parse_qemu(
      71,
      cmdline({"/usr/bin/qemu-system-x86_64", "-name", "guest=folioscope-x-7,debug-threads=on",
               "-blockdev", R"({"driver":"file","filename":"/run/7/7-vda.disk","node-name":"n"})",
               "-blockdev", R"({"node-name":"m","driver":"raw","file":"n"})"}));
  EXPECT_EQ(process.pid, 71);
  EXPECT_EQ(process.domain, "folioscope-x-7");
  EXPECT_THAT(process.disks, ElementsAre("/run/7/7-vda.disk"));
}

TEST(QemuProcess, FilesThatAreNoDisks_AreNotOursToRemove) {
  const QemuProcess process =
      parse_qemu(1, cmdline({"qemu", "-blockdev", R"({"filename":"/etc/shadow"})"}));
  EXPECT_THAT(process.disks, IsEmpty());
}

TEST(QemuProcess, OtherPrograms_AreNone) {
  EXPECT_EQ(parse_qemu(1, cmdline({"grep", "-name", "guest=folioscope-x-7"})).domain, "");
}

TEST(QemuProcess, CommandLineCutAnywhere_IsRead) {
  const std::string whole = cmdline({"qemu-system-x86_64", "-name", "guest=folioscope-x-7,y"});
  for (std::size_t size = 0; size <= whole.size(); ++size)
    EXPECT_TRUE(std::string_view("folioscope-x-7")
                    .starts_with(parse_qemu(1, std::string_view(whole).substr(0, size)).domain));
}

}  // namespace
}  // namespace folioscope::fleet
