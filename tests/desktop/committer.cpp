// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop/committer.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "base/lock_state.h"
#include "store/writer.h"
#include "testing/made_rows.h"

namespace folioscope::desktop {
namespace {

constexpr const char* kDone = "done\n";

void answer() { std::cout << kDone << std::flush; }

Status commit(store::Writer& writer, int cell) {
  const auto chunks = store::made_chunks();
  return writer.commit_cell(store::made_record({cell}, chunks), store::source_of(chunks));
}

}  // namespace

int commit_cells(const std::string& directory) {
  const std::filesystem::path place = directory;
  const UniqueFd lock(::open((place / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock_whole(lock.get())) return 1;
  const auto writer = store::create_made_file(place / "run.db", kCells);
  if (!writer) return 1;
  answer();
  std::string line;
  for (int cell = 0; std::getline(std::cin, line);) {
    const Status done =
        line == "finish" ? (*writer)->finish(HostTime{1}) : commit(**writer, cell++);
    if (!done.ok()) return 1;
    answer();
  }
  return 0;
}

Committer::Committer(const std::string& directory) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error("no sockets");
  to_.reset(ends[0]);
  const UniqueFd theirs(ends[1]);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  auto process = Started::start({.argv = {self, std::string(kCommit), directory},
                                 .env = {},
                                 .kept_fd = -1,
                                 .standard_fd = theirs.get()});
  if (!process) throw std::runtime_error(process.fault().what);
  process_.emplace(*std::move(process));
  wait_for_answer();
}

void Committer::tell(const std::string& line) {
  const std::string sent = line + '\n';
  if (::write(to_.get(), sent.data(), sent.size()) != static_cast<ssize_t>(sent.size()))
    throw std::runtime_error("the process that runs the run is gone");
  wait_for_answer();
}

void Committer::wait_for_answer() {
  std::array<char, 8> got{};
  if (::read(to_.get(), got.data(), got.size()) != 5 || std::string_view(got.data(), 5) != kDone)
    throw std::runtime_error("the process that runs the run failed");
}

}  // namespace folioscope::desktop
