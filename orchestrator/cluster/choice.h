// SPDX-License-Identifier: GPL-3.0-or-later
// Which run a merged run takes each cell from. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/units.h"
#include "cluster/source.h"

namespace folioscope::cluster {

// Whether what became of a cell here goes before what became of it there.
bool is_better(CellStatus here, CellStatus there);

struct Chosen {
  CellId cell;
  std::size_t source = 0;  // index into the sources
  store::CellRow row = {};

  bool operator==(const Chosen& other) const {
    return cell == other.cell && source == other.source;
  }
};

// A cell that two runs have a result of, which must be one and the same.
struct Twice {
  CellId cell;
  std::size_t chosen = 0, other = 0;  // indices into the sources

  bool operator==(const Twice&) const = default;
};

struct Choice {
  std::vector<Chosen> cells;  // in the order in which they ended; the others stay planned
  std::vector<Twice> twice;
  std::vector<std::string> notes;  // results that are left out for better ones
};

// A done cell goes before one that failed, that before one that was not needed, and that before a
// failure of the host, of which the latest counts. Two of a kind of another sort are `twice`.
// The sources are of one experiment (differences()).
Choice choose(const std::vector<Source>& sources);

}  // namespace folioscope::cluster
