// SPDX-License-Identifier: GPL-3.0-or-later
// Says when a store file has been written to. Looks at size and time of the file and of its
// write-ahead log once a second: notifications of the kernel do not come through every file system,
// and a log that is truncated and begun again would be lost to them.
#pragma once

#include <QObject>
#include <QTimer>
#include <array>
#include <cstdint>
#include <filesystem>

namespace folioscope::app {

class ChangeWatch : public QObject {
  Q_OBJECT
 public:
  explicit ChangeWatch(QObject* parent = nullptr);

  // From now on changes after this moment are told; one signal for any number of them.
  void watch(const std::filesystem::path& store);
  void stop() { timer_.stop(); }
  bool watching() const { return timer_.isActive(); }
  void look();  // as the timer does

 Q_SIGNALS:
  void changed();

 private:
  struct Stamp {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type written;
    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::array<Stamp, 2>;  // the file and its log
  Stamps stamps() const;

  std::filesystem::path store_;
  Stamps seen_;
  QTimer timer_;
};

}  // namespace folioscope::app
