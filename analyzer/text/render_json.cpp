// SPDX-License-Identifier: GPL-3.0-or-later
// Members keep their names and meaning within a `format`. What the members "holders" and
// "page_locks" of a condition hold is in table_json.h.
//
// Format 2 has the numbers of format 1 under other names: "conditions" was "groups", a condition's
// "variants" was "arms" and its "holders" "culprits", "outcome" was "verdict" and its value
// "inconclusive" was "cannot tell", "accounting" was "books".
//
// Format 3 is of other statistics: "outcome" is improved, regressed, changed, lead, no difference,
// inconclusive, same code, withheld (why: "withheld_for"), no data or baseline; a "difference" has
// "adjusted_p" and "tier" (see "family" and compare/family.h), "relative", "detectable" and
// "boots_for_ten_percent" [low, high] in place of "constant" and "more_boots", and its "interval"
// is null where no spread was seen; "peaks" and "drifts" where the mean does not say all. A variant
// of a condition "ends_differently" where its boots end otherwise than the baseline's. A holder's
// "share" has no outcome: the failures are what is tested.
#include <nlohmann/json.hpp>
#include <optional>

#include "base/shown_text.h"
#include "catalog/acceleration.h"
#include "compare/evaluate.h"
#include "compare/headlines.h"
#include "compare/host_use.h"
#include "compare/not_run.h"
#include "compare/totals.h"
#include "format/labels.h"
#include "format/wording.h"
#include "text/report.h"
#include "text/selection.h"
#include "text/table_json.h"

namespace folioscope::text {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 3;

template <class T>
Json optional(const std::optional<T>& content) {
  return content ? Json(*content) : Json();
}

Json accounting_of(const query::Accounting& events) {
  return {{"produced", events.produced},
          {"stored", events.stored},
          {"lost", events.lost()},
          {"lost_overrun", events.overrun},
          {"lost_dropped", events.dropped},
          {"lost_commit", events.commit},
          {"lost_unread", events.unread},
          {"lost_transport", events.transport},
          {"unaccounted", events.unaccounted}};
}

Json run_of(const query::Comparison& comparison) {
  const store::RunRow& run = comparison.run;
  Json host = Json::object();
  for (const query::HostFact& fact : comparison.host) host[fact.name] = fact.value;
  return {{"name", run.name},
          {"seed", run.seed},
          {"boots", run.boots},
          {"acceleration", run.acceleration},
          {"wall_times_comparable_with_hardware", !catalog::is_emulated(run.acceleration)},
          {"tool_version", run.tool_version},
          {"image_hash", run.image_hash},
          {"started_host_ns", run.started.ns},
          {"finished", run.finished.has_value()},
          {"cells", compare::wanted_boots(comparison)},
          {"cells_done", compare::done_boots(comparison)},
          {"cells_planned", compare::planned_boots(comparison)},
          {"host", std::move(host)}};
}

Json functions_of(const store::VariantRow& kernel) {
  if (!kernel.functions) return {};
  return {{"changed", kernel.functions->changed},
          {"added", kernel.functions->added},
          {"removed", kernel.functions->removed}};
}

Json variants_of(const query::Comparison& comparison) {
  Json variants = Json::array();
  for (const query::Variant& variant : comparison.variants) {
    const query::Variant& baseline = comparison.variants.front();
    for (const store::VariantRow* kernel : format::kernels_of(variant)) {
      Json patches = Json::array();
      for (const query::Patch& patch : kernel->patches) {
        Json row{{"kind", patch.kind}, {"target", patch.target}};
        if (!patch.notes.empty()) row["notes"] = patch.notes;
        patches.push_back(std::move(row));
      }
      variants.push_back(
          {{"name", kernel->name},
           {"base", kernel->base},
           {"source", kernel->source},
           {"kernel_release", optional(kernel->kernel_release)},
           {"kernel_hash", optional(kernel->kernel_hash)},
           {"fault", optional(kernel->fault)},
           {"same_code_as_baseline",
            &variant != &baseline && compare::same_code(baseline, variant, kernel->base)},
           {"patches", std::move(patches)},
           {"hooks", kernel->hooks},
           {"missing_hooks", kernel->missing_hooks},
           {"notes", kernel->notes},
           {"functions", functions_of(*kernel)}});
    }
  }
  return variants;
}

Json difference_of(const compare::VariantResult& result) {
  const compare::Difference& difference = result.difference;
  Json interval, relative, needed;
  if (difference.interval)
    interval = Json::array({difference.interval->low, difference.interval->high});
  if (difference.relative)
    relative = {{"change", difference.relative->change},
                {"interval", Json::array({difference.relative->interval.low,
                                          difference.relative->interval.high})}};
  if (result.boots_needed)
    needed = Json::array({optional(result.boots_needed->low), optional(result.boots_needed->high)});
  return {{"blocks", difference.blocks},
          {"boots", difference.boots},
          {"baseline_boots", difference.baseline_boots},
          {"mean", difference.mean},
          {"interval", std::move(interval)},
          {"p", difference.p},
          {"adjusted_p", difference.adjusted},
          {"tier", to_string(difference.tier)},
          {"decided_boots", optional(difference.decided_boots)},
          {"relative", std::move(relative)},
          {"detectable", optional(difference.detectable)},
          {"equal", difference.equal},
          {"one_sided", difference.one_sided},
          {"minimum_effect", result.minimum_effect},
          {"boots_for_ten_percent", std::move(needed)}};
}

Json variant_of(const compare::VariantResult& result, const query::VariantBoots& boots) {
  Json variant = json_of(result);
  Json& values = variant["values"] = Json::array();
  for (const query::BootValue& boot : boots.boots)
    values.push_back({{"boot", boot.boot}, {"cell_id", boot.cell.value}, {"value", boot.value}});
  return variant;
}

Json condition_of(const compare::TestedRun& comparison, const Selection& selection) {
  const query::Condition& condition = *selection.condition;
  Json facts = Json::array(), metrics = Json::array();
  for (std::size_t i = 0; i < condition.variants.size(); ++i) {
    const query::VariantFacts& variant = condition.variants[i];
    facts.push_back({{"variant", variant.variant},
                     {"planned", variant.planned},
                     {"done", variant.done},
                     {"ends_differently", comparison.family.ends_differently(condition, i)},
                     {"accounting", accounting_of(variant.accounting)}});
  }
  for (const query::Series* series : selection.series) {
    const compare::MetricResult metric = compare::evaluate(comparison, condition, *series);
    Json variants = Json::array();
    for (std::size_t i = 0; i < metric.variants.size(); ++i)
      variants.push_back(variant_of(metric.variants[i], series->variants[i]));
    metrics.push_back({{"name", metric.metric},
                       {"unit", metric.unit},
                       {"source", metric.source},
                       {"meaning", compare::describe(metric.metric)},
                       {"variants", std::move(variants)}});
  }
  return {{"base", condition.base},
          {"machine", condition.machine},
          {"workload", condition.workload},
          {"variants", std::move(facts)},
          {"metrics", std::move(metrics)},
          {"metrics_left_out", selection.left_out},
          {"holders", json_of(comparison, compare::holders_of(comparison, condition))},
          {"page_locks", json_of(compare::page_locks_of(comparison, condition))}};
}

Json family_of(const compare::Family& family) {
  Json primary;
  if (family.primary)
    primary = {{"metric", family.primary->metric},
               {"machine", family.primary->machine},
               {"workload", family.primary->workload},
               {"changed", family.primary_changed}};
  return {{"primary", std::move(primary)},
          {"comparisons", family.size},
          {"conditions", family.conditions},
          {"variants", family.variants},
          {"metrics", family.metrics},
          {"holder_rows", family.holders},
          {"adaptive", family.looks.has_value()},
          {"interim", family.interim}};
}

Json host_of(const query::Comparison& comparison) {
  Json all = Json::array();
  for (const compare::HostUse& use : compare::host_use(comparison)) {
    all.push_back({{"variant", use.variant},
                   {"machine", use.machine},
                   {"workload", use.workload},
                   {"boots", use.boots},
                   {"done_again", use.done_again},
                   {"cpus_busy", use.ran},
                   {"waited_share", use.waited},
                   {"cpus_stolen", use.stolen}});
    if (use.cpu_pressure) all.back()["cpu_pressure_share"] = *use.cpu_pressure;
  }
  return all;
}

Json done_again_of(const query::Comparison& comparison) {
  Json again = Json::array();
  for (const compare::DoneAgain& boot : compare::boots_done_again(comparison))
    again.push_back({{"variant", boot.variant},
                     {"machine", boot.machine},
                     {"workload", boot.workload},
                     {"boot", boot.boot},
                     {"attempt", boot.attempt},
                     {"reason", boot.reason},
                     {"console", boot.console}});
  return again;
}

Json failed_of(const query::Comparison& comparison) {
  Json failed = Json::array();
  for (const compare::NotRun& entry : compare::failed_boots(comparison))
    failed.push_back({{"variant", entry.variant},
                      {"machine", entry.machine},
                      {"workload", entry.workload},
                      {"status", to_string(entry.status)},
                      {"reason", entry.reason},
                      {"console", entry.console},
                      {"boots", entry.boots}});
  return failed;
}

}  // namespace

Json summary_of(const compare::VariantResult& result) {
  const stats::Summary& summary = result.summary;
  Json variant{{"variant", result.variant},
               {"boots", summary.count},
               {"touched_by_loss", result.touched_by_loss}};
  if (summary.count > 0)
    variant.update({{"median", summary.median},
                    {"mean", summary.mean},
                    {"quartile_range", summary.quartile_range()},
                    {"mad", summary.mad},
                    {"deviation", summary.deviation},
                    {"minimum", summary.minimum},
                    {"maximum", summary.maximum}});
  return variant;
}

Json json_of(const compare::VariantResult& result) {
  Json variant = summary_of(result);
  variant["outcome"] = to_string(result.outcome);
  if (result.peaks)
    variant["peaks"] =
        Json::array({Json{{"boots", result.peaks->lows}, {"mean", result.peaks->low}},
                     Json{{"boots", result.peaks->highs}, {"mean", result.peaks->high}}});
  if (result.drifts) variant["drifts"] = true;
  if (result.withheld != compare::WithheldFor::Nothing)
    variant["withheld_for"] = to_string(result.withheld);
  if (result.difference.blocks > 0) variant["difference"] = difference_of(result);
  return variant;
}

std::string render_json(const compare::TestedRun& comparison, const Options& options,
                        const std::vector<std::string>& differences) {
  Json conditions = Json::array(), anomalies = Json::object(), probes = Json::array();
  for (const Selection& selection : select(comparison, options))
    conditions.push_back(condition_of(comparison, selection));
  for (const store::AnomalyRow& anomaly : comparison.anomalies)
    anomalies[anomaly.name] = anomaly.count;
  for (const query::ProbeTotal& probe : comparison.probes)
    probes.push_back({{"probe", probe.probe}, {"hits", probe.hits}, {"misses", probe.misses}});
  Json document{{"format", kFormat},
                {"run", run_of(comparison)},
                {"variants", variants_of(comparison)},
                {"family", family_of(comparison.family)},
                {"conditions", std::move(conditions)},
                {"accounting", accounting_of(compare::total_accounting(comparison))},
                {"failed", failed_of(comparison)},
                {"anomalies", std::move(anomalies)},
                {"values_not_finite", comparison.not_finite},
                {"orphan_cells", comparison.orphans},
                {"probes", std::move(probes)}};
  if (!differences.empty()) document["differences_between_runs"] = differences;
  if (Json host = host_of(comparison); !host.empty()) document["host"] = std::move(host);
  if (Json again = done_again_of(comparison); !again.empty())
    document["done_again"] = std::move(again);
  return json_text(document) + '\n';
}

}  // namespace folioscope::text
