// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of an experiment as a sentence. It comes in pieces, because pages write it in Markdown
// and the desktop in its own rich text: each knows how to set a name, and what to escape.
#pragma once

#include <string>
#include <vector>

#include "compare/findings.h"

namespace folioscope::format {

struct Piece {
  std::string text;  // as it is: a variant's name may hold anything
  bool code = false;
  bool strong = false;

  bool operator==(const Piece&) const = default;
};

// Which variants changed the deciding metric, from what to what, which did not, and which are
// inconclusive, and whose boots end otherwise; the first sentence is strong. Where conditions
// without and with an amplifier are told, the second of them has a sentence of its own. With
// several conditions each is named.
std::vector<Piece> answer(const compare::TestedRun& comparison, const compare::Findings& findings);

}  // namespace folioscope::format
