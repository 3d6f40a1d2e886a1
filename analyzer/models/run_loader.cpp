// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run_loader.h"

#include <QMetaObject>

#include "query/location.h"

namespace folioscope::models {

Result<RunData> RunLoader::load_run(const std::filesystem::path& run) {
  TRY(const auto file, query::locate_store(run));
  if (file != file_ || !reader_) {
    last_.reset();
    file_ = file;
    TRY(reader_, store::Reader::open(file));
  }
  Result<RunData> result = load_open();
  // What a fault is about may be mended until the next load.
  if (!result.ok() || (*result)->run.finished) reader_.reset();
  return result;
}

Result<RunData> RunLoader::load_open() {
  TRY(const std::vector<CellId> changed, reader_->refresh());
  TRY(const store::RunRow run, reader_->run());
  if (last_ && changed.empty() && run.finished == last_->run.finished) return last_;
  TRY(auto comparison, query::load(*reader_));
  auto loaded = std::make_shared<LoadedRun>();
  static_cast<compare::TestedRun&>(*loaded) = compare::tested(std::move(comparison));
  loaded->file = file_;
  loaded->findings = compare::find(*loaded);
  last_ = std::move(loaded);
  return last_;
}

RunLoader::~RunLoader() {
  // Before QObject's destructor: the thread posts to this object.
  if (thread_.joinable()) thread_.join();
}

bool RunLoader::load(const std::filesystem::path& run) {
  if (loading_) return false;
  loading_ = true;
  thread_ = std::jthread([this, run] {
    Result<RunData> result = load_run(run);
    QMetaObject::invokeMethod(
        this, [this, result = std::move(result)] { finish(result); }, Qt::QueuedConnection);
  });
  return true;
}

void RunLoader::finish(const Result<RunData>& result) {
  thread_.join();
  loading_ = false;
  if (result.ok())
    Q_EMIT loaded(*result);
  else
    Q_EMIT failed(result.fault());
}

}  // namespace folioscope::models
