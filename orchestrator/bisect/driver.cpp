// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/driver.h"

namespace folioscope::bisect {

Result<Trail> drive(Search search, Prober& prober) {
  Trail trail;
  while (const auto probe = search.next()) {
    TRY(const Answer answer, prober.probe(*probe, static_cast<int>(trail.steps.size()) + 1));
    search.answer(answer);
    trail.steps.push_back({*probe, answer});
  }
  trail.finding = search.finding();
  return trail;
}

}  // namespace folioscope::bisect
