// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/noise_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/output.h"
#include "base/shown_text.h"
#include "compare/evaluate.h"
#include "query/open_run.h"
#include "sys/files.h"
#include "sys/host.h"

namespace folioscope::app {
namespace {

using Json = nlohmann::json;

std::filesystem::path file_in(const std::filesystem::path& cache) { return cache / "noise.json"; }

auto key_of(const compare::Noise& noise) {
  return std::tie(noise.host, noise.shape, noise.workload, noise.metric);
}

Json json_of(const compare::Noise& noise) {
  return {{"host", noise.host},           {"shape", noise.shape},    {"workload", noise.workload},
          {"metric", noise.metric},       {"unit", noise.unit},      {"mean", noise.mean},
          {"deviation", noise.deviation}, {"freedom", noise.freedom}};
}

// Nothing for a row that no release of ours has written.
std::optional<compare::Noise> noise_in(const Json& row) {
  const auto text = [&row](const char* name) {
    return row.contains(name) && row[name].is_string() ? row[name].get<std::string>()
                                                       : std::string();
  };
  const auto number = [&row](const char* name) {
    return row.contains(name) && row[name].is_number() ? row[name].get<double>() : 0;
  };
  compare::Noise noise{text("host"), text("shape"),  text("workload"),    text("metric"),
                       text("unit"), number("mean"), number("deviation"), 0};
  noise.freedom = static_cast<int>(std::clamp(number("freedom"), 0.0, 1e6));
  if (noise.host.empty() || noise.metric.empty() || !(noise.deviation > 0) || noise.freedom < 1)
    return std::nullopt;
  return noise;
}

// Runs on this processor with as many cores, whatever accelerated them.
bool of_this_host(const compare::Noise& noise) {
  const sys::Host host = sys::measure_host();
  return noise.host.starts_with(fmt::format("{}, {} cores, ", host.cpu_model, host.cores));
}

std::string shape_of(const spec::Machine& machine) {
  store::MachineRow row;
  row.vcpus = machine.vcpus;
  row.memory = machine.memory;
  row.numa_nodes = std::max<int>(1, static_cast<int>(machine.nodes.size()));
  return compare::shape_of(row);
}

}  // namespace

std::vector<compare::Noise> load_noise(const std::filesystem::path& cache) {
  std::vector<compare::Noise> all;
  const auto text = sys::read_file(file_in(cache));
  if (!text.ok()) return all;
  const Json rows = Json::parse(*text, nullptr, false);
  if (!rows.is_array()) return all;
  for (const Json& row : rows)
    if (auto noise = row.is_object() ? noise_in(row) : std::nullopt)
      all.push_back(*std::move(noise));
  return all;
}

void keep_noise(const std::filesystem::path& cache, const std::vector<compare::Noise>& noise) {
  std::vector<compare::Noise> all = load_noise(cache);
  for (const compare::Noise& one : noise) {
    const auto same = std::ranges::find_if(
        all, [&](const compare::Noise& known) { return key_of(known) == key_of(one); });
    if (same == all.end())
      all.push_back(one);
    else
      *same = one;
  }
  Json rows = Json::array();
  for (const compare::Noise& one : all) rows.push_back(json_of(one));
  (void)sys::write_file(file_in(cache), json_text(rows, 1) + '\n');
}

void remember_noise_of(const std::filesystem::path& run) {
  const auto cache = sys::cache_dir();
  auto comparison = query::load_run(run);
  if (!cache || !comparison) return;
  const auto noise = compare::noise_of(compare::tested(*std::move(comparison)));
  if (!noise.empty()) keep_noise(*cache, noise);
}

std::string shown_text(const compare::Noise& noise, std::size_t boots) {
  const auto shown = compare::shown_by(noise, boots);
  if (!shown) return "has a mean of 0";
  if (std::isinf(shown->low)) return "needs more boots: fewer than 5 of each show nothing";
  return fmt::format("would show {:.1f} to {:.1f} % of the mean", 100 * shown->low,
                     100 * shown->high);
}

std::string noise_section(const plan::Plan& plan) {
  const auto cache = sys::cache_dir();
  if (!cache) return {};
  std::string text;
  const auto boots = static_cast<std::size_t>(std::max(plan.spec.boots, 0));
  for (const compare::Noise& noise : load_noise(*cache)) {
    if (!of_this_host(noise)) continue;
    const bool planned_here = std::ranges::any_of(
        plan.workloads,
        [&](const plan::WorkloadCondition& workload) { return workload.key == noise.workload; });
    const bool shape = std::ranges::any_of(plan.spec.machines, [&](const spec::Machine& machine) {
      return shape_of(machine) == noise.shape;
    });
    const std::vector<std::string>& headline = plan.spec.about.headline;
    const bool led = headline.empty() ||
                     std::ranges::find(headline, noise.metric) != headline.end() ||
                     plan.spec.about.decide.metric == noise.metric;
    if (!planned_here || !shape || !led) continue;
    text += fmt::format("  {}, {}: {} boots of each {}\n", noise.metric, noise.workload, boots,
                        shown_text(noise, boots));
  }
  if (text.empty()) return text;
  return "What so many boots show in 8 of 10 runs, from the spread of earlier runs on this host\n" +
         text;
}

namespace {

constexpr std::size_t kShownBoots[] = {6, 10, 20, 40};

// What is called changed, "metric at workload" each.
std::vector<std::string> claims_in(const compare::TestedRun& run) {
  std::vector<std::string> claims;
  for (const query::Condition& condition : run.conditions)
    for (const query::Series& series : condition.series)
      for (const compare::VariantResult& result :
           compare::evaluate(run, condition, series).variants)
        if (compare::is_change(result.outcome))
          claims.push_back(fmt::format("{} at {}", series.metric, condition.workload));
  return claims;
}

Json floor_json(const std::vector<compare::Noise>& noise, const std::vector<std::string>& claims) {
  Json rows = Json::array();
  for (const compare::Noise& one : noise) {
    Json row = json_of(one);
    for (const std::size_t boots : kShownBoots)
      if (const auto shown = compare::shown_by(one, boots))
        row["shows"][std::to_string(boots)] = {shown->low, shown->high};
    rows.push_back(std::move(row));
  }
  return {{"noise", std::move(rows)}, {"falsely_changed", claims}};
}

std::string floor_text(const std::vector<compare::Noise>& noise,
                       const std::vector<std::string>& claims, std::size_t compared) {
  std::string text =
      "One kernel as both variants: what boots differ by is noise. Percent of the mean; what so "
      "many\n"
      "boots of each would show in 8 of 10 runs, from the lower and upper end of the spread.\n\n";
  text += fmt::format("{:48} {:>9}", "metric", "deviation");
  for (const std::size_t boots : kShownBoots)
    text += fmt::format(" {:>15}", fmt::format("{} boots", boots));
  text += '\n';
  for (const compare::Noise& one : noise) {
    const auto first = compare::shown_by(one, kShownBoots[0]);
    text += fmt::format(
        "{:48} {:>9}", one.metric + ", " + one.workload,
        first ? fmt::format("{:.1f} %", 100 * one.deviation / std::abs(one.mean)) : "mean 0");
    for (const std::size_t boots : kShownBoots)
      if (const auto shown = compare::shown_by(one, boots))
        text += fmt::format(" {:>15}",
                            fmt::format("{:.1f}-{:.1f} %", 100 * shown->low, 100 * shown->high));
    text += '\n';
  }
  if (claims.empty())
    return text + fmt::format(
                      "\nFalsely called changed: none of {} comparisons (at most one run in "
                      "20 has any).\n",
                      compared);
  text += "\nFalsely called changed (at most one run in 20 has any):\n";
  for (const std::string& claim : claims) text += "  " + claim + '\n';
  return text;
}

}  // namespace

void print_noise_floor(const std::string& directory, bool json, Context& context) {
  auto comparison = query::load_run(directory);
  if (!comparison) {
    context.fail(comparison.fault());
    return;
  }
  for (query::Variant& variant : comparison->variants) {
    variant.row.code_hash.reset();
    for (store::VariantRow& other : variant.others) other.code_hash.reset();
  }
  const compare::TestedRun run = compare::tested(*std::move(comparison));
  const auto noise = compare::noise_of(run);
  const auto claims = claims_in(run);
  if (const auto cache = sys::cache_dir()) keep_noise(*cache, noise);
  if (json)
    print_out("{}\n", json_text(floor_json(noise, claims)));
  else
    print_out("{}", floor_text(noise, claims, run.family.size));
  if (!claims.empty()) context.exit_code = kExitRegressed;
}

}  // namespace folioscope::app
