// SPDX-License-Identifier: GPL-3.0-or-later
// Loads a run and makes its tests on a thread of its own, so that no window waits for a disk or for
// arithmetic. The file of a run that goes on stays open from load to load, outside of any
// transaction: its writer is never held up. What boots gave is read once, tests are made anew. When
// the run is finished it is closed, so that the writer can leave one file behind.
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/result.h"
#include "models/run_data.h"
#include "query/boot_results.h"
#include "store/reader.h"

namespace folioscope::models {

class RunLoader : public QObject {
  Q_OBJECT
 public:
  explicit RunLoader(QObject* parent = nullptr) : QObject(parent) {}
  ~RunLoader() override;  // stops a load that goes on

  // Ends in one of the signals, also when the same run is loaded again; where nothing is new, with
  // the data of before. Of a load that goes on the same run's is finished and announced first, so
  // that a run that changes all the time is shown; another run's is stopped and never announced.
  void load(const std::filesystem::path& run);
  bool loading() const { return loading_.has_value(); }

 Q_SIGNALS:
  void loaded(const folioscope::models::RunData& run);
  void failed(const folioscope::Fault& fault);

 private:
  void start(const std::filesystem::path& run);
  Result<RunData> load_run(const std::filesystem::path& run, const std::stop_token& stop);
  Result<RunData> load_open(const std::stop_token& stop);
  void finish(const Result<RunData>& result);

  std::optional<std::filesystem::path> loading_, wanted_;  // wanted_: as soon as that is done
  // Of the thread while it loads.
  std::filesystem::path file_;
  std::unique_ptr<store::Reader> reader_;
  query::BootResults rows_;  // of what reader_ reads
  RunData last_;
  std::jthread thread_;
};

}  // namespace folioscope::models
