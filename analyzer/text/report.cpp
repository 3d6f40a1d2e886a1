// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/report.h"

#include "query/open_run.h"
#include "text/selection.h"

namespace folioscope::text {

Result<std::string> report(const std::filesystem::path& run, const Options& options) {
  TRY(auto loaded, query::load_run(run, options.about));
  const compare::TestedRun comparison = compare::tested(std::move(loaded));
  TRY_STATUS(check_names(comparison, options));
  return options.format == Format::Json ? render_json(comparison, options)
                                        : render_text(comparison, options);
}

}  // namespace folioscope::text
