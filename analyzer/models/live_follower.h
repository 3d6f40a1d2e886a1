// SPDX-License-Identifier: GPL-3.0-or-later
// Follows what the directory of a run says while it goes on: who runs it, what is in flight, and
// the console of one boot. Looks on a thread of its own, so that no window waits for a disk, and
// tells news only.
#pragma once

#include <QObject>
#include <QString>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "query/run_directory.h"

namespace folioscope::models {

struct ConsoleText {
  QString text;                // control characters and escape sequences are taken out
  std::uint64_t left_out = 0;  // bytes of the file before it
  QString fault;               // why there is none; empty: there is

  bool operator==(const ConsoleText&) const = default;
};
// Text of a guest's console: nothing in it moves a cursor or sets a colour.
QString inert_text(const std::string& console);

class LiveFollower : public QObject {
  Q_OBJECT
 public:
  explicit LiveFollower(QObject* parent = nullptr);
  ~LiveFollower() override;

  // The state of this run from now on; an empty path: of none.
  void follow_run(const std::filesystem::path& store);
  // This console (as in a cell's row) from now on, and again whenever it grows; empty: none.
  void follow_console(const std::filesystem::path& store, const std::string& console);

 Q_SIGNALS:
  void state_changed(const folioscope::query::DirectoryState& state);
  void console_changed(const folioscope::models::ConsoleText& console);

 private:
  struct Wanted {
    std::filesystem::path run, store;
    std::string console;
    std::uint64_t number = 0;  // what an older answer is not for
  };
  void want(const std::function<void(Wanted&)>& change);
  void serve(const std::stop_token& end);
  void tell(std::uint64_t number, std::function<void()> news);

  std::uint64_t newest_ = 0;  // of this object's thread

  std::mutex mutex_;
  std::condition_variable_any changed_;
  Wanted wanted_;
  std::jthread thread_;
};

}  // namespace folioscope::models
