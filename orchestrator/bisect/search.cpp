// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/search.h"

#include <bit>
#include <cassert>
#include <cmath>

namespace folioscope::bisect {
namespace {

// Halvings until one patch is left.
int halvings(int patches) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(patches - 1)));
}

}  // namespace

Search::Search(int patches, double error) : range_{0, patches}, error_(error) {
  assert(patches >= 2 && error > 0 && error < 1);
}

// The testable prefix nearest to the middle, the lower of two.
std::optional<int> Search::middle() const {
  const int centre = range_.low + range_.patches() / 2;
  for (int away = 0; away < range_.patches(); ++away)
    for (const int prefix : {centre - away, centre + away})
      if (prefix > range_.low && prefix < range_.high && !untestable_.contains(prefix))
        return prefix;
  return std::nullopt;
}

int Search::steps_left() const {
  if (finding_) return 0;
  return halvings(range_.patches()) + (ends_differ_ ? 0 : 1);
}

std::optional<Probe> Search::next() const {
  if (finding_) return std::nullopt;
  if (!ends_differ_) return Probe{range_.low, range_.high, range_.high, error_};
  // What is left of the error, shared by the steps that are: also after a split that was not even.
  return Probe{range_.low, *middle(), range_.high, (error_ - spent_) / halvings(range_.patches())};
}

void Search::answer(const Answer& answer) {
  const std::optional<Probe> probe = next();
  assert(probe);
  if (probe->of_ends()) return answer_ends(answer);
  switch (answer.kind) {
    case Answer::Kind::Untestable:
      untestable_.insert(probe->middle);
      break;
    case Answer::Kind::LikeLow:
      range_.low = probe->middle;
      break;
    case Answer::Kind::LikeHigh:
      range_.high = probe->middle;
      break;
    case Answer::Kind::Compared:
      narrow_by_boots(*probe, answer);
      break;
  }
  finish_if_narrow();
}

void Search::answer_ends(const Answer& answer) {
  switch (answer.kind) {
    case Answer::Kind::Untestable:
      return finish(Finding::Kind::EndsUntestable);
    case Answer::Kind::LikeLow:
    case Answer::Kind::LikeHigh:
      return finish(Finding::Kind::EndsLike);
    case Answer::Kind::Compared:
      break;
  }
  if (!answer.from_low.differs) return finish(Finding::Kind::EndsUndecided);
  ends_differ_ = true;
}

void Search::narrow_by_boots(const Probe& probe, const Answer& answer) {
  spent_ += probe.error;
  const Range below{probe.low, probe.middle}, above{probe.middle, probe.high};
  if (!answer.from_low.differs && !answer.to_high.differs) return finish(Finding::Kind::Undecided);
  const bool both = answer.from_low.differs && answer.to_high.differs;
  const bool down =
      both ? std::abs(answer.from_low.difference) >= std::abs(answer.to_high.difference)
           : answer.from_low.differs;
  if (both) parts_.push_back(down ? above : below);
  range_ = down ? below : above;
}

void Search::finish_if_narrow() {
  if (finding_) return;
  if (range_.patches() == 1)
    finish(Finding::Kind::Culprit);
  else if (!middle())
    finish(Finding::Kind::Suspects);
}

void Search::finish(Finding::Kind kind) { finding_ = Finding{kind, range_, parts_}; }

const Finding& Search::finding() const {
  assert(finding_);
  return *finding_;
}

}  // namespace folioscope::bisect
