// SPDX-License-Identifier: GPL-3.0-or-later
// Which patch of a series moved a metric: a binary search whose answers are noisy. Pure: says what
// to compare next, takes what came out, knows when to stop. Boots nothing, computes no statistics.
//
// Prefix k is the base with the first k patches. First the ends are compared, 0 with all. While
// they are known to differ, a prefix in the middle is compared with both: where it differs from the
// low end the change lies below it, where it differs from the high end above.
//
// What bounds the error. A claim is wrong only if a comparison that was rejected had nothing to
// find. If the ends are alike, one rejection must have been false: the ends'. If they differ, the
// middle is alike at most one of them, so that each step has one chance to be wrong, of its share
// of the error. The shares depend on what came before only, and add up to the error. Both cases
// exclude each other: each has all of it. That a patch is named although others move the metric as
// well is no mistake; `parts` says so where it shows.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace folioscope::bisect {

// What to compare. Of the ends there is no middle: it is `high`.
struct Probe {
  int low = 0, middle = 0, high = 0;  // prefixes
  double error = 0;                   // that a comparison with nothing to find may be rejected

  bool of_ends() const { return middle == high; }
  bool operator==(const Probe&) const = default;
};

// One comparison, of two prefixes.
struct Compared {
  bool differs = false;
  double difference = 0;  // of the means, in the metric's unit

  bool operator==(const Compared&) const = default;
};

struct Answer {
  enum class Kind {
    Compared,    // boots were compared
    LikeLow,     // the middle has the same code as `low`: nothing to boot. Of ends: they have.
    LikeHigh,    // and as `high`
    Untestable,  // does not apply, build or boot; its boots do not end alike
  };
  Kind kind = Kind::Compared;
  Compared from_low;  // middle against low; of the ends the only one
  Compared to_high;   // high against middle
};

struct Range {
  int low = 0, high = 0;  // patches low + 1 .. high

  int patches() const { return high - low; }
  bool operator==(const Range&) const = default;
};

struct Finding {
  enum class Kind {
    Culprit,         // `where` is one patch
    Suspects,        // several, which the prefixes that can be tested do not tell apart
    Undecided,       // several; the boots of the last step were too few
    EndsUndecided,   // the ends were not shown to differ
    EndsLike,        // the series changes no code
    EndsUntestable,  // one of the ends gives no boots to compare
  };
  Kind kind = Kind::Culprit;
  Range where;
  std::vector<Range> parts;  // elsewhere the metric moves, too, and less
};

class Search {
 public:
  // At least two patches; 0 < error < 1.
  Search(int patches, double error);

  // Nothing: finding() has the result.
  std::optional<Probe> next() const;
  // To next(), which there must be.
  void answer(const Answer& answer);

  const Finding& finding() const;
  // Comparisons that follow if every middle can be tested; the ends' is one of them.
  int steps_left() const;

 private:
  std::optional<int> middle() const;
  void answer_ends(const Answer& answer);
  void narrow_by_boots(const Probe& probe, const Answer& answer);
  void finish(Finding::Kind kind);
  void finish_if_narrow();

  Range range_;
  double error_;
  double spent_ = 0;
  bool ends_differ_ = false;
  std::set<int> untestable_;
  std::vector<Range> parts_;
  std::optional<Finding> finding_;
};

}  // namespace folioscope::bisect
