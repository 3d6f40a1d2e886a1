// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run_loader.h"

#include <QMetaObject>
#include <utility>

#include "query/location.h"

namespace folioscope::models {

Result<RunData> RunLoader::load_run(const std::filesystem::path& run, const std::stop_token& stop) {
  TRY(const auto file, query::locate_store(run));
  if (file != file_ || !reader_) {
    last_.reset();
    file_ = file;
    rows_ = {};
    TRY(reader_, store::Reader::open(file));
  }
  reader_->stop_with(stop);
  Result<RunData> result = load_open(stop);
  // What a fault is about may be mended until the next load.
  if (!result.ok() || (*result)->run.finished) {
    reader_.reset();
    rows_ = {};
  } else {
    reader_->stop_with({});
  }
  return result;
}

Result<RunData> RunLoader::load_open(const std::stop_token& stop) {
  TRY(const std::vector<CellId> changed, reader_->refresh());
  TRY(const store::RunRow run, reader_->run());
  if (last_ && changed.empty() && run.finished == last_->run.finished) return last_;
  TRY(auto comparison, query::load(*reader_, rows_));
  auto loaded = std::make_shared<LoadedRun>();
  static_cast<compare::TestedRun&>(*loaded) =
      compare::tested(std::move(comparison), {.stop = stop});
  if (stop.stop_requested()) return user_fault("the load was stopped");
  loaded->file = file_;
  loaded->findings = compare::find(*loaded);
  last_ = std::move(loaded);
  return last_;
}

RunLoader::~RunLoader() {
  // Before QObject's destructor: the thread posts to this object.
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void RunLoader::load(const std::filesystem::path& run) {
  if (!loading_) {
    start(run);
    return;
  }
  wanted_ = run;
  if (run != *loading_) thread_.request_stop();
}

void RunLoader::start(const std::filesystem::path& run) {
  loading_ = run;
  thread_ = std::jthread([this, run](const std::stop_token& stop) {
    Result<RunData> result = load_run(run, stop);
    QMetaObject::invokeMethod(
        this, [this, result = std::move(result)] { finish(result); }, Qt::QueuedConnection);
  });
}

void RunLoader::finish(const Result<RunData>& result) {
  const bool stopped = thread_.get_stop_token().stop_requested();
  thread_.join();
  loading_.reset();
  if (const auto wanted = std::exchange(wanted_, std::nullopt)) start(*wanted);
  if (stopped) return;
  if (result.ok())
    Q_EMIT loaded(*result);
  else
    Q_EMIT failed(result.fault());
}

}  // namespace folioscope::models
