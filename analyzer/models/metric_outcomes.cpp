// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metric_outcomes.h"

#include <chrono>
#include <utility>
#include <vector>

namespace folioscope::models {
namespace {

// What is found in this time is shown together: a reader sees the list fill, and the window paints
// it some times, not once for each row.
constexpr std::chrono::milliseconds kShownTogether{50};

// Of the first rows, as many as that time allows; one at least.
std::vector<compare::Outcome> some_outcomes(const std::vector<MetricRow>& rows,
                                            const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + kShownTogether;
  std::vector<compare::Outcome> found;
  for (const MetricRow& row : rows) {
    if (stop.stop_requested()) break;
    found.push_back(outcome_of(row));
    if (std::chrono::steady_clock::now() >= end) break;
  }
  return found;
}

}  // namespace

MetricOutcomes::MetricOutcomes(MetricModel& rows, QObject* parent)
    : QObject(parent), rows_(rows), work_(this) {}

void MetricOutcomes::find() {
  work_.cancel();
  find_from(0);
}

void MetricOutcomes::find_from(std::size_t row) {
  std::vector<MetricRow> rows;  // they keep the run
  for (int at = static_cast<int>(row); at < rows_.rowCount(); ++at) rows.push_back(rows_.row(at));
  if (rows.empty()) {
    Q_EMIT found();
    return;
  }
  work_.ask(
      [rows = std::move(rows)](const std::stop_token& stop) { return some_outcomes(rows, stop); },
      [this, row](const std::vector<compare::Outcome>& outcomes) {
        rows_.change(static_cast<int>(row), static_cast<int>(outcomes.size()),
                     [&](std::size_t at, MetricRow& one) { one.outcome = outcomes[at]; });
        find_from(row + outcomes.size());
      });
}

}  // namespace folioscope::models
