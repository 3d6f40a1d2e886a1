// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include "query/location.h"
#include "report/selection.h"
#include "store/reader.h"

namespace folioscope::report {

Result<std::string> report(const std::filesystem::path& run, const Options& options) {
  TRY(const auto file, query::locate_store(run));
  TRY(const auto reader, store::Reader::open(file));
  TRY(const auto comparison, query::load(*reader));
  TRY_STATUS(check_names(comparison, options));
  return options.json ? render_json(comparison, options) : render_text(comparison, options);
}

}  // namespace folioscope::report
