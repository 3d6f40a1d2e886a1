// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/fsync-herd/log_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace folioscope::workloads {
namespace {

std::string path_of(const LogPlan& plan) { return plan.directory + "/fsync-herd.log"; }

std::size_t record_bytes(const LogPlan& plan) {
  return plan.pattern == Pattern::Append ? kAppendBytes : plan.bytes;
}

Result<Mapping> map_pages(std::size_t bytes) {
  const std::size_t size = (bytes + kPageSize - 1) / kPageSize * kPageSize;
  return Mapping::map(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

}  // namespace

Pattern pattern_named(std::string_view name) {
  if (name == "overlap") return Pattern::Overlap;
  return name == "append" ? Pattern::Append : Pattern::Apart;
}

off_t record_offset(const LogPlan& plan, std::uint64_t writer) {
  if (plan.pattern == Pattern::Append) return 0;
  return static_cast<off_t>(writer * (plan.pattern == Pattern::Apart ? plan.bytes : kPageSize));
}

Status LogFile::create(const LogPlan& plan) {
  const std::string path = path_of(plan);
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file) return {};
  Fault fault = errno_fault("create", path);
  fault.remedy =
      "give the guest a disk with a file system, or name a directory that can be written";
  return fault;
}

Result<LogFile> LogFile::open(const LogPlan& plan, std::uint64_t writer) {
  LogFile log(plan, writer);
  const std::string path = path_of(plan);
  const int append = plan.pattern == Pattern::Append ? O_APPEND : 0;
  log.cached_.reset(::open(path.c_str(), O_WRONLY | O_CLOEXEC | append));
  if (!log.cached_) return errno_fault("open", path);
  TRY(log.record_, map_pages(record_bytes(plan)));
  if (plan.pattern == Pattern::Append) return log;
  log.direct_.reset(::open(path.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC));
  if (!log.direct_) {
    Fault fault = errno_fault("open for direct I/O", path);
    fault.remedy = "name a directory on xfs or ext4; tmpfs has no disk to go to";
    return fault;
  }
  TRY(log.copy_, map_pages(record_bytes(plan)));
  return log;
}

Result<double> LogFile::write(std::uint64_t round) {
  const std::size_t bytes = record_bytes(plan_);
  // Never zero, which is what a hole would read as.
  const int stamp = static_cast<int>(1 + (round + writer_) % 255);
  std::memset(record_.data(), stamp, bytes);
  // With O_APPEND the offset does not matter.
  const ssize_t written =
      ::pwrite(cached_.get(), record_.data(), bytes, record_offset(plan_, writer_));
  if (written < 0) return errno_fault("write to", path_of(plan_));
  if (static_cast<std::size_t>(written) != bytes)
    return guest_fault("only a part of a record was written to " + path_of(plan_),
                       "give the guest a larger disk");
  const Stopwatch stopwatch;
  if (::fsync(cached_.get()) != 0) return errno_fault("sync", path_of(plan_));
  return stopwatch.milliseconds();
}

Status LogFile::read_back() {
  if (plan_.pattern == Pattern::Append) return {};
  const ssize_t got =
      ::pread(direct_.get(), copy_.data(), plan_.bytes, record_offset(plan_, writer_));
  if (got < 0) return errno_fault("read", path_of(plan_));
  if (static_cast<std::size_t>(got) != plan_.bytes)
    return guest_fault(path_of(plan_) + " is shorter than what was written to it");
  if (plan_.pattern == Pattern::Apart &&
      !std::equal(copy_.data(), copy_.data() + plan_.bytes, record_.data()))
    return guest_fault(path_of(plan_) + " does not hold what was written and synced");
  return {};
}

}  // namespace folioscope::workloads
