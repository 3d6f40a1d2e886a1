// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/about.h"

namespace folioscope::query {
namespace {

// Kinds that a newer program may have written are not ours to show.
void add(About& about, const store::AboutRow& row) {
  if (row.kind == "thread") about.thread = row.text;
  if (row.kind == "subject") about.subject = row.text;
  if (row.kind == "date") about.date = row.text;
  if (row.kind == "question") about.question = row.text;
  if (row.kind == "expectation") about.expectation = row.text;
  if (row.kind == "headline") about.headline.push_back(row.text);
  if (row.kind == "decide_metric") about.decide.metric = row.text;
  if (row.kind == "caveat") about.caveats.push_back(row.text);
}

}  // namespace

About about_of(const store::RunRow& run) {
  About about;
  for (const store::AboutRow& row : run.about) add(about, row);
  about.decide.at = run.decide_at;
  for (const store::ClaimRow& row : run.claims)
    about.claims.push_back({row.says, row.metric, row.variant, row.workload, row.value, row.unit});
  return about;
}

}  // namespace folioscope::query
