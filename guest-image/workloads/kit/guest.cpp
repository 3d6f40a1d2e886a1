// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/guest.h"

#include <fcntl.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <optional>
#include <utility>

namespace folioscope::workloads {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<std::uint64_t> number_after(std::string_view line, std::string_view key) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (!line.starts_with(key)) return std::nullopt;
  line.remove_prefix(key.size());
  if (line.empty() || (line.front() != ':' && line.front() != ' ')) return std::nullopt;
  line.remove_prefix(std::min(line.find_first_not_of(": "), line.size()));
  std::uint64_t value = 0;
  if (std::from_chars(line.data(), line.data() + line.size(), value).ec != std::errc{})
    return std::nullopt;
  return value;
}

}  // namespace

Fault errno_fault(std::string_view action, std::string_view object) {
  const int error = errno;
  return guest_fault("cannot " + std::string(action) + " " + std::string(object) + ": " +
                     std::strerror(error));
}

Result<std::string> read_text(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno_fault("open", path);
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof(buffer));
    if (got < 0) return errno_fault("read", path);
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<std::uint64_t> read_number(const std::string& path) {
  TRY(const std::string text, read_text(path));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return guest_fault(path + " does not hold a number: " + text);
  return value;
}

int write_number(const std::string& path, std::uint64_t value) {
  return write_word(path, std::to_string(value));
}

int write_word(const std::string& path, std::string_view word) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return errno;
  return ::write(file.get(), word.data(), word.size()) < 0 ? errno : 0;
}

Result<std::uint64_t> find_number(std::string_view text, std::string_view key) {
  while (!text.empty())
    if (const auto value = number_after(take_line(text), key)) return *value;
  return guest_fault("this kernel does not report " + std::string(key));
}

std::uint64_t sum_numbers(std::string_view text, std::string_view key) {
  std::uint64_t sum = 0;
  while (!text.empty()) sum += number_after(take_line(text), key).value_or(0);
  return sum;
}

Result<std::vector<int>> usable_cpus() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return errno_fault("read", "the CPU set");
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(static_cast<unsigned>(cpu), &set)) cpus.push_back(cpu);
  return cpus;
}

Status pin_this_thread(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(cpu), &set);
  if (::sched_setaffinity(0, sizeof(set), &set) != 0)
    return errno_fault("pin a thread to CPU", std::to_string(cpu));
  return {};
}

Status allocate_from_node(unsigned node) {
  constexpr unsigned kBits = 64;
  if (node >= kBits) return guest_fault("there is no NUMA node " + std::to_string(node));
  const std::uint64_t nodes = std::uint64_t{1} << node;
  // The kernel reads one bit less than it is told.
  if (::syscall(SYS_set_mempolicy, MPOL_BIND, &nodes, kBits + 1) != 0 && errno != ENOSYS)
    return errno_fault("allocate from NUMA node", std::to_string(node));
  return {};  // ENOSYS: a kernel without NUMA has one node
}

Result<PageFrames> PageFrames::open() { return open_file("/proc/self/pagemap"); }

Result<PageFrames> PageFrames::open(pid_t process) {
  return open_file("/proc/" + std::to_string(process) + "/pagemap");
}

Result<PageFrames> PageFrames::open_file(const std::string& path) {
  PageFrames frames;
  frames.pagemap_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!frames.pagemap_) return errno_fault("open", path);
  return frames;
}

Status PageFrames::read(const void* first_page, std::span<std::uint64_t> frames) const {
  // One 64-bit word a page: bit 63 present, bits 0-54 the frame (admin-guide/mm/pagemap.rst).
  constexpr std::uint64_t kPresent = std::uint64_t{1} << 63;
  constexpr std::uint64_t kFrameMask = (std::uint64_t{1} << 55) - 1;
  const auto index = reinterpret_cast<std::uintptr_t>(first_page) / kPageSize;
  const auto offset = static_cast<off_t>(index * sizeof(std::uint64_t));
  const ssize_t got = ::pread(pagemap_.get(), frames.data(), frames.size_bytes(), offset);
  if (got < 0) return errno_fault("read", "a pagemap");
  if (static_cast<std::size_t>(got) != frames.size_bytes())
    return guest_fault("a pagemap ended early");
  for (std::uint64_t& frame : frames) frame = (frame & kPresent) ? frame & kFrameMask : 0;
  return {};
}

Result<Mapping> Mapping::map(void* hint, std::size_t size, int protection, int flags, int fd,
                             std::uint64_t offset) {
  void* data = ::mmap(hint, size, protection, flags, fd, static_cast<off_t>(offset));
  if (data == MAP_FAILED) return errno_fault("map", std::to_string(size) + " bytes");
  Mapping mapping;
  mapping.data_ = static_cast<std::byte*>(data);
  mapping.size_ = size;
  return mapping;
}

std::uint64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec);
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

Mapping::~Mapping() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace folioscope::workloads
