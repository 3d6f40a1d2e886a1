// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/table_json.h"

namespace folioscope::report {
namespace {

using Json = nlohmann::ordered_json;

Json comparison_of(const MetricResult& metric) {
  Json variants = Json::array();
  for (const VariantResult& result : metric.variants) variants.push_back(json_of(result));
  return variants;
}

template <class T>
Json known(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json arm_of(const CulpritRow& row, std::size_t variant) {
  const CulpritArm& arm = row.arms[variant];
  Json json{{"variant", row.share.variants[variant].variant},
            {"failures_per_boot", arm.failures_per_boot}};
  if (row.place.empty()) {
    json["split_share"] = arm.split_share;
  } else {
    json["task"] = arm.comm.empty() ? Json() : Json(arm.comm);
    json["median_age_ns"] = known(arm.median_age_ns);
  }
  return json;
}

Json row_of(const query::Comparison& comparison, const CulpritRow& row) {
  Json json{{"class", row.holder_class}};
  if (row.place.empty())
    json["meaning"] = describe_class(row.holder_class);
  else
    json["stack"] = row.place;
  json["only_in"] = row.only_in ? Json(comparison.variants[*row.only_in].row.name) : Json();
  Json variants = Json::array();
  for (std::size_t i = 0; i < row.arms.size(); ++i) variants.push_back(arm_of(row, i));
  json["variants"] = std::move(variants);
  json["failures"] = comparison_of(row.failures);
  json["share"] = comparison_of(row.share);
  return json;
}

Json rows_of(const query::Comparison& comparison, const std::vector<CulpritRow>& rows) {
  Json list = Json::array();
  for (const CulpritRow& row : rows) list.push_back(row_of(comparison, row));
  return list;
}

Json row_of(const LockRow& row) {
  Json variants = Json::array();
  for (std::size_t i = 0; i < row.arms.size(); ++i) {
    const LockArm& arm = row.arms[i];
    const auto value = [&](double number) { return arm.per_boot > 0 ? Json(number) : Json(); };
    variants.push_back({{"variant", row.p50.variants[i].variant},
                        {"per_boot", arm.per_boot},
                        {"p50", value(arm.p50)},
                        {"p90", value(arm.p90)},
                        {"p99", value(arm.p99)},
                        {"max", value(arm.largest)}});
  }
  return {{"name", row.name},
          {"title", row.title},
          {"unit", row.unit},
          {"variants", std::move(variants)},
          {"p50", comparison_of(row.p50)}};
}

}  // namespace

Json json_of(const query::Comparison& comparison, const GroupCulprits& culprits) {
  if (culprits.empty()) return {};
  return {{"in_cma", culprits.in_cma},
          {"failures", comparison_of(culprits.failures)},
          {"gone", culprits.gone},
          {"classes", rows_of(comparison, culprits.classes)},
          {"stacks", rows_of(comparison, culprits.places)},
          {"stacks_left_out", culprits.places_left_out}};
}

Json json_of(const GroupLocks& locks) {
  if (locks.empty()) return {};
  Json blocks = Json::array(), not_paired = Json::array();
  for (const LockBlock& block : locks.blocks) {
    Json rows = Json::array();
    for (const LockRow& row : block.rows) rows.push_back(row_of(row));
    blocks.push_back({{"title", block.title}, {"rows", std::move(rows)}});
  }
  for (const NotPaired& one : locks.not_paired)
    not_paired.push_back(
        {{"metric", one.metric}, {"meaning", one.meaning}, {"per_boot", one.per_boot}});
  return {{"blocks", std::move(blocks)},
          {"not_paired", std::move(not_paired)},
          {"wake_chunks_max", locks.chunks_max.empty() ? Json() : Json(locks.chunks_max)}};
}

}  // namespace folioscope::report
