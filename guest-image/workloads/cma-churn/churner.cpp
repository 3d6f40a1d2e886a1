// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/churner.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace folioscope::workloads {
namespace {

Memory memory_of(Park park) {
  if (park == Park::LazyFree) return Memory::Anonymous;
  const bool file = park == Park::DeactivateFile || park == Park::Rotate;
  return file ? Memory::File : Memory::Tmpfs;
}

// tmpfs marks a page accessed when its first byte is read: once referenced, twice active.
int reads_after_refill(Park park) {
  if (park == Park::Activate) return 1;
  return park == Park::Deactivate ? 2 : 0;
}

Fault refused(std::string_view what) { return errno_fault(what, "pages of the working set"); }

}  // namespace

Park park_named(std::string_view name) {
  constexpr std::array kParks = {
      Park::Activate, Park::Deactivate, Park::LruAdd, Park::LazyFree, Park::DeactivateFile,
      Park::Rotate,   Park::Mlock,      Park::Bh,     Park::Mixed,    Park::Pin};
  std::size_t index = 0;
  for (std::string_view rest = kParkNames; rest.substr(0, rest.find('|')) != name; ++index)
    rest.remove_prefix(rest.find('|') + 1);
  return kParks[index];
}

Result<Churner> Churner::create(Park park, std::uint64_t pages, const std::string& directory) {
  Churner churner(park);
  if (park == Park::Bh) {
    TRY(Directories directories, Directories::create(pages, directory));
    churner.directories_.emplace(std::move(directories));
  } else {
    TRY(churner.set_, WorkingSet::create(memory_of(park), pages, directory));
  }
  TRY_STATUS(churner.prepare());
  return churner;
}

Status Churner::prepare() {
  if (park_ == Park::Mlock &&
      ::mlock2(set_.address(set_.all()), WorkingSet::size(set_.all()), MLOCK_ONFAULT) != 0) {
    return refused("lock");
  }
  if (park_ == Park::Pin) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno_fault("create", "a pipe");
    out_.reset(ends[0]);
    in_.reset(ends[1]);
  }
  return {};
}

Result<std::vector<std::uint64_t>> Churner::refill(const std::vector<FrameRange>& ranges) {
  if (directories_) return directories_->refill(ranges);
  last_ = {};
  TRY_STATUS(set_.give_back(set_.all()));
  set_.touch(set_.all());
  for (int i = 0; i < reads_after_refill(park_); ++i) TRY_STATUS(set_.read_first_bytes(set_.all()));
  TRY(auto counts, set_.count_in(ranges));
  // The rotate batch is for pages that nobody has mapped.
  if (park_ == Park::Rotate) TRY_STATUS(set_.advise(set_.all(), MADV_DONTNEED));
  return counts;
}

Status Churner::park(std::uint64_t pages, Random& random) {
  const std::uint64_t count = std::min(pages, this->pages());
  return park_run({random.below(this->pages() - count + 1), count});
}

Status Churner::park_run(Run run) {
  switch (park_) {
    case Park::Activate:
      return set_.read_first_bytes(run);
    case Park::Deactivate:
      return set_.advise(run, MADV_COLD);
    case Park::LruAdd:
      TRY_STATUS(set_.give_back(run));
      set_.touch(run);
      return {};
    case Park::LazyFree:
      set_.touch(run);
      return set_.advise(run, MADV_FREE);
    case Park::DeactivateFile:
      set_.touch(run);
      return drop_from_cache(run);
    case Park::Rotate:
      TRY_STATUS(write_pages(run));
      return drop_from_cache(run);
    case Park::Mlock:
      TRY_STATUS(set_.advise(run, MADV_DONTNEED_LOCKED));
      set_.touch(run);
      return {};
    case Park::Bh:
      return directories_->read(run);
    case Park::Mixed:
      return take_turns(run);
    case Park::Pin:
      return splice(run);
  }
  return {};
}

Status Churner::take_turns(Run run) {
  if (last_.count != 0) return set_.advise(std::exchange(last_, {}), MADV_COLD);
  last_ = run;
  TRY_STATUS(set_.read_first_bytes(run));
  return set_.read_first_bytes(run);
}

Status Churner::write_pages(Run run) const {
  for (std::uint64_t page = run.first; page < run.first + run.count; ++page)
    if (::pwrite(set_.file(), "", 1, WorkingSet::offset({page, 1})) != 1) return refused("write");
  return {};
}

Status Churner::drop_from_cache(Run run) const {
  errno = ::posix_fadvise(set_.file(), WorkingSet::offset(run),
                          static_cast<off_t>(WorkingSet::size(run)), POSIX_FADV_DONTNEED);
  return errno == 0 ? Status{} : refused("drop");
}

Status Churner::splice(Run run) {
  const iovec vec = {set_.address(run), WorkingSet::size(run)};
  if (::vmsplice(in_.get(), &vec, 1, 0) != static_cast<ssize_t>(vec.iov_len))
    return refused("splice");
  held_ = run.count;
  return {};
}

Status Churner::let_go() {
  std::array<std::byte, kPageSize> sink;
  for (; held_ > 0; --held_)
    if (::read(out_.get(), sink.data(), sink.size()) != static_cast<ssize_t>(sink.size()))
      return errno_fault("drain", "a pipe");
  return {};
}

}  // namespace folioscope::workloads
