// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/progress.h"

#include <fmt/format.h>

#include <cmath>

#include "compare/totals.h"
#include "format/units.h"

namespace folioscope::format {
namespace {

std::string took_text(const query::Comparison& run) {
  const std::int64_t took = compare::boots_took_ns(run);
  return took == 0 ? std::string() : fmt::format(", its boots took {}", duration(took));
}

}  // namespace

std::string pace_text(const compare::Pace& pace) {
  return fmt::format("{:.1f} boots a minute and {} events/s with {:.1f} guests at once (last {})",
                     pace.boots_per_minute, count(std::llround(pace.events_per_second)),
                     pace.guests, plural(pace.boots, "boot"));
}

std::string left_text(std::optional<double> seconds) {
  if (!seconds) return {};
  const std::int64_t whole = std::llround(*seconds);
  const std::string time =
      whole < 60 ? fmt::format("{} s", whole) : duration(whole * 1'000'000'000);
  return fmt::format("about {} left", time);
}

std::string state_text(const query::Comparison& run,
                       const std::optional<query::DirectoryState>& state,
                       const std::string& directory) {
  if (run.run.finished) return "finished" + took_text(run);
  const std::size_t wanted = compare::wanted_boots(run);
  const std::string ended =
      fmt::format("{} of {} boots have ended", wanted - compare::planned_boots(run), wanted);
  if (!state) return "not finished: " + ended;
  if (state->held) return fmt::format("goes on: {}, followed live", ended);
  return fmt::format("not finished: {}, and nobody runs it; to go on: folioscope resume {}", ended,
                     directory);
}

}  // namespace folioscope::format
