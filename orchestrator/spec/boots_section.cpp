// SPDX-License-Identifier: GPL-3.0-or-later
// boots: a number, or from `min` to `max` of them, until enough is known or the budget is spent.
#include <fmt/format.h>

#include <algorithm>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kBoots{1, 10'000};
// The fewest with which an exact test at 5 % of blocks of two has some power.
constexpr int kUsualFewest = 6;

const Keys& boots_keys() {
  static const Keys keys{
      .section = "boots",
      .rows = {{"min", Form::count(kBoots),
                "Boots after which a condition may be settled, rounded up to whole blocks of two.",
                fmt::format("{}", kUsualFewest)},
               {"max", Form::count(kBoots), "The most boots of each variant under each condition."},
               {"budget", Form::duration(),
                "Wall time of all boots together, after which no block is begun."}},
      .required = {"max"}};
  return keys;
}

std::optional<int> read_boots_count(const Fields& fields, const char* key, Diagnostics& out) {
  const Node* node = fields.find(key);
  const auto count = node ? read_count(*node, fmt::format("boots {}", key), kBoots, out)
                          : std::optional<std::uint64_t>();
  return count ? std::optional(static_cast<int>(*count)) : std::nullopt;
}

// A condition is looked at between blocks only.
int whole_blocks(int boots) { return (boots + kBootsInBlock - 1) / kBootsInBlock * kBootsInBlock; }

void read_range(const Fields& fields, Diagnostics& out, Spec& spec) {
  const auto most = read_boots_count(fields, "max", out);
  const auto said = read_boots_count(fields, "min", out);
  if (const Node* budget = fields.find("budget"))
    spec.budget_ms = read_duration_ms(*budget, "budget", out).value_or(0);
  if (!most) return;
  spec.boots = *most;
  const int fewest = said.value_or(kUsualFewest);
  if (fewest > *most && (said || !fields.find("min")))
    out.add(fields.key_place("max"),
            fmt::format("boots max is {}, less than min, which is {}{}", *most, fewest,
                        said ? "" : " where it is not said"),
            fmt::format("at least {}, or a smaller `min`; for exactly so many: `boots: {}`", fewest,
                        *most));
  spec.fewest_boots = std::min(whole_blocks(fewest), *most);
}

}  // namespace

Form boots_form() { return Form::either({Form::count(kBoots), Form::map(boots_keys)}); }

void read_boots(const Node& node, const Context& context, Spec& spec) {
  Diagnostics& out = context.diagnostics;
  if (node.kind == Node::Kind::Scalar) {
    spec.boots = static_cast<int>(read_count(node, "boots", kBoots, out).value_or(1));
    return;
  }
  const Fields fields(node, "boots", boots_keys(), out);
  if (fields.is_map()) read_range(fields, out, spec);
}

}  // namespace folioscope::spec
