// SPDX-License-Identifier: GPL-3.0-or-later
// Through libvirt's own entry points: what it registers there reaches our loop.
#include "fleet/event_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>

#include "base/unique_fd.h"

namespace folioscope::fleet {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    reader.reset(ends[0]);
    writer.reset(ends[1]);
  }
  void write(char c) { EXPECT_EQ(::write(writer.get(), &c, 1), 1); }
  UniqueFd reader;
  UniqueFd writer;
};

using OnReady = std::function<void(int fd, int events)>;
using OnExpiry = std::function<void(int id)>;

int watch(int fd, int events, OnReady* on_ready, virFreeCallback free = nullptr) {
  return virEventAddHandle(
      fd, events,
      [](int, int ready, int happened, void* opaque) {
        (*static_cast<OnReady*>(opaque))(ready, happened);
      },
      on_ready, free);
}

int set_timeout(int interval_ms, OnExpiry* on_expiry) {
  return virEventAddTimeout(
      interval_ms, [](int id, void* opaque) { (*static_cast<OnExpiry*>(opaque))(id); }, on_expiry,
      nullptr);
}

class EventLoop : public ::testing::Test {
 protected:
  void SetUp() override { take(); }
  void take() {
    auto lease = EventLoopLease::take(io_);
    ASSERT_TRUE(lease.ok()) << lease.fault().what;
    lease_.emplace(std::move(*lease));
  }

  boost::asio::io_context io_;
  std::optional<EventLoopLease> lease_;
};

TEST_F(EventLoop, WatchesAreRefusedAsLongAsTheThreadWantsIt_AndSayOfWhat) {
  Pipe pipe;
  OnReady on_ready = [](int, int) {};
  {
    WatchRefusal refusal;
    EXPECT_EQ(watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_ready), -1);
    const UniqueFd copy = refusal.take_descriptor();
    pipe.write('x');
    char byte = 0;
    EXPECT_EQ(::read(copy.get(), &byte, 1), 1);
    EXPECT_EQ(byte, 'x');
  }
  const int id = watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_ready);
  EXPECT_GE(id, 0);
  virEventRemoveHandle(id);
}

TEST_F(EventLoop, ReadableDescriptor_IsReportedAgainUntilRemoved) {
  Pipe pipe;
  pipe.write('x');
  int calls = 0;
  int id = 0;
  OnReady on_ready = [&](int fd, int events) {
    EXPECT_EQ(fd, pipe.reader.get());
    EXPECT_EQ(events, VIR_EVENT_HANDLE_READABLE);
    if (++calls == 3) virEventRemoveHandle(id);  // never read, so it stays readable
  };
  id = watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_ready);
  io_.run();  // ends when nothing is watched any more
  EXPECT_EQ(calls, 3);
}

TEST_F(EventLoop, TwoWatchesOfOneDescriptor_AreBothServed) {
  Pipe pipe;
  int readable = 0;
  int first = 0;
  int second = 0;
  OnReady on_first = [&](int, int) { ++readable, virEventRemoveHandle(first); };
  OnReady on_second = [&](int, int) { ++readable, virEventRemoveHandle(second); };
  first = watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_first);
  second = watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_second);
  pipe.write('x');
  io_.run();
  EXPECT_EQ(readable, 2);
}

TEST_F(EventLoop, UpdatedInterest_TakesEffect) {
  Pipe pipe;
  int id = 0;
  int happened = 0;
  OnReady on_ready = [&](int, int events) { happened = events, virEventRemoveHandle(id); };
  id = watch(pipe.writer.get(), 0, &on_ready);
  io_.poll();
  EXPECT_EQ(happened, 0);
  virEventUpdateHandle(id, VIR_EVENT_HANDLE_WRITABLE);
  io_.restart();
  io_.run();
  EXPECT_EQ(happened, VIR_EVENT_HANDLE_WRITABLE);
}

TEST_F(EventLoop, OpaqueData_IsFreedByTheLoopAndNotInsideRemove) {
  Pipe pipe;
  bool freed = false;
  const int id = virEventAddHandle(
      pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, [](int, int, int, void*) {}, &freed,
      [](void* opaque) { *static_cast<bool*>(opaque) = true; });
  virEventRemoveHandle(id);
  EXPECT_FALSE(freed);
  io_.run();
  EXPECT_TRUE(freed);
}

TEST_F(EventLoop, Timeout_RepeatsUntilItIsRemoved) {
  int calls = 0;
  OnExpiry on_expiry = [&](int id) {
    if (++calls == 3) virEventRemoveTimeout(id);
  };
  set_timeout(1, &on_expiry);
  io_.run();
  EXPECT_EQ(calls, 3);
}

TEST_F(EventLoop, TimeoutOfZero_ComesAtEveryTurnUntilDisabled) {
  int calls = 0;
  OnExpiry on_expiry = [&](int id) {
    if (++calls == 5) virEventUpdateTimeout(id, -1);
  };
  const int id = set_timeout(0, &on_expiry);
  io_.run();
  EXPECT_EQ(calls, 5);
  virEventRemoveTimeout(id);
}

TEST_F(EventLoop, NextLease_ServesWhatTheLastOneLeft) {
  Pipe pipe;
  int id = 0;
  int calls = 0;
  OnReady on_ready = [&](int, int) { ++calls, virEventRemoveHandle(id); };
  id = watch(pipe.reader.get(), VIR_EVENT_HANDLE_READABLE, &on_ready);
  io_.poll();
  lease_.reset();
  pipe.write('x');
  io_.restart();
  io_.run();
  EXPECT_EQ(calls, 0) << "nothing runs without a lease";
  boost::asio::io_context next;
  {
    auto lease = EventLoopLease::take(next);
    ASSERT_TRUE(lease.ok());
    next.run();
  }
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoop, SecondIoContext_IsRefusedWhileTheFirstHasALease) {
  boost::asio::io_context other;
  const auto lease = EventLoopLease::take(other);
  ASSERT_FALSE(lease.ok());
  EXPECT_EQ(lease.fault().domain, FaultDomain::Bug);
}

}  // namespace
}  // namespace folioscope::fleet
