// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/progress.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "stats/summary.h"

namespace folioscope::compare {
namespace {

// Enough for a steady number, few enough to follow a host that became slower.
constexpr std::size_t kBootsOfPace = 20;

// With all its attempts.
struct Ended {
  std::int64_t begin = 0, end = 0;  // host, ns
  const query::Cell* cell = nullptr;

  double seconds() const { return static_cast<double>(end - begin) / 1e9; }
};

// By the time of their end.
std::vector<Ended> ended_boots(const query::Comparison& run) {
  std::vector<Ended> ended;
  for (const query::Cell& cell : run.cells) {
    if (!was_tried(cell.row.status) || !cell.row.started || !cell.row.finished) continue;
    std::int64_t begin = cell.row.started->ns;
    for (const store::AttemptRow& attempt : cell.attempts)
      if (attempt.started) begin = std::min(begin, attempt.started->ns);
    if (begin < cell.row.finished->ns) ended.push_back({begin, cell.row.finished->ns, &cell});
  }
  std::ranges::sort(ended, {}, &Ended::end);
  return ended;
}

// Time that at least one of them ran.
double covered_seconds(std::vector<Ended> boots) {
  std::ranges::sort(boots, {}, &Ended::begin);
  std::int64_t covered = 0, until = 0;
  for (const Ended& boot : boots) {
    covered += std::max<std::int64_t>(0, boot.end - std::max(boot.begin, until));
    until = std::max(until, boot.end);
  }
  return static_cast<double>(covered) / 1e9;
}

// From the most to the least that is known of a boot to come.
class Expected {
 public:
  explicit Expected(const std::vector<Ended>& ended) {
    for (const Ended& boot : ended)
      for (const Key& key : keys(*boot.cell)) times_[key].push_back(boot.seconds());
    for (auto& [key, times] : times_) medians_[key] = stats::summarize(times).median;
  }
  double of(const query::Cell& cell) const {
    for (const Key& key : keys(cell))
      if (const auto found = medians_.find(key); found != medians_.end()) return found->second;
    return 0;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  static std::array<Key, 3> keys(const query::Cell& cell) {
    return {Key{cell.row.machine, cell.row.workload, cell.row.variant},
            Key{cell.row.machine, cell.row.workload, {}}, Key{}};
  }
  std::map<Key, std::vector<double>> times_;
  std::map<Key, double> medians_;
};

}  // namespace

InFlight in_flight_of(const query::Comparison& run, const query::DirectoryState& directory) {
  InFlight planned;
  for (const query::CellInFlight& cell : directory.in_flight) planned[cell.cell] = cell;
  for (const query::Cell& cell : run.cells)
    if (cell.row.status != CellStatus::Planned) planned.erase(cell.row.id);
  return planned;
}

Stage stage_of(const query::Cell& cell, const InFlight& in_flight) {
  if (cell.row.status == CellStatus::Done) return Stage::Done;
  if (cell.row.status == CellStatus::NotNeeded) return Stage::NotNeeded;
  if (cell.row.status != CellStatus::Planned) return Stage::Failed;
  const auto found = in_flight.find(cell.row.id);
  if (found == in_flight.end()) return Stage::Planned;
  return found->second.working ? Stage::Working : Stage::Booting;
}

int VariantProgress::at(Stage stage) const {
  const auto found = boots.find(stage);
  return found == boots.end() ? 0 : found->second;
}

std::vector<VariantProgress> progress(const query::Comparison& run, const InFlight& in_flight) {
  std::vector<VariantProgress> all;
  std::map<std::string, std::size_t> places;
  for (const query::Variant& variant : run.variants) {
    places[variant.row.name] = all.size();
    all.push_back({variant.row.name, {}});
  }
  for (const query::Cell& cell : run.cells)
    if (const auto place = places.find(cell.row.variant); place != places.end())
      ++all[place->second].boots[stage_of(cell, in_flight)];
  return all;
}

std::optional<Pace> pace_of(const query::Comparison& run) {
  std::vector<Ended> ended = ended_boots(run);
  if (ended.empty()) return std::nullopt;
  if (ended.size() > kBootsOfPace)
    ended.erase(ended.begin(), ended.end() - static_cast<std::ptrdiff_t>(kBootsOfPace));
  Pace pace;
  pace.boots = static_cast<int>(ended.size());
  pace.seconds = covered_seconds(ended);
  double ran = 0, events = 0;
  for (const Ended& boot : ended) {
    ran += boot.seconds();
    events += static_cast<double>(boot.cell->accounting.produced);
  }
  pace.boots_per_minute = 60 * pace.boots / pace.seconds;
  pace.events_per_second = events / pace.seconds;
  pace.guests = ran / pace.seconds;
  return pace;
}

std::optional<double> seconds_left(const query::Comparison& run, const InFlight& in_flight) {
  const auto pace = pace_of(run);
  if (!pace) return std::nullopt;
  const Expected expected(ended_boots(run));
  double left = 0;
  for (const query::Cell& cell : run.cells) {
    if (cell.row.status != CellStatus::Planned) continue;
    left += expected.of(cell) * (in_flight.contains(cell.row.id) ? 0.5 : 1);
  }
  return left / pace->guests;
}

}  // namespace folioscope::compare
