// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run_loader.h"

#include <QMetaObject>

#include "query/open_run.h"

namespace folioscope::models {
namespace {

Result<RunData> load_run(const std::filesystem::path& run) {
  TRY(auto comparison, query::load_run(run));
  return RunData(std::make_shared<query::Comparison>(std::move(comparison)));
}

}  // namespace

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
