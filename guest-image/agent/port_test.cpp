// SPDX-License-Identifier: GPL-3.0-or-later
#include "agent/port.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/temp_dir.h"
#include "rpc/endpoint.h"

namespace folioscope::agent {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

// What sysfs and /dev look like in a guest, with a file for the device.
class Ports : public testing::Test {
 protected:
  void add(const std::string& port, const std::string& name) const {
    std::filesystem::create_directories(places_.ports / port);
    std::ofstream(places_.ports / port / "name") << name << "\n";
    std::filesystem::create_directories(places_.devices);
    std::ofstream(places_.devices / port) << name;
  }

  TempDir directory_ = *TempDir::create("ports");
  const PortPlaces places_{directory_.path() / "class", directory_.path() / "dev"};
};

TEST_F(Ports, TheAgentsIsFoundByItsName) {
  add("vport0p1", "org.qemu.guest_agent.0");
  add("vport0p2", "org.folioscope.agent.0");
  auto port = open_port(places_, milliseconds(0));
  ASSERT_TRUE(port.ok()) << port.fault().what;
  std::string text(64, '\0');
  text.resize(static_cast<std::size_t>(::read(port->get(), text.data(), text.size())));
  EXPECT_EQ(text, "org.folioscope.agent.0");
}

TEST_F(Ports, OneThatComesLaterIsWaitedFor) {
  std::jthread later([this] { add("vport0p1", "org.folioscope.agent.0"); });
  EXPECT_TRUE(open_port(places_, std::chrono::minutes(1)).ok());
}

TEST_F(Ports, AGuestWithoutOneIsToldWhichOptionMakesThem) {
  add("vport0p1", "org.folioscope.agent");
  const auto port = open_port(places_, milliseconds(1));
  ASSERT_FALSE(port.ok());
  EXPECT_THAT(port.fault().remedy, HasSubstr("CONFIG_VIRTIO_CONSOLE"));
}

class Greet : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);  // as main() does
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    port_.reset(pair[0]);
    host_.reset(pair[1]);
  }
  void say(const std::string& text) const {
    ASSERT_EQ(::write(host_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  static std::string rest_of(const UniqueFd& end) {
    std::string text(256, '\0');
    const ssize_t got = ::read(end.get(), text.data(), text.size());
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }
  Result<std::string> greet(milliseconds patience = std::chrono::minutes(1)) const {
    return agent::greet(port_.get(), patience);
  }

  UniqueFd port_, host_;
};

TEST_F(Greet, SaysWhoIsThereAndTakesTheTokenAndNothingOfWhatFollows) {
  say("0123abcd\nPRI * HTTP/2.0");
  const auto token = greet();
  ASSERT_TRUE(token.ok()) << token.fault().what;
  EXPECT_EQ(*token, "0123abcd");
  EXPECT_EQ(rest_of(host_), rpc::kGreeting);
  EXPECT_EQ(rest_of(port_), "PRI * HTTP/2.0");
}

TEST_F(Greet, ASilentHostIsNotWaitedForLongerThanAsked) {
  EXPECT_THAT(greet(milliseconds(1)).fault().what, HasSubstr("did not answer"));
}

TEST_F(Greet, AHostThatHangsUpIsSaid) {
  host_.reset();
  EXPECT_FALSE(greet().ok());
}

TEST_F(Greet, AnAnswerWithoutAnEndIsNoToken) {
  say(std::string(rpc::kMaxToken + 1, 'x'));
  EXPECT_THAT(greet().fault().what, HasSubstr("no token"));
}

}  // namespace
}  // namespace folioscope::agent
