// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/committer.h"

#include <utility>

namespace folioscope::run {

Committer::Committer(std::unique_ptr<store::Writer> writer)
    : writer_(std::move(writer)), thread_([this] { work(); }) {}

Committer::~Committer() {
  std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

Status Committer::commit(store::CellRecord record, store::PackedSource pages) {
  return write([record = std::move(record), pages = std::move(pages)](store::Writer& writer) {
    return writer.commit_packed(record, pages);
  });
}

Status Committer::write(std::function<Status(store::Writer&)> job) {
  Job task(std::move(job));
  std::future<Status> result = task.get_future();
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return queue_.size() < kQueue; });
    queue_.push_back(std::move(task));
  }
  changed_.notify_all();
  return result.get();
}

void Committer::work() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !queue_.empty() || ended_; });
      if (queue_.empty()) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    changed_.notify_all();
    job(*writer_);
  }
}

}  // namespace folioscope::run
