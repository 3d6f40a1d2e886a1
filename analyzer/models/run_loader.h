// SPDX-License-Identifier: GPL-3.0-or-later
// Loads a run on a thread of its own, so that no window waits for a disk. Each load opens the file,
// reads and closes it: the writer of a run that goes on is never held up.
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/result.h"
#include "query/comparison.h"

namespace folioscope::models {

using RunData = std::shared_ptr<const query::Comparison>;

class RunLoader : public QObject {
  Q_OBJECT
 public:
  explicit RunLoader(QObject* parent = nullptr) : QObject(parent) {}
  ~RunLoader() override;  // waits for a load that goes on

  // Ends in one of the signals, also when the same run is loaded again. While a load goes on
  // another is refused (false).
  bool load(const std::filesystem::path& run);
  bool loading() const { return loading_; }

 Q_SIGNALS:
  void loaded(const folioscope::models::RunData& run);
  void failed(const folioscope::Fault& fault);

 private:
  void finish(const Result<RunData>& result);

  bool loading_ = false;
  std::jthread thread_;
};

}  // namespace folioscope::models
