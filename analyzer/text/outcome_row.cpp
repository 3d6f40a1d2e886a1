// SPDX-License-Identifier: GPL-3.0-or-later
#include <string_view>
#include <utility>

#include "format/units.h"
#include "format/wording.h"
#include "text/tables.h"

namespace folioscope::text {

namespace {

constexpr std::string_view kBelow = "      ";  // further in than the variants' names

}  // namespace

void add_with_outcome(std::vector<std::string> row, const compare::VariantResult& result,
                      const compare::Scale& scale, Table& table) {
  row.push_back(result.outcome == compare::Outcome::Baseline ? "" : format::outcome_text(result));
  table.add(std::move(row));
  for (const std::string& below :
       {format::boots_needed_text(result), format::shape_text(result, scale)})
    if (!below.empty()) table.add_line(std::string(kBelow) + below);
}

std::string difference_cell(const compare::VariantResult& result, const compare::Scale& scale) {
  switch (result.outcome) {
    case compare::Outcome::Baseline:
    case compare::Outcome::SameCode:
    case compare::Outcome::Withheld:
    case compare::Outcome::NoData:
      return {};
    default:
      return result.difference.blocks == 0 ? std::string()
                                           : format::signed_number(scale, result.difference.mean);
  }
}

}  // namespace folioscope::text
