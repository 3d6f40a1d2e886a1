// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pager/lock_guard.h"

#include <signal.h>
#include <sys/mman.h>

#include <cerrno>
#include <string>
#include <utility>

#include "workloads/kit/child.h"

namespace folioscope::workloads {
namespace {

// A file's readahead is taken from its disk when it is opened, so this must live before that.
class NoReadahead {
 public:
  static Result<NoReadahead> begin(const Book& book) {
    TRY(std::string path, book.queue_setting("read_ahead_kb"));
    TRY(const std::uint64_t before, read_number(path));
    if ((errno = write_number(path, 0)) != 0) return errno_fault("write", path);
    return NoReadahead(std::move(path), before);
  }
  NoReadahead(NoReadahead&& other) noexcept
      : path_(std::exchange(other.path_, {})), before_(other.before_) {}
  NoReadahead& operator=(NoReadahead&&) = delete;
  ~NoReadahead() {
    if (!path_.empty()) write_number(path_, before_);
  }

 private:
  NoReadahead(std::string path, std::uint64_t before) : path_(std::move(path)), before_(before) {}
  std::string path_;
  std::uint64_t before_;
};

// Leaves a page in the cache that asks whoever meets it for more readahead: the kernel marks one in
// the last quarter of what it reads around a fault.
Status leave_a_marked_page(const Book& book) {
  TRY_STATUS(forget_page_cache());
  TRY(const Mapping mapping, book.map(Advice::Default));
  const std::size_t middle = mapping.size() / kPageSize / 2 * kPageSize;
  static_cast<void>(*static_cast<const volatile std::byte*>(mapping.data() + middle));
  return {};
}

Status lock_all(const Channel& leader, const Book& book) {
  TRY(const Mapping mapping, book.map(Advice::Default));
  if (::mlockall(MCL_CURRENT) != 0) return errno_fault("lock", "all memory");
  return leader.send_value('l');
}

}  // namespace

Result<Locked> lock_without_readahead(const Book& book, std::chrono::milliseconds deadline) {
  TRY_STATUS(leave_a_marked_page(book));
  TRY(const NoReadahead off, NoReadahead::begin(book));
  const Stopwatch watch;
  TRY(const Child child,
      Child::start("mlockall", [&book](const Channel& leader) { return lock_all(leader, book); }));
  Locked locked;
  const bool heard = child.channel().wait(deadline);
  locked.elapsed_ms = watch.milliseconds();
  if (!heard) {
    ::kill(child.process(), SIGKILL);
    return locked;
  }
  char word = 0;
  TRY_STATUS(child.channel().receive_value(word));
  locked.finished = true;
  return locked;
}

}  // namespace folioscope::workloads
