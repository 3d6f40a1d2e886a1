// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/newest_work.h"

#include <QMetaObject>
#include <algorithm>

namespace folioscope::models {

NewestWork::NewestWork(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& end) { serve(end); }) {}

NewestWork::~NewestWork() {
  // Before QObject's destructor: the thread posts to this object.
  {
    const std::lock_guard lock(mutex_);
    waiting_.reset();
    going_on_.request_stop();
  }
  thread_.request_stop();
  thread_.join();
}

void NewestWork::post(std::function<Deliver(const std::stop_token&)> run) {
  ++newest_;
  {
    const std::lock_guard lock(mutex_);
    waiting_ = Request{std::move(run), newest_};
    going_on_.request_stop();
  }
  asked_.notify_one();
  set_busy(true);
}

void NewestWork::cancel() {
  ++newest_;
  {
    const std::lock_guard lock(mutex_);
    waiting_.reset();
    going_on_.request_stop();
  }
  set_busy(false);
}

void NewestWork::set_busy(bool busy) {
  if (busy_ != std::exchange(busy_, busy)) Q_EMIT busy_changed(busy);
}

void NewestWork::serve(const std::stop_token& end) {
  while (true) {
    Request request;
    std::stop_token stop;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, end, [this] { return waiting_.has_value(); })) return;
      request = *std::exchange(waiting_, std::nullopt);
      going_on_ = {};
      stop = going_on_.get_token();
    }
    Deliver deliver = request.run(stop);
    QMetaObject::invokeMethod(
        this,
        [this, number = request.number, deliver = std::move(deliver)] {
          if (number != newest_) return;
          set_busy(false);
          deliver();
        },
        Qt::QueuedConnection);
  }
}

bool asks(const QObject& root) {
  return std::ranges::any_of(root.findChildren<const NewestWork*>(),
                             [](const NewestWork* one) { return one->busy(); });
}

}  // namespace folioscope::models
