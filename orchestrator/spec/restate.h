// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment's text with other variants, under one of its conditions: what a command makes of a
// user's experiment has to be a text, too, because a run keeps its experiment as text and resumes
// from it. Everything that is not named here stays as it was, in the chosen profile; `about` goes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"

namespace folioscope::spec {

struct Restatement {
  std::vector<Variant> variants;
  std::string revision;             // of a git base; empty: stays
  std::size_t base = 0;             // of several, the one that stays
  std::string machine;              // the one that stays, by its name
  Workload workload;                // one value for each argument
  std::vector<Setting> settings{};  // one value for each
  Observe observe = Observe::Events;
  int boots = 1, fewest_boots = 0;  // as in Spec
  std::string metric;               // the headline
};

// parse() of the text, with the file's name and roots and no profile, gives the restated Spec.
// `spec` is what parse() gave, without a mistake. Fault (User): the steps of a variant cannot be
// written as a list of patches, one of mailboxes and one of reverts, in whatever order.
Result<std::string> restate(const Spec& spec, const Restatement& wanted);

// A..B of a variant's revision.
bool is_revision_range(const std::string& revision);

// What stands for a variant whose revision is a range.
struct Expansion {
  std::string name, range;  // as the file has them
  struct One {
    std::string name, revision;
  };
  std::vector<One> into;
};
// The text with each of them replaced, in whichever profile it stands; what else such a variant has
// (patches, settings) all of its successors have. parse() of it, with the file's name and roots and
// the same profile, gives the Spec. Comments go.
Result<std::string> expand(const Spec& spec, const std::vector<Expansion>& expansions);

}  // namespace folioscope::spec
