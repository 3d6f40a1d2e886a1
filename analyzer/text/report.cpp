// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/report.h"

#include "base/shown_text.h"
#include "query/join.h"
#include "query/open_run.h"
#include "text/changelog.h"
#include "text/run_sections.h"
#include "text/selection.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

// The name of its directory.
std::string label_of(std::filesystem::path run) {
  run = run.lexically_normal();
  if (!run.has_filename()) run = run.parent_path();
  if (run.filename() == "run.db" && run.has_parent_path()) run = run.parent_path();
  return run.filename().string();
}

std::string differences_section(const std::vector<std::string>& differences) {
  std::string text = "Two runs: unpaired, and whatever else differs is in every difference\n\n";
  if (differences.empty()) return text + "  nothing that was recorded differs\n\n";
  for (const std::string& difference : differences)
    text += wrap(printable(difference), 2, kLineWidth);
  return text + '\n';
}

std::string rendered(const compare::TestedRun& run, const Options& options) {
  switch (options.format) {
    case Format::Text:
      return render_text(run, options);
    case Format::Json:
      return render_json(run, options);
    case Format::Changelog:
      return render_changelog(run);
  }
  return {};
}

}  // namespace

Result<Report> report(const std::filesystem::path& run, const Options& options) {
  TRY(auto loaded, query::load_run(run, options.about));
  const compare::TestedRun comparison = compare::tested(std::move(loaded));
  TRY_STATUS(check_names(comparison, options));
  return Report{rendered(comparison, options), compare::overall(comparison)};
}

Result<Report> compare(const TwoRuns& runs, const Options& options) {
  TRY(auto first, query::load_run(runs.first));
  TRY(auto second, query::load_run(runs.second));
  std::string one = label_of(runs.first), other = label_of(runs.second);
  if (one == other) {
    one = runs.first.string();
    other = runs.second.string();
  }
  if (one == other)
    return user_fault("both runs are the same one", "name two runs, or use: folioscope report RUN");
  TRY(auto joined, query::join({one, std::move(first)}, {other, std::move(second)}, runs.baseline,
                               runs.variant));
  const auto tested = compare::tested(std::move(joined.comparison));
  TRY_STATUS(check_names(tested, options));
  const bool json = options.format == Format::Json;
  return Report{json ? render_json(tested, options, joined.differences)
                     : differences_section(joined.differences) + render_text(tested, options),
                compare::overall(tested)};
}

}  // namespace folioscope::text
