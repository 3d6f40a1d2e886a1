// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/event_loop.h"

#include <fcntl.h>
#include <libvirt/libvirt.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/unique_fd.h"

namespace folioscope::fleet {
namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;
using boost::system::error_code;

constexpr struct {
  int libvirt;
  Descriptor::wait_type asio;
} kDirections[] = {
    // Errors and hang-ups complete a wait of either direction; libvirt then finds them by reading.
    {VIR_EVENT_HANDLE_READABLE, Descriptor::wait_read},
    {VIR_EVENT_HANDLE_WRITABLE, Descriptor::wait_write},
};

// What libvirt asked for. `records` guards the first group, `dispatch` the asio objects.
struct Watch {
  int id = 0;
  int fd = -1;
  int events = 0;
  virEventHandleCallback callback = nullptr;
  void* opaque = nullptr;
  virFreeCallback free = nullptr;
  bool removed = false;

  // On a duplicate of fd: libvirt may watch one descriptor twice, epoll may not.
  std::unique_ptr<Descriptor> descriptor;
  std::array<bool, std::size(kDirections)> waiting{};
  unsigned epoch = 0;  // of the lease under which descriptor was made
};

struct Timeout {
  int id = 0;
  int interval_ms = -1;  // -1 never, 0 at every turn of the loop
  virEventTimeoutCallback callback = nullptr;
  void* opaque = nullptr;
  virFreeCallback free = nullptr;
  bool removed = false;

  std::unique_ptr<asio::steady_timer> timer;
  unsigned arming = 0;  // counts arm(): an expiry of an earlier arming is stale
};

using WatchPtr = std::shared_ptr<Watch>;
using TimeoutPtr = std::shared_ptr<Timeout>;

class EventLoop {
 public:
  static EventLoop& of_process() {
    // Never destroyed: threads of libvirt may call in until the process is gone.
    static EventLoop* const loop = new EventLoop;
    return *loop;
  }

  Status attach(asio::io_context& io);
  void detach();

  int add_watch(int fd, int events, virEventHandleCallback callback, void* opaque,
                virFreeCallback free);
  void update_watch(int id, int events);
  int remove_watch(int id);
  int add_timeout(int interval_ms, virEventTimeoutCallback callback, void* opaque,
                  virFreeCallback free);
  void update_timeout(int id, int interval_ms);
  int remove_timeout(int id);

 private:
  EventLoop() = default;

  // Runs task on the io thread with dispatch_ held, unless the lease has ended by then. The caller
  // holds records_.
  template <class Task>
  void post(Task task);
  // The same, whatever became of the lease.
  template <class Task>
  void post_always(Task task);
  void arm(const WatchPtr& watch);
  void arm(const TimeoutPtr& timeout);
  void on_ready(const WatchPtr& watch, std::size_t direction, const error_code& error);
  void on_expiry(const TimeoutPtr& timeout, unsigned arming, const error_code& error);
  void free_dead();

  std::mutex dispatch_;  // taken before records_; held while a callback runs
  std::mutex records_;
  asio::io_context* io_ = nullptr;  // guarded by records_
  unsigned epoch_ = 0;              // counts leases; guarded by records_, read under dispatch_
  int leases_ = 0;                  // guarded by records_
  int next_id_ = 1;
  std::map<int, WatchPtr> watches_;
  std::map<int, TimeoutPtr> timeouts_;
  // libvirt wants its opaque data freed later, never inside remove().
  std::vector<std::pair<virFreeCallback, void*>> dead_;
};

template <class Task>
void EventLoop::post_always(Task task) {
  if (io_ == nullptr) return;
  asio::post(*io_, [this, task = std::move(task)] {
    const std::lock_guard dispatch(dispatch_);
    task();
  });
}

template <class Task>
void EventLoop::post(Task task) {
  post_always([this, epoch = epoch_, task = std::move(task)] {
    {
      const std::lock_guard records(records_);
      if (epoch != epoch_ || io_ == nullptr) return;
    }
    task();
  });
}

Status EventLoop::attach(asio::io_context& io) {
  const std::lock_guard records(records_);
  if (leases_ > 0 && io_ != &io)
    return bug_fault("libvirt's event loop already runs on another io_context");
  if (leases_++ > 0) return {};
  io_ = &io;
  ++epoch_;
  for (auto& [id, watch] : watches_) post([this, watch = watch] { arm(watch); });
  for (auto& [id, timeout] : timeouts_) post([this, timeout = timeout] { arm(timeout); });
  if (!dead_.empty()) post([this] { free_dead(); });
  return {};
}

void EventLoop::detach() {
  const std::lock_guard dispatch(dispatch_);
  {
    const std::lock_guard records(records_);
    if (--leases_ > 0) return;
    io_ = nullptr;
    for (auto& [id, watch] : watches_) {
      watch->descriptor.reset();
      watch->waiting = {};
    }
    for (auto& [id, timeout] : timeouts_) timeout->timer.reset();
  }
  free_dead();
}

void EventLoop::free_dead() {
  std::vector<std::pair<virFreeCallback, void*>> dead;
  {
    const std::lock_guard records(records_);
    dead.swap(dead_);
  }
  for (auto [free, opaque] : dead)
    if (free != nullptr) free(opaque);
}

int EventLoop::add_watch(int fd, int events, virEventHandleCallback callback, void* opaque,
                         virFreeCallback free) {
  const std::lock_guard records(records_);
  auto watch = std::make_shared<Watch>();
  watch->id = next_id_++;
  watch->fd = fd;
  watch->events = events;
  watch->callback = callback;
  watch->opaque = opaque;
  watch->free = free;
  watches_[watch->id] = watch;
  post([this, watch] { arm(watch); });
  return watch->id;
}

void EventLoop::update_watch(int id, int events) {
  const std::lock_guard records(records_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  found->second->events = events;
  post([this, watch = found->second] { arm(watch); });
}

int EventLoop::remove_watch(int id) {
  const std::lock_guard records(records_);
  const auto found = watches_.find(id);
  if (found == watches_.end()) return -1;
  const WatchPtr watch = found->second;
  watches_.erase(found);
  watch->removed = true;
  dead_.emplace_back(watch->free, watch->opaque);
  post_always([this, watch] {
    watch->descriptor.reset();
    free_dead();
  });
  return 0;
}

void EventLoop::arm(const WatchPtr& watch) {
  int events = 0;
  {
    const std::lock_guard records(records_);
    if (watch->removed || io_ == nullptr) return;
    events = watch->events;
    if (!watch->descriptor) {
      UniqueFd copy(::fcntl(watch->fd, F_DUPFD_CLOEXEC, 0));
      if (!copy) return;  // libvirt closed it: its removal is on the way
      auto descriptor = std::make_unique<Descriptor>(*io_);
      error_code error;
      if (descriptor->assign(copy.get(), error)) return;  // a file epoll cannot watch
      static_cast<void>(copy.release());
      watch->descriptor = std::move(descriptor);
      watch->waiting = {};
      watch->epoch = epoch_;
    }
  }
  for (std::size_t i = 0; i < std::size(kDirections); ++i) {
    if ((events & kDirections[i].libvirt) == 0 || watch->waiting[i]) continue;
    watch->waiting[i] = true;
    watch->descriptor->async_wait(kDirections[i].asio,
                                  [this, watch, i, epoch = watch->epoch](const error_code& error) {
                                    const std::lock_guard dispatch(dispatch_);
                                    if (watch->descriptor && watch->epoch == epoch)
                                      on_ready(watch, i, error);
                                  });
  }
}

void EventLoop::on_ready(const WatchPtr& watch, std::size_t direction, const error_code& error) {
  watch->waiting[direction] = false;
  if (error == asio::error::operation_aborted) return;
  const int event = error ? VIR_EVENT_HANDLE_ERROR : kDirections[direction].libvirt;
  {
    const std::lock_guard records(records_);
    if (watch->removed || io_ == nullptr) return;
    // The interest may have been withdrawn while the wait was under way.
    if ((watch->events & kDirections[direction].libvirt) == 0) return;
  }
  watch->callback(watch->id, watch->fd, event, watch->opaque);
  arm(watch);
}

int EventLoop::add_timeout(int interval_ms, virEventTimeoutCallback callback, void* opaque,
                           virFreeCallback free) {
  const std::lock_guard records(records_);
  auto timeout = std::make_shared<Timeout>();
  timeout->id = next_id_++;
  timeout->interval_ms = interval_ms;
  timeout->callback = callback;
  timeout->opaque = opaque;
  timeout->free = free;
  timeouts_[timeout->id] = timeout;
  post([this, timeout] { arm(timeout); });
  return timeout->id;
}

void EventLoop::update_timeout(int id, int interval_ms) {
  const std::lock_guard records(records_);
  const auto found = timeouts_.find(id);
  if (found == timeouts_.end()) return;
  found->second->interval_ms = interval_ms;
  post([this, timeout = found->second] { arm(timeout); });
}

int EventLoop::remove_timeout(int id) {
  const std::lock_guard records(records_);
  const auto found = timeouts_.find(id);
  if (found == timeouts_.end()) return -1;
  const TimeoutPtr timeout = found->second;
  timeouts_.erase(found);
  timeout->removed = true;
  dead_.emplace_back(timeout->free, timeout->opaque);
  post_always([this, timeout] {
    timeout->timer.reset();
    free_dead();
  });
  return 0;
}

void EventLoop::arm(const TimeoutPtr& timeout) {
  int interval_ms = -1;
  {
    const std::lock_guard records(records_);
    if (timeout->removed || io_ == nullptr) return;
    interval_ms = timeout->interval_ms;
    if (!timeout->timer) timeout->timer = std::make_unique<asio::steady_timer>(*io_);
  }
  const unsigned arming = ++timeout->arming;
  if (interval_ms < 0) {
    timeout->timer->cancel();
    return;
  }
  timeout->timer->expires_after(std::chrono::milliseconds(interval_ms));
  timeout->timer->async_wait([this, timeout, arming](const error_code& error) {
    const std::lock_guard dispatch(dispatch_);
    on_expiry(timeout, arming, error);
  });
}

void EventLoop::on_expiry(const TimeoutPtr& timeout, unsigned arming, const error_code& error) {
  if (error || arming != timeout->arming || !timeout->timer) return;
  {
    const std::lock_guard records(records_);
    if (timeout->removed || io_ == nullptr || timeout->interval_ms < 0) return;
  }
  timeout->callback(timeout->id, timeout->opaque);
  if (arming == timeout->arming) arm(timeout);
}

thread_local WatchRefusal* refusal = nullptr;

void update_watch(int id, int events) { EventLoop::of_process().update_watch(id, events); }
int remove_watch(int id) { return EventLoop::of_process().remove_watch(id); }
int add_timeout(int interval_ms, virEventTimeoutCallback callback, void* opaque,
                virFreeCallback free) {
  return EventLoop::of_process().add_timeout(interval_ms, callback, opaque, free);
}
void update_timeout(int id, int ms) { EventLoop::of_process().update_timeout(id, ms); }
int remove_timeout(int id) { return EventLoop::of_process().remove_timeout(id); }

}  // namespace

// What libvirt calls for a new watch.
class EventLoopEntry {
 public:
  static int add_watch(int fd, int events, virEventHandleCallback callback, void* opaque,
                       virFreeCallback free) {
    if (refusal == nullptr)
      return EventLoop::of_process().add_watch(fd, events, callback, opaque, free);
    refusal->descriptor_.reset(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    return -1;
  }
};

WatchRefusal::WatchRefusal() { refusal = this; }
WatchRefusal::~WatchRefusal() { refusal = nullptr; }

Result<EventLoopLease> EventLoopLease::take(asio::io_context& io) {
  static const bool registered = [] {
    virEventRegisterImpl(EventLoopEntry::add_watch, update_watch, remove_watch, add_timeout,
                         update_timeout, remove_timeout);
    return true;
  }();
  static_cast<void>(registered);
  TRY_STATUS(EventLoop::of_process().attach(io));
  return EventLoopLease();
}

EventLoopLease::EventLoopLease(EventLoopLease&& other) noexcept
    : held_(std::exchange(other.held_, false)) {}

EventLoopLease::~EventLoopLease() {
  if (held_) EventLoop::of_process().detach();
}

}  // namespace folioscope::fleet
