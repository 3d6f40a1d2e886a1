// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/waiters.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "workloads/kit/futex.h"

namespace folioscope::workloads {
namespace {

// A thread does little more than read; static programs need a few KiB for signals and errno.
constexpr std::size_t kStack = 64 << 10;
constexpr int kLowestPriority = 19;

long faults_of_this_thread() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

Result<Mapping> map_shared(std::size_t size) {
  return Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

}  // namespace

struct Waiters::Start {
  Board& board;
  Slot& slot;
  const volatile std::byte* page;
};

void Waiters::read(Slot& slot, const volatile std::byte* page) {
  const long before = faults_of_this_thread();
  const std::uint64_t begin_ns = monotonic_ns();
  static_cast<void>(*page);
  const std::uint64_t end_ns = monotonic_ns();
  if (faults_of_this_thread() == before) return;
  if (slot.stalls < kMostKept)
    slot.kept_ms[slot.stalls] = static_cast<float>(end_ns - begin_ns) / 1e6f;
  ++slot.stalls;
}

void Waiters::live(Board& board, Slot& slot, const volatile std::byte* page) {
  ::setpriority(PRIO_PROCESS, 0, kLowestPriority);
  static_cast<void>(*page);  // what follows is not about the first touch
  std::uint32_t seen = 0;
  for (;;) {
    // Whoever comes last tells the leader, who waits for all.
    if (board.back.fetch_add(1) + 1 == board.everybody) futex_wake(board.back, 1);
    while (board.round == seen) futex_wait(board.round, seen);
    if (board.stop) return;
    seen = board.round;
    do {
      read(slot, page);
      ::sched_yield();
    } while (board.over != seen && !board.stop);
  }
}

Result<Waiters> Waiters::start(As as, std::size_t wanted, const volatile std::byte* page) {
  Waiters waiters;
  TRY(waiters.board_, map_shared(sizeof(Board)));
  TRY(waiters.slots_, map_shared(wanted * sizeof(Slot)));
  while (waiters.count_ < wanted) {
    if (as == As::Threads) {
      if (!waiters.start_thread(waiters.count_, page)) break;
    } else {
      const Status status = waiters.start_process(waiters.count_, page);
      if (!status.ok()) break;
    }
    ++waiters.count_;
  }
  if (waiters.count_ == 0)
    return guest_fault("cannot start a single waiter", "give the guest more memory");
  waiters.board()->everybody = static_cast<std::uint32_t>(waiters.count_);
  waiters.wait_until_all_are_back();
  return waiters;
}

bool Waiters::start_thread(std::size_t index, const volatile std::byte* page) {
  auto start = std::make_unique<Start>(Start{*board(), slots()[index], page});
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, kStack);
  pthread_t thread{};
  const int error = ::pthread_create(
      &thread, &attributes,
      [](void* argument) -> void* {
        const std::unique_ptr<Start> own(static_cast<Start*>(argument));
        live(own->board, own->slot, own->page);
        return nullptr;
      },
      start.get());
  ::pthread_attr_destroy(&attributes);
  if (error != 0) return false;
  static_cast<void>(start.release());  // the thread's now
  threads_.push_back(thread);
  return true;
}

// No kit::Child: a socket pair for each of thousands would be as many open files in all of them.
Status Waiters::start_process(std::size_t index, const volatile std::byte* page) {
  const pid_t leader = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return errno_fault("start", "a waiter");
  if (process > 0) {
    processes_.push_back(process);
    return {};
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != leader) ::_exit(1);
  live(*board(), slots()[index], page);
  ::_exit(0);
}

void Waiters::wait_until_all_are_back() const {
  const Board& all = *board();
  for (;;) {
    const std::uint32_t back = all.back;
    if (back >= count_) return;
    futex_wait(all.back, back);
  }
}

void Waiters::release() {
  board()->back = 0;
  ++board()->round;
  futex_wake(board()->round, std::numeric_limits<int>::max());
}

void Waiters::recall() {
  board()->over = board()->round.load();
  wait_until_all_are_back();
}

Status Waiters::stop() {
  if (board_.data() == nullptr) return {};  // moved from
  board()->stop = true;
  ++board()->round;
  futex_wake(board()->round, std::numeric_limits<int>::max());
  for (const pthread_t thread : std::exchange(threads_, {})) ::pthread_join(thread, nullptr);
  bool well = true;
  for (const pid_t process : std::exchange(processes_, {})) {
    int status = 0;
    well = ::waitpid(process, &status, 0) == process && status == 0 && well;
  }
  if (!well)
    return guest_fault("a waiter ended before its time", "look for an oops on the console");
  return {};
}

Waiters::~Waiters() { static_cast<void>(stop()); }

std::uint64_t Waiters::stalls() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count_; ++i) sum += slots()[i].stalls;
  return sum;
}

std::vector<double> Waiters::stalls_ms() const {
  std::vector<double> all;
  for (std::size_t i = 0; i < count_; ++i) {
    const Slot& slot = slots()[i];
    const std::size_t kept = std::min<std::size_t>(slot.stalls, kMostKept);
    all.insert(all.end(), slot.kept_ms, slot.kept_ms + kept);
  }
  return all;
}

}  // namespace folioscope::workloads
