// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "format/wording.h"
#include "text/tables.h"

namespace folioscope::text {

void add_with_outcome(std::vector<std::string> row, const compare::VariantResult& result,
                      Table& table) {
  row.push_back(result.outcome == compare::Outcome::Baseline ? "" : format::outcome_text(result));
  std::vector<std::string> below(row.size());
  table.add(std::move(row));
  below.back() = format::boots_needed_text(result);
  if (!below.back().empty()) table.add(std::move(below));
}

}  // namespace folioscope::text
