// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run as a page that can be linked to: Markdown, its charts, and a small JSON
// document for the index of several such pages. The same run gives the same bytes. Everything on it
// comes from the run; nothing is typed by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compare/findings.h"
#include "query/comparison.h"
#include "resultpage/chart_parts.h"

namespace folioscope::resultpage {

struct PageFile {
  std::string name, content;
};

// What pages are called: like the experiment when it ran without profiles or as `quick`; any other
// profile is a page of its own, EXPERIMENT-PROFILE.
std::string page_name(std::string_view experiment, std::string_view profile);

struct Page {
  PageFile markdown;             // NAME.md, NAME as above
  std::vector<PageFile> charts;  // NAME-<n>.svg, NAME-over-AXIS-<n>.svg
  PageFile json;                 // NAME.json, see page_json.h
  std::vector<PageFile> files() const;
};

Page make_page(const compare::TestedRun& comparison);

// The boots of one variant at a condition, for a chart; without any, how they ended.
ChartColumn boots_of(const query::Comparison& comparison, const compare::ConditionResult& condition,
                     std::string_view metric, std::size_t variant);

// What means do not say (two peaks, drift), a line for each variant; ends with an empty line.
std::string shape_list(const std::vector<compare::MetricResult>& metrics);

// Sections of the page, in page_run.cpp and page_tables.cpp. Each ends with a line break, and is
// empty when there is nothing to say.
std::string numbers_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings);
std::string holders_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings);
std::string locks_section(const compare::TestedRun& comparison, const compare::Findings& findings);
std::string conditions_section(const query::Comparison& comparison);
std::string no_sample_section(const query::Comparison& comparison);
std::string done_again_section(const query::Comparison& comparison);
std::string caveats_section(const compare::TestedRun& comparison,
                            const compare::Findings& findings);
std::string repeat_section(const query::Comparison& comparison);

}  // namespace folioscope::resultpage
