// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/change_watch.h"

#include <system_error>

namespace folioscope::app {
namespace {

constexpr int kPeriodMs = 1000;

}  // namespace

ChangeWatch::ChangeWatch(QObject* parent) : QObject(parent) {
  timer_.setInterval(kPeriodMs);
  connect(&timer_, &QTimer::timeout, this, &ChangeWatch::look);
}

void ChangeWatch::watch(const std::filesystem::path& store) {
  store_ = store;
  seen_ = stamps();
  timer_.start();
}

void ChangeWatch::look() {
  const Stamps now = stamps();
  if (now == seen_) return;
  seen_ = now;
  Q_EMIT changed();
}

ChangeWatch::Stamps ChangeWatch::stamps() const {
  Stamps result;
  std::filesystem::path log = store_;
  log += "-wal";
  const std::array files{store_, log};
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::error_code error;
    const auto size = std::filesystem::file_size(files[i], error);
    // No log, or none with anything in it, as readers make one: a stamp of its own.
    if (error || size == 0) continue;
    const auto written = std::filesystem::last_write_time(files[i], error);
    if (!error) result[i] = {size, written};
  }
  return result;
}

}  // namespace folioscope::app
