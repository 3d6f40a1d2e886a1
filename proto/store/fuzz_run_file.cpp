// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: a small run file that somebody wrote over. The first byte says what a reader is
// asked then, all or one of kQuestions; the others where: u16 page, u16 place in it, u8 count, and
// as many bytes, again and again. A reader answers or has a fault that says why.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "store/reader.h"
#include "testing/fuzz.h"
#include "testing/made_rows.h"

using namespace folioscope;
using namespace folioscope::store;
using fuzz::check;

namespace {

constexpr std::size_t kPage = 4096;

// The file in memory, where the host has such a directory, and what is in it while it is whole.
class File {
 public:
  File() {
    std::filesystem::remove(path_);
    {
      auto writer = create_made_file(path_, 2);
      check(writer.ok());
      for (const std::int64_t cell : {0, 1}) {
        const auto chunks = made_chunks();
        check((*writer)->commit_cell(made_record({cell}, chunks), source_of(chunks)).ok());
      }
      check((*writer)->finish({1}).ok());
    }
    std::ifstream in(path_, std::ios::binary);
    whole_.assign(std::istreambuf_iterator<char>(in), {});
    fd_ = UniqueFd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
    check(fd_ && whole_.size() % kPage == 0);
  }
  ~File() { std::filesystem::remove(path_); }

  const std::filesystem::path& path() const { return path_; }

  void write_over(fuzz::Taker& input) {
    while (!input.empty()) {
      const std::size_t page = input.pair() % (whole_.size() / kPage);
      const std::size_t at = input.pair() % kPage;
      const auto bytes = input.bytes(std::min<std::size_t>(input.byte(), kPage - at));
      auto [touched, is_new] = touched_.try_emplace(page);
      if (is_new) touched->second = whole_.substr(page * kPage, kPage);
      touched->second.replace(at, bytes.size(), fuzz::as_text(bytes));
    }
    for (auto& [page, content] : touched_) {
      leave_unchecked(content);
      put(page, content);
    }
  }
  void restore() {
    for (const auto& [page, content] : touched_) put(page, whole_.substr(page * kPage, kPage));
    touched_.clear();
    check(::ftruncate(fd_.get(), static_cast<off_t>(whole_.size())) == 0);
  }

 private:
  // Where pages carry checksums, zeros say that this one has none: what a hostile writer does.
  void leave_unchecked(std::string& content) const {
    constexpr std::size_t kReserved = 20;  // SQLite's file format: bytes at the end of each page
    const std::size_t reserved = static_cast<unsigned char>(whole_[kReserved]);
    content.replace(kPage - reserved, reserved, std::string(reserved, '\0'));
  }
  void put(std::size_t page, const std::string& content) const {
    check(::pwrite(fd_.get(), content.data(), kPage, static_cast<off_t>(page * kPage)) ==
          static_cast<ssize_t>(kPage));
  }

  std::filesystem::path path_ =
      (std::filesystem::is_directory("/dev/shm") ? std::filesystem::path("/dev/shm")
                                                 : std::filesystem::temp_directory_path()) /
      ("folioscope-fuzz-run-" + std::to_string(::getpid()));
  std::string whole_;
  UniqueFd fd_;
  std::map<std::size_t, std::string> touched_;
};

template <class T>
void check_answer(const Result<T>& answer) {
  if (!answer) check(!answer.fault().what.empty());
}

void ask_of_run(Reader& reader) {
  check_answer(reader.run());
  check_answer(reader.variants());
  check_answer(reader.machines());
  check_answer(reader.workloads());
  check_answer(reader.attempts());
  check_answer(reader.metrics());
  check_answer(reader.cells());
}

void ask_of_cell(Reader& reader) {
  const CellId cell{1};
  check_answer(reader.metrics(cell));
  check_answer(reader.distributions(cell));
  check_answer(reader.cpu_accounting(cell));
  check_answer(reader.vmstat(cell));
  check_answer(reader.anomalies(cell));
  check_answer(reader.guest_files(cell));
  check_answer(reader.clock(cell));
  check_answer(reader.stacks(cell));
  check_answer(reader.references(cell));
  check_answer(reader.operations(cell));
  check_answer(reader.lock_intervals(cell));
  check_answer(reader.decoding(cell));
  check_answer(reader.chunk_summaries(cell));
}

void ask_for_pages(Reader& reader) {
  check_answer(reader.pages({1}, [](const PageChunk&) { return Status(); }));
}

void ask_for_events(Reader& reader) {
  check_answer(reader.events({.cell = {0}, .pid = 61}, [](const EventView& event) {
    check(event.record.size() <= limits::kMaxPageSize);
    return true;
  }));
}

void ask_sql(Reader& reader) {
  check_answer(reader.sql("select name, count(*), max(pfn) from event group by 1"));
}

void ask_whether_whole(Reader& reader) { check_answer(reader.verify()); }

constexpr void (*kQuestions[])(Reader&) = {ask_of_run,     ask_of_cell, ask_for_pages,
                                           ask_for_events, ask_sql,     ask_whether_whole};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static File file;
  fuzz::Taker input(data, size);
  const std::size_t question = input.byte() % (std::size(kQuestions) + 1);
  file.write_over(input);
  {
    auto reader = Reader::open(file.path());
    if (!reader)
      check(reader.fault().domain != FaultDomain::Bug && !reader.fault().what.empty());
    else if (question < std::size(kQuestions))
      kQuestions[question](**reader);
    else
      for (auto* ask : kQuestions) ask(**reader);
  }
  file.restore();
  return 0;
}
