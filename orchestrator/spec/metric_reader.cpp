// SPDX-License-Identifier: GPL-3.0-or-later
// Names of metrics in `about`. A name from before a renaming is taken for the current one. A name
// that the catalogue does not have is a mistake, unless a program that is not ours may print it.
#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>

#include "catalog/metric.h"
#include "catalog/programs.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

// Names that are open: of the experiment's probes, of tests, of counters that it asks for.
bool is_asked_for(const Spec& spec, const std::string& name) {
  if (name.starts_with("probe:"))
    return std::ranges::any_of(spec.events, [&](const EventRequest& request) {
      return request.kind != EventRequest::Kind::Tracepoint &&
             name.substr(6).starts_with(request.event.name);
    });
  return std::ranges::any_of(spec.workloads, [&](const Workload& workload) {
    return std::ranges::any_of(workload.vmstat, [&](const std::string& pattern) {
      return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
    });
  });
}

bool only_our_programs(const Spec& spec) {
  return std::ranges::all_of(spec.workloads, [](const Workload& workload) {
    return catalog::is_our_program(workload.program);
  });
}

std::string hint_for(std::string_view name) {
  std::vector<std::string> known;
  for (const catalog::Metric& metric : catalog::metrics()) known.push_back(metric.name);
  if (const auto near = nearest(name, known)) return fmt::format("did you mean `{}`?", *near);
  return "`folioscope list --metrics` has all that there are";
}

}  // namespace

std::string read_metric(const Node& node, std::string_view what, const Spec& spec,
                        Diagnostics& out) {
  const auto text = read_text(node, what, out);
  if (!text) return {};
  if (!fits(*text, kMetricPattern)) {
    out.add(node.at, fmt::format("{} `{}` cannot be a metric", what, *text),
            "small letters, digits and `_`, such as move_success_ratio; `folioscope list "
            "--metrics` has all that there are");
    return *text;
  }
  std::string name(catalog::current_name(*text));
  if (!catalog::find_metric(name) && only_our_programs(spec) && !is_asked_for(spec, name))
    out.add(node.at, fmt::format("there is no metric `{}`", *text), hint_for(name));
  return name;
}

}  // namespace folioscope::spec
