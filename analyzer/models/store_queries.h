// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a run's store for what a page shows beyond what was loaded at once, on a thread of its own.
// The newest request wins: one that waits is dropped, one that goes on is told to stop, and neither
// is answered. The store stays open between requests of the same file.
#pragma once

#include <QObject>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::models {

class StoreQueries : public QObject {
  Q_OBJECT
 public:
  explicit StoreQueries(QObject* parent = nullptr);
  // Tells what goes on to stop, and waits for it.
  ~StoreQueries() override;

  // `work` runs on the thread and should look at the stop token (Reader::sql does); `done` gets its
  // result on the thread of this object.
  template <class Work, class Done>
  void ask(const std::filesystem::path& file, Work work, Done done) {
    using Answer = std::invoke_result_t<Work, store::Reader&, std::stop_token>;
    post({file, [work = std::move(work), done = std::move(done)](
                    Result<store::Reader*> reader, const std::stop_token& stop) mutable {
            auto answer = std::make_shared<Answer>(reader.ok() ? work(**reader, stop)
                                                               : Answer(reader.fault()));
            return [answer, done = std::move(done)]() mutable { done(*std::move(answer)); };
          }});
  }
  // Nothing that was asked is answered any more.
  void cancel();
  bool busy() const { return busy_; }

 Q_SIGNALS:
  void busy_changed(bool busy);

 private:
  using Deliver = std::function<void()>;
  struct Request {
    std::filesystem::path file;
    std::function<Deliver(Result<store::Reader*>, const std::stop_token&)> run;
    std::uint64_t number = 0;
  };
  void post(Request request);
  void set_busy(bool busy);
  void serve(const std::stop_token& end);
  Result<store::Reader*> open(const std::filesystem::path& file);

  bool busy_ = false;
  std::uint64_t newest_ = 0;  // of this object's thread: what is older is not answered

  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::optional<Request> waiting_;
  std::stop_source going_on_;

  // Of the thread.
  std::filesystem::path file_;
  std::unique_ptr<store::Reader> reader_;
  std::jthread thread_;
};

// Whether any StoreQueries below `root` has a request that is not answered.
bool asks(const QObject& root);

}  // namespace folioscope::models
