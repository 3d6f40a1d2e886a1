// SPDX-License-Identifier: GPL-3.0-or-later
// about.decide: the metric and the condition at which the question is decided. Both have to be
// among what the experiment measures, in each of its profiles.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "catalog/metric.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr const char* kMachine = "machine";

const Keys& decide_keys() {
  static const Keys keys{
      .section = "decide",
      .rows = {
          {"metric", Form::single(kMetricPattern), "One of the headline; its first, if not said."},
          {"at", Form::named(Form::maybe_empty(), {}, {0, Form::kAny}),
           "A condition by its arguments, its settings (the last part of their path), `base` "
           "and `machine`; \"\" is where an argument is not given."}}};
  return keys;
}

// What a condition can be named by, with the values that occur: of one workload, or of all.
using Values = std::map<std::string, std::vector<std::string>>;

void add_values(Values& all, const std::string& name, const std::vector<std::string>& values) {
  std::vector<std::string>& known = all[name];
  for (const std::string& value : values)
    if (std::ranges::find(known, value) == known.end()) known.push_back(value);
}

// Arguments win over settings of the same name, as they do on the page.
Values values_at(const Spec& spec, const Workload& workload) {
  Values values;
  for (const Machine& machine : spec.machines) add_values(values, kMachine, {machine.name});
  for (const NamedBase& base : spec.bases)
    if (!base.name.empty()) add_values(values, kBaseFactor, {base.name});
  for (const auto& [name, all] : workload.args) add_values(values, name, all);
  for (const SettingSweep& setting : spec.settings) {
    const std::string name = setting.path.substr(setting.path.rfind('/') + 1);
    if (!workload.args.contains(name)) add_values(values, name, setting.values);
  }
  return values;
}

Values values_anywhere(const Spec& spec) {
  Values values;
  for (const Workload& workload : spec.workloads)
    for (const auto& [name, all] : values_at(spec, workload)) add_values(values, name, all);
  return values;
}

bool has(const Values& values, const std::string& name, const std::string& value) {
  const auto found = values.find(name);
  if (value.empty()) return found == values.end();  // wants it not to be given
  return found != values.end() && std::ranges::find(found->second, value) != found->second.end();
}

// Whether one of the workloads has all of them.
bool any_workload(const Spec& spec,
                  const std::vector<std::pair<std::string, std::string>>& wanted) {
  return std::ranges::any_of(spec.workloads, [&](const Workload& workload) {
    const Values values = values_at(spec, workload);
    return std::ranges::all_of(
        wanted, [&](const auto& entry) { return has(values, entry.first, entry.second); });
  });
}

void refuse_point(const Key& key, const Node& item, const Spec& spec, Diagnostics& out) {
  const Values known = values_anywhere(spec);
  const auto found = known.find(key.text);
  if (found == known.end()) {
    std::vector<std::string> names;
    for (const auto& [name, all] : known) names.push_back(name);
    out.add(key.at, fmt::format("no condition has a `{}`", key.text), suggest(key.text, names));
  } else {
    out.add(item.at,
            fmt::format("under no condition is `{}` {}", key.text,
                        item.text.empty() ? "left out" : fmt::format("`{}`", item.text)),
            fmt::format("it is {}", fmt::join(found->second, ", ")));
  }
}

std::vector<std::pair<std::string, std::string>> read_at(const Node& node, const Spec& spec,
                                                         Diagnostics& out) {
  std::vector<std::pair<std::string, std::string>> at;
  if (node.kind != Node::Kind::Map) {
    out.add(
        node.at, "about.decide.at is not a map",
        "arguments, settings, `base` and `machine`, such as `at: {faulters: 8, machine: numa2}`");
    return at;
  }
  // A matrix that could not be read has its diagnostic already.
  const bool known = !spec.workloads.empty() && !spec.machines.empty();
  bool good = known;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    const Node& item = node.items[i];
    if (item.kind != Node::Kind::Scalar) {
      out.add(item.at, fmt::format("`{}` is not a single value", key.text),
              "a condition has one value of everything");
      good = false;
      continue;
    }
    at.emplace_back(key.text, item.text);
    if (!known || any_workload(spec, {at.back()})) continue;
    refuse_point(key, item, spec, out);
    good = false;
  }
  if (good && !any_workload(spec, at))
    out.add(node.at, "no workload has all of these values",
            "name the arguments and settings of a single condition of the sweep");
  return at;
}

}  // namespace

Form decide_form() { return Form::map(decide_keys); }

Decision read_decide(const Node& node, const std::vector<std::string>& headline, const Spec& spec,
                     const Context& context) {
  Diagnostics& out = context.diagnostics;
  Decision decide;
  Fields fields(node, "about.decide", decide_keys(), out);
  if (!fields.is_map()) return decide;
  if (const Node* metric = fields.find("metric")) {
    decide.metric =
        catalog::current_name(read_text(*metric, "about.decide.metric", out).value_or(""));
    if (!decide.metric.empty() && std::ranges::find(headline, decide.metric) == headline.end())
      out.add(metric->at, fmt::format("`{}` is not in the headline", decide.metric),
              headline.empty() ? "list it under about.headline" : suggest(decide.metric, headline));
  }
  if (const Node* at = fields.find("at")) decide.at = read_at(*at, spec, out);
  return decide;
}

}  // namespace folioscope::spec
