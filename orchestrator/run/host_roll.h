// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a run's hosts are still used. One goes when it is lost, or when cell after cell fails
// there for the host's own reasons; what it had in flight may be done on another. Hosts are numbers
// of the caller's. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "base/units.h"
#include "run/attempts.h"
#include "store/records.h"

namespace folioscope::run {

// So many cells in a row that fail for reasons of the host, with all their attempts, mean that the
// next will, too.
inline constexpr int kHostErrorsInARow = 3;

class HostRoll {
 public:
  explicit HostRoll(std::size_t hosts) : hosts_(hosts) {}

  bool gone(std::size_t host) const { return hosts_[host].gone; }
  std::size_t size() const { return hosts_.size(); }
  std::size_t left() const {
    return static_cast<std::size_t>(std::ranges::count(hosts_, false, &State::gone));
  }
  // False: it had gone before.
  bool leave(std::size_t host) { return !std::exchange(hosts_[host].gone, true); }
  // A cell has ended there. True, once: so many in a row failed that the host is not worth another.
  bool note(std::size_t host, CellStatus status) {
    int& errors = hosts_[host].errors_in_a_row;
    errors = status == CellStatus::HostError ? errors + 1 : 0;
    return errors == kHostErrorsInARow;
  }

  // A cell that failed on a host that is gone is for another, as long as there is one and the cell
  // has attempts left.
  bool another_may(std::size_t host, std::size_t attempts) const {
    return gone(host) && left() > 0 && attempts < static_cast<std::size_t>(kAttempts);
  }
  void keep(CellId cell, std::vector<store::AttemptRow> attempts) {
    attempts_[cell] = std::move(attempts);
  }
  // The attempts that the cell had on hosts that are gone; from now on they are the caller's.
  std::vector<store::AttemptRow> take(CellId cell) {
    auto node = attempts_.extract(cell);
    return node ? std::move(node.mapped()) : std::vector<store::AttemptRow>();
  }

 private:
  struct State {
    bool gone = false;
    int errors_in_a_row = 0;
  };
  std::vector<State> hosts_;
  std::map<CellId, std::vector<store::AttemptRow>> attempts_;
};

}  // namespace folioscope::run
