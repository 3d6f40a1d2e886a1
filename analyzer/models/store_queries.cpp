// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store_queries.h"

namespace folioscope::models {

StoreQueries::StoreQueries(QObject* parent) : QObject(parent), work_(this) {
  connect(&work_, &NewestWork::busy_changed, this, &StoreQueries::busy_changed);
}

Result<store::Reader*> StoreQueries::open(const std::filesystem::path& file) {
  if (!reader_ || file != file_) {
    reader_.reset();
    file_ = file;
    TRY(reader_, store::Reader::open(file));
  }
  return reader_.get();
}

}  // namespace folioscope::models
