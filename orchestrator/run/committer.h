// SPDX-License-Identifier: GPL-3.0-or-later
// The one owner of a run's Writer: a thread that does nothing but write. Whoever has a finished
// cell hands it over and waits for its own result; cells of others are written meanwhile in the
// order in which they came. A cell's pages come compressed (store::PackedPages), so that only
// writing is done one after the other.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "base/result.h"
#include "store/writer.h"

namespace folioscope::run {

class Committer {
 public:
  // A cell in the queue waits for the disk: more than this many, and whoever brings another waits
  // with it in his hands.
  static constexpr std::size_t kQueue = 16;

  explicit Committer(std::unique_ptr<store::Writer> writer);
  ~Committer();  // writes what is in the queue first
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // From any thread. Returns when the cell is in the file, or why it is not.
  Status commit(store::CellRecord record, store::PackedSource pages);
  // Anything else that the Writer can do, in turn with the cells.
  Status write(std::function<Status(store::Writer&)> job);

 private:
  using Job = std::packaged_task<Status(store::Writer&)>;
  void work();

  std::unique_ptr<store::Writer> writer_;  // of thread_ alone
  std::mutex mutex_;                       // guards the two below
  std::deque<Job> queue_;
  bool ended_ = false;
  std::condition_variable changed_;
  std::jthread thread_;  // last: begins when all else is there
};

}  // namespace folioscope::run
