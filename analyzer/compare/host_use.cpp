// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/host_use.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace folioscope::compare {
namespace {

// Sums over boots, in milliseconds.
struct Sums {
  int boots = 0, done_again = 0;
  double took = 0, ran = 0, waited = 0, stolen = 0;
  double pressed = 0, pressed_of = 0;  // of the boots that have it

  void add(const store::AttemptRow& attempt) {
    if (!attempt.started || !attempt.finished || !attempt.host.qemu_ran) return;
    const auto ms = [](const std::optional<std::int64_t>& value) {
      return static_cast<double>(value.value_or(0));
    };
    const double time = static_cast<double>(attempt.finished->ns - attempt.started->ns) / 1e6;
    ++boots;
    took += time;
    ran += ms(attempt.host.qemu_ran);
    waited += ms(attempt.host.qemu_waited);
    stolen += ms(attempt.host.steal);
    if (!attempt.host.cpu_pressure) return;
    pressed += ms(attempt.host.cpu_pressure);
    pressed_of += time;
  }
};

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::vector<const query::Cell*> by_id(const query::Comparison& comparison) {
  std::vector<const query::Cell*> cells;
  for (const query::Cell& cell : comparison.cells) cells.push_back(&cell);
  std::ranges::sort(cells, {}, [](const query::Cell* cell) { return cell->row.id; });
  return cells;
}

}  // namespace

std::vector<HostUse> host_use(const query::Comparison& comparison) {
  using Key = std::tuple<std::string, std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, Sums> sums;
  for (const query::Cell* cell : by_id(comparison)) {
    if (cell->attempts.empty()) continue;
    const Key key{cell->row.variant, cell->row.machine, cell->row.workload};
    if (!sums.contains(key)) order.push_back(key);
    Sums& sum = sums[key];
    sum.add(cell->attempts.back());
    sum.done_again += static_cast<int>(cell->attempts.size()) - 1;
  }
  std::vector<HostUse> all;
  for (const Key& key : order) {
    const Sums& sum = sums[key];
    if (sum.boots == 0) continue;
    HostUse use{std::get<0>(key), std::get<1>(key), std::get<2>(key)};
    use.boots = sum.boots;
    use.done_again = sum.done_again;
    use.ran = share(sum.ran, sum.took);
    use.waited = share(sum.waited, sum.waited + sum.ran);
    use.stolen = share(sum.stolen, sum.took);
    if (sum.pressed_of > 0) use.cpu_pressure = share(sum.pressed, sum.pressed_of);
    all.push_back(std::move(use));
  }
  return all;
}

std::vector<DoneAgain> boots_done_again(const query::Comparison& comparison) {
  std::vector<DoneAgain> again;
  for (const query::Cell* cell : by_id(comparison))
    for (std::size_t i = 0; i + 1 < cell->attempts.size(); ++i) {
      const store::AttemptRow& attempt = cell->attempts[i];
      again.push_back({cell->row.variant, cell->row.machine, cell->row.workload, cell->row.boot,
                       attempt.attempt, attempt.reason, attempt.console});
    }
  return again;
}

}  // namespace folioscope::compare
