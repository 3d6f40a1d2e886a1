// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_follower.h"

#include <QRegularExpression>
#include <chrono>
#include <utility>

#include "models/qt_text.h"

namespace folioscope::models {
namespace {

// A boot takes seconds, a reader a moment.
constexpr std::chrono::milliseconds kLookPeriod{500};

ConsoleText console_text(const std::filesystem::path& store, const std::string& console) {
  const auto tail = query::read_console(store, console);
  if (!tail.ok()) return {{}, 0, text(tail.fault().what)};
  return {inert_text(tail->text), tail->left_out, {}};
}

}  // namespace

QString inert_text(const std::string& console) {
  // CSI, OSC up to its end, and the two-character escapes (ECMA-48).
  static const QRegularExpression kEscapes(
      QStringLiteral("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[ -/]*[0-~])"));
  QString shown = text(console);
  shown.remove(kEscapes);
  shown.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
  shown.remove(QLatin1Char('\r'));
  for (QChar& one : shown)
    if (one != QLatin1Char('\n') && one != QLatin1Char('\t') && !one.isPrint() &&
        !one.isSurrogate())
      one = QChar(0xfffd);
  return shown;
}

LiveFollower::LiveFollower(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& end) { serve(end); }) {}

LiveFollower::~LiveFollower() {
  // Before QObject's destructor: the thread posts to this object.
  thread_.request_stop();
  thread_.join();
}

void LiveFollower::want(const std::function<void(Wanted&)>& change) {
  {
    const std::lock_guard lock(mutex_);
    change(wanted_);
    wanted_.number = ++newest_;
  }
  changed_.notify_one();
}

void LiveFollower::follow_run(const std::filesystem::path& store) {
  want([&](Wanted& wanted) { wanted.run = store; });
}

void LiveFollower::follow_console(const std::filesystem::path& store, const std::string& console) {
  want([&](Wanted& wanted) {
    wanted.store = store;
    wanted.console = console;
  });
}

void LiveFollower::tell(std::uint64_t number, std::function<void()> news) {
  QMetaObject::invokeMethod(
      this,
      [this, number, news = std::move(news)] {
        if (number == newest_) news();
      },
      Qt::QueuedConnection);
}

void LiveFollower::serve(const std::stop_token& end) {
  std::uint64_t told = 0;
  std::optional<query::DirectoryState> state;
  std::optional<ConsoleText> console;
  while (!end.stop_requested()) {
    Wanted wanted;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, end, kLookPeriod, [&] { return wanted_.number != told; });
      if (end.stop_requested()) return;
      wanted = wanted_;
    }
    // Whoever asks anew is told again.
    if (std::exchange(told, wanted.number) != wanted.number) {
      state.reset();
      console.reset();
    }
    if (!wanted.run.empty()) {
      auto now = query::look_at_directory(wanted.run);
      if (state != now) tell(told, [this, now] { Q_EMIT state_changed(now); });
      state = std::move(now);
    }
    if (!wanted.console.empty()) {
      auto now = console_text(wanted.store, wanted.console);
      if (console != now) tell(told, [this, now] { Q_EMIT console_changed(now); });
      console = std::move(now);
    }
  }
}

}  // namespace folioscope::models
