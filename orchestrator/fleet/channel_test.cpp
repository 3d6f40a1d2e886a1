// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/channel.h"

#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/temp_dir.h"

namespace folioscope::fleet {
namespace {

using ::testing::HasSubstr;

class Channel : public ::testing::Test {
 protected:
  ChannelSocket prepare() {
    auto socket = ChannelSocket::prepare(base_, "folioscope-x-7");
    EXPECT_TRUE(socket.ok()) << socket.fault().what;
    return *std::move(socket);
  }
  // What QEMU does with it.
  static UniqueFd listen_at(const std::filesystem::path& path) {
    UniqueFd listening(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listening.get(), 1), 0);
    return listening;
  }

  TempDir temp_ = *TempDir::create("channel");
  const std::filesystem::path base_ = temp_.path() / "b";
};

TEST_F(Channel, IsConnectedOnceAndThenNobodyElseFindsIt) {
  ChannelSocket socket = prepare();
  const UniqueFd listening = listen_at(socket.path());
  const auto ours = socket.connect();
  ASSERT_TRUE(ours.ok()) << ours.fault().what;
  EXPECT_FALSE(std::filesystem::exists(socket.path()));
  const UniqueFd qemu(::accept(listening.get(), nullptr, nullptr));
  ASSERT_EQ(::write(qemu.get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read(ours->get(), &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
}

TEST_F(Channel, StandsInADirectoryOfOurOwn) {
  prepare();
  struct stat status {};
  ASSERT_EQ(::stat(base_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);
  std::filesystem::create_directory_symlink(temp_.path(), temp_.path() / "link");
  const auto refused = ChannelSocket::prepare(temp_.path() / "link", "folioscope-x-7");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.fault().domain, FaultDomain::User);
}

// What connect() says to another user, in a process of its own; 0: connected.
int connect_as_nobody(const std::filesystem::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    const int dialing = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(255);
    const bool connected =
        ::connect(dialing, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::_exit(connected ? 0 : errno);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Channel, AnotherUserCannotConnect) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be another user";
  ASSERT_EQ(::chmod(temp_.path().c_str(), 0755), 0);
  ChannelSocket socket = prepare();
  const UniqueFd listening = listen_at(socket.path());
  ASSERT_EQ(::chmod(socket.path().c_str(), 0777), 0);
  EXPECT_EQ(connect_as_nobody(socket.path()), EACCES);
  ASSERT_EQ(::chmod(base_.c_str(), 0755), 0);
  EXPECT_EQ(connect_as_nobody(socket.path()), 0) << "it was the directory that kept it out";
}

TEST_F(Channel, WhatAKilledProcessLeftThereIsReplaced) {
  listen_at(prepare().path());  // removed with the object
  ChannelSocket socket = prepare();
  listen_at(socket.path());  // nobody listens any more, the name stays
  ChannelSocket again = prepare();
  const UniqueFd listening = listen_at(again.path());
  EXPECT_TRUE(again.connect().ok());
}

TEST_F(Channel, APathTooLongForASocketIsRefusedBeforeQemuSeesIt) {
  const auto socket =
      ChannelSocket::prepare(temp_.path() / std::string(100, 'x'), "folioscope-x-7");
  ASSERT_FALSE(socket.ok());
  EXPECT_THAT(socket.fault().remedy, HasSubstr("shorter path"));
}

TEST_F(Channel, WithoutADescriptorLeft_IsTheHostsFaultAndLaterOnesGoOn) {
  ChannelSocket socket = prepare();
  const UniqueFd listening = listen_at(socket.path());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const UniqueFd next(::dup(0));
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next.get());
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto refused = socket.connect();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.fault().domain, FaultDomain::Host);
  EXPECT_THAT(refused.fault().what, HasSubstr("Too many open files"));
  EXPECT_THAT(refused.fault().remedy, HasSubstr("ulimit -n"));
  EXPECT_TRUE(socket.connect().ok());
}

}  // namespace
}  // namespace folioscope::fleet
