// SPDX-License-Identifier: GPL-3.0-or-later
// Requests a stop of what runs, when the time is over or somebody else's request comes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace folioscope::kbuild {

class Alarm {
 public:
  Alarm(std::chrono::milliseconds after, std::stop_token outer)
      : end_(std::chrono::steady_clock::now() + after),
        outer_(std::move(outer), [this] { source_.request_stop(); }),
        thread_([this](std::stop_token ended) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any never;
          never.wait_until(lock, ended, end_, [] { return false; });
          if (!ended.stop_requested()) source_.request_stop();
        }) {}

  bool rang() const { return source_.stop_requested(); }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::chrono::steady_clock::time_point end_;
  std::stop_source source_;
  std::stop_callback<std::function<void()>> outer_;
  std::jthread thread_;
};

}  // namespace folioscope::kbuild
