// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/design.h"

#include <utility>

#include "stats/outcome.h"

namespace folioscope::simulate {
namespace {

constexpr std::size_t kFewerSamples = 1000;

}  // namespace

std::vector<stats::Boot> boots_of(std::size_t each) {
  std::vector<stats::Boot> boots;
  for (std::size_t i = 0; i < each; ++i)
    for (const bool variant : {false, true}) boots.push_back({static_cast<int>(i / 2), variant});
  return boots;
}

Design::Design(std::vector<stats::Boot> made, stats::Relabelings of_them)
    : boots(std::move(made)), stratum{std::move(of_them), {}} {}

Design::Design(std::size_t each) : Design(boots_of(each), stats::Relabelings(boots_of(each))) {}

Design Design::to_look_at(std::size_t each) {
  const auto boots = boots_of(each);
  return Design(boots, stats::Relabelings(boots, 1, stats::Draw::Always, kFewerSamples));
}

bool any_changed(const stats::Stratum& stratum, const std::vector<stats::Boot>& boots,
                 const std::vector<stats::Tested>& tested) {
  for (std::size_t m = 0; m < tested.size(); ++m)
    if (tested[m].rejected && stats::judge(stats::contrast(boots, stratum.metrics[m]), true, 0) ==
                                  stats::Outcome::Changed)
      return true;
  return false;
}

}  // namespace folioscope::simulate
