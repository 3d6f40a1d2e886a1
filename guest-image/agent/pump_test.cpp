// SPDX-License-Identifier: GPL-3.0-or-later
// The pump between two sockets: one stands for the port.
#include "agent/pump.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <string>

namespace folioscope::agent {
namespace {

std::string noise(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class PumpTest : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);  // as main() does
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    UniqueFd port(pair[0]);
    host_.reset(pair[1]);
    ASSERT_EQ(::fcntl(port.get(), F_SETFL, O_NONBLOCK), 0);
    auto pump = Pump::start(std::move(port), grpc_);
    ASSERT_TRUE(pump.ok()) << pump.fault().what;
    pump_ = std::move(*pump);
  }

  // Writes `bytes` at one end from a thread of its own, and reads as many at the other.
  static std::string carried(const UniqueFd& from, const UniqueFd& to, const std::string& bytes) {
    std::jthread writer([&] {
      for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t put = ::write(from.get(), bytes.data() + done, bytes.size() - done);
        if (put <= 0) return;
        done += static_cast<std::size_t>(put);
      }
    });
    std::string arrived(bytes.size(), '\0');
    for (std::size_t done = 0; done < arrived.size();) {
      const ssize_t got = ::read(to.get(), arrived.data() + done, arrived.size() - done);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return arrived;
  }
  static bool at_end(const UniqueFd& end) {
    char byte = 0;
    return ::read(end.get(), &byte, 1) == 0;
  }

  UniqueFd grpc_, host_;
  std::unique_ptr<Pump> pump_;
};

TEST_F(PumpTest, BytesArriveAsTheyWereSentBothWays) {
  const std::string bytes = noise(std::size_t{5} << 20);
  EXPECT_TRUE(carried(grpc_, host_, bytes) == bytes);
  EXPECT_TRUE(carried(host_, grpc_, bytes) == bytes);
}

TEST_F(PumpTest, WhenTheHostHangsUpSoDoesTheSocketOfGrpc) {
  host_.reset();
  EXPECT_TRUE(at_end(grpc_));
}

TEST_F(PumpTest, WhenGrpcClosesItsSocketThePumpEndsAndTheHostSeesIt) {
  grpc_.reset();
  pump_.reset();
  EXPECT_TRUE(at_end(host_));
}

TEST_F(PumpTest, AHostThatReadsNothingStopsTheSenderAndTheEndDoesNotWaitForIt) {
  ASSERT_EQ(::fcntl(grpc_.get(), F_SETFL, O_NONBLOCK), 0);
  const std::string bytes = noise(256 << 10);
  std::size_t taken = 0;
  // Full for good once nothing more goes in for a tenth of a second.
  for (pollfd writable{grpc_.get(), POLLOUT, 0}; ::poll(&writable, 1, 100) == 1;) {
    const ssize_t put = ::write(grpc_.get(), bytes.data(), bytes.size());
    if (put > 0) taken += static_cast<std::size_t>(put);
    ASSERT_LT(taken, std::size_t{8} << 20) << "the pump has a queue";
  }
  EXPECT_GT(taken, 0u);
  pump_.reset();
}

}  // namespace
}  // namespace folioscope::agent
