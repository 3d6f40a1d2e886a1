// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/table_json.h"

namespace folioscope::text {
namespace {

using Json = nlohmann::ordered_json;

Json comparison_of(const compare::MetricResult& metric) {
  Json variants = Json::array();
  for (const compare::VariantResult& result : metric.variants) variants.push_back(json_of(result));
  return variants;
}

Json summaries_of(const compare::MetricResult& metric) {
  Json variants = Json::array();
  for (const compare::VariantResult& result : metric.variants)
    variants.push_back(summary_of(result));
  return variants;
}

template <class T>
Json known(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json variant_of(const compare::HolderRow& row, std::size_t index) {
  const compare::HolderVariant& variant = row.variants[index];
  Json json{{"variant", row.share.variants[index].variant},
            {"failures_per_boot", variant.failures_per_boot}};
  if (row.place.empty()) {
    json["split_share"] = variant.split_share;
  } else {
    json["task"] = variant.comm.empty() ? Json() : Json(variant.comm);
    json["median_age_ns"] = known(variant.median_age_ns);
  }
  return json;
}

Json row_of(const query::Comparison& comparison, const compare::HolderRow& row) {
  Json json{{"class", row.holder_class}};
  if (row.place.empty())
    json["meaning"] = compare::describe_class(row.holder_class);
  else
    json["stack"] = row.place;
  json["only_in"] = row.only_in ? Json(comparison.variants[*row.only_in].row.name) : Json();
  Json variants = Json::array();
  for (std::size_t i = 0; i < row.variants.size(); ++i) variants.push_back(variant_of(row, i));
  json["variants"] = std::move(variants);
  json["failures"] = comparison_of(row.failures);
  json["share"] = summaries_of(row.share);
  return json;
}

Json rows_of(const query::Comparison& comparison, const std::vector<compare::HolderRow>& rows) {
  Json list = Json::array();
  for (const compare::HolderRow& row : rows) list.push_back(row_of(comparison, row));
  return list;
}

Json row_of(const compare::LockRow& row) {
  Json variants = Json::array();
  for (std::size_t i = 0; i < row.variants.size(); ++i) {
    const compare::LockVariant& variant = row.variants[i];
    const auto value = [&](double number) { return variant.per_boot > 0 ? Json(number) : Json(); };
    variants.push_back({{"variant", row.p50.variants[i].variant},
                        {"per_boot", variant.per_boot},
                        {"p50", value(variant.p50)},
                        {"p90", value(variant.p90)},
                        {"p99", value(variant.p99)},
                        {"max", value(variant.largest)}});
  }
  return {{"name", row.name},
          {"title", row.title},
          {"unit", row.unit},
          {"variants", std::move(variants)},
          {"p50", comparison_of(row.p50)}};
}

}  // namespace

Json json_of(const query::Comparison& comparison, const compare::HolderTable& holders) {
  if (holders.empty()) return {};
  return {{"in_cma", holders.in_cma},
          {"failures", comparison_of(holders.failures)},
          {"gone", holders.gone},
          {"classes", rows_of(comparison, holders.classes)},
          {"stacks", rows_of(comparison, holders.places)},
          {"stacks_left_out", holders.places_left_out}};
}

Json json_of(const compare::LockTable& locks) {
  if (locks.empty()) return {};
  Json blocks = Json::array(), not_paired = Json::array();
  for (const compare::LockBlock& block : locks.blocks) {
    Json rows = Json::array();
    for (const compare::LockRow& row : block.rows) rows.push_back(row_of(row));
    blocks.push_back({{"title", block.title}, {"rows", std::move(rows)}});
  }
  for (const compare::NotPaired& one : locks.not_paired) {
    Json per_boot = Json::array();
    for (const std::optional<double>& mean : one.per_boot)
      per_boot.push_back(mean ? Json(*mean) : Json());
    not_paired.push_back(
        {{"metric", one.metric}, {"meaning", one.meaning}, {"per_boot", std::move(per_boot)}});
  }
  return {{"blocks", std::move(blocks)},
          {"not_paired", std::move(not_paired)},
          {"wake_chunks_max", locks.chunks_max.empty() ? Json() : Json(locks.chunks_max)}};
}

}  // namespace folioscope::text
