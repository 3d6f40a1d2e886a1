// SPDX-License-Identifier: GPL-3.0-or-later
// Does what is asked for on a thread of its own. The newest request wins: one that waits is
// dropped, one that goes on is told to stop, and neither is answered.
#pragma once

#include <QObject>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

namespace folioscope::models {

class NewestWork : public QObject {
  Q_OBJECT
 public:
  explicit NewestWork(QObject* parent = nullptr);
  // Tells what goes on to stop, and waits for it.
  ~NewestWork() override;

  // `work` runs on the thread and should look at the stop token; `done` gets its result on the
  // thread of this object, and may ask again.
  template <class Work, class Done>
  void ask(Work work, Done done) {
    using Answer = std::invoke_result_t<Work&, const std::stop_token&>;
    post([work = std::move(work),
          done = std::move(done)](const std::stop_token& stop) mutable -> Deliver {
      auto answer = std::make_shared<Answer>(work(stop));
      return [answer, done = std::move(done)]() mutable { done(*std::move(answer)); };
    });
  }
  // Nothing that was asked is answered any more.
  void cancel();
  bool busy() const { return busy_; }

 Q_SIGNALS:
  void busy_changed(bool busy);

 private:
  using Deliver = std::function<void()>;
  struct Request {
    std::function<Deliver(const std::stop_token&)> run;
    std::uint64_t number = 0;
  };
  void post(std::function<Deliver(const std::stop_token&)> run);
  void set_busy(bool busy);
  void serve(const std::stop_token& end);

  bool busy_ = false;
  std::uint64_t newest_ = 0;  // of this object's thread: what is older is not answered

  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::optional<Request> waiting_;
  std::stop_source going_on_;
  std::jthread thread_;
};

// Whether any NewestWork below `root` has a request that is not answered.
bool asks(const QObject& root);

}  // namespace folioscope::models
