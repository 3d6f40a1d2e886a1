// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store_queries.h"

#include <QMetaObject>
#include <algorithm>
#include <utility>

namespace folioscope::models {

StoreQueries::StoreQueries(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& end) { serve(end); }) {}

StoreQueries::~StoreQueries() {
  // Before QObject's destructor: the thread posts to this object.
  {
    const std::lock_guard lock(mutex_);
    waiting_.reset();
    going_on_.request_stop();
  }
  thread_.request_stop();
  thread_.join();
}

void StoreQueries::post(Request request) {
  request.number = ++newest_;
  {
    const std::lock_guard lock(mutex_);
    waiting_ = std::move(request);
    going_on_.request_stop();
  }
  asked_.notify_one();
  set_busy(true);
}

void StoreQueries::cancel() {
  ++newest_;
  {
    const std::lock_guard lock(mutex_);
    waiting_.reset();
    going_on_.request_stop();
  }
  set_busy(false);
}

void StoreQueries::set_busy(bool busy) {
  if (busy_ != std::exchange(busy_, busy)) Q_EMIT busy_changed(busy);
}

Result<store::Reader*> StoreQueries::open(const std::filesystem::path& file) {
  if (!reader_ || file != file_) {
    reader_.reset();
    file_ = file;
    TRY(reader_, store::Reader::open(file));
  }
  return reader_.get();
}

void StoreQueries::serve(const std::stop_token& end) {
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
    Deliver deliver = request.run(open(request.file), stop);
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
  return std::ranges::any_of(root.findChildren<const StoreQueries*>(),
                             [](const StoreQueries* one) { return one->busy(); });
}

}  // namespace folioscope::models
