// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a run's store for what a page shows beyond what was loaded at once, on a thread of its own,
// where the newest request wins (newest_work.h). The store stays open between requests of the same
// file.
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>

#include "base/result.h"
#include "models/newest_work.h"
#include "store/reader.h"

namespace folioscope::models {

class StoreQueries : public QObject {
  Q_OBJECT
 public:
  explicit StoreQueries(QObject* parent = nullptr);

  // `work` runs on the thread and should look at the stop token (Reader::sql does); `done` gets its
  // result on the thread of this object.
  template <class Work, class Done>
  void ask(const std::filesystem::path& file, Work work, Done done) {
    using Answer = std::invoke_result_t<Work, store::Reader&, std::stop_token>;
    work_.ask(
        [this, file, work = std::move(work)](const std::stop_token& stop) mutable -> Answer {
          const Result<store::Reader*> reader = open(file);
          if (!reader.ok()) return reader.fault();
          return work(**reader, stop);
        },
        std::move(done));
  }
  // Nothing that was asked is answered any more.
  void cancel() { work_.cancel(); }
  bool busy() const { return work_.busy(); }

 Q_SIGNALS:
  void busy_changed(bool busy);

 private:
  Result<store::Reader*> open(const std::filesystem::path& file);

  // Of the thread.
  std::filesystem::path file_;
  std::unique_ptr<store::Reader> reader_;

  NewestWork work_;  // last: its thread ends before the reader goes
};

}  // namespace folioscope::models
