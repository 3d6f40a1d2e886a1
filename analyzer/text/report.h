// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run as text or JSON. The same store gives the same report,
// byte for byte.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "compare/family.h"
#include "compare/overall.h"
#include "query/comparison.h"
#include "query/open_run.h"

namespace folioscope::text {

enum class Format { Text, Json, Changelog };

struct Options {
  Format format = Format::Text;
  bool all = false;                  // every metric, not the headlines only; text and JSON
  std::vector<std::string> metrics;  // these only, whatever `all` says; empty means no choice
  std::string machine, workload;     // these only; empty means every one
  std::optional<query::AboutOverride> about = {};
};

// The boots may be few or none: the report then says so.
std::string render_text(const compare::TestedRun& comparison, const Options& options);
// `differences` between two runs that were joined.
std::string render_json(const compare::TestedRun& comparison, const Options& options,
                        const std::vector<std::string>& differences = {});

struct Report {
  std::string text;
  compare::Overall overall = compare::Overall::Inconclusive;
};

// Opens, loads, tests and renders. `run` is a run directory or a store file. Faults (User): no run,
// damaged, of a newer schema; a metric, machine or workload that the run does not have; an override
// of another experiment.
Result<Report> report(const std::filesystem::path& run, const Options& options);

struct TwoRuns {
  std::filesystem::path first, second;
  std::string baseline, variant;  // see query::join()
};
// The second run's variants against one of the first; above them what else differs between the two.
// Faults (User): as report(), and those of query::join().
Result<Report> compare(const TwoRuns& runs, const Options& options);

}  // namespace folioscope::text
