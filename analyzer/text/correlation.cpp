// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/correlation.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/shown_text.h"
#include "compare/correlate.h"
#include "format/correlation.h"
#include "format/units.h"
#include "query/location.h"
#include "query/operations.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

using Json = nlohmann::ordered_json;

std::string table_text(const compare::CorrelationTable& table) {
  std::string text = fmt::format("{}, {}: {}\n", printable(table.machine),
                                 printable(table.workload), printable(table.kind));
  Table columns({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right,
                 Align::Right});
  columns.add({"variant", "boots", "operations", "failed", fmt::format("of {} > 0", table.x->name),
               "of the others", "rho"});
  for (const compare::VariantCorrelation& one : table.variants) {
    const compare::TwoByTwo& by = one.by_x;
    columns.add(
        {one.variant, format::count(one.boots), format::count(one.operations),
         format::count(one.failed),
         format::share_text(by.failure_rate_with(), by.failed_with + by.succeeded_with),
         format::share_text(by.failure_rate_without(), by.failed_without + by.succeeded_without),
         format::rho_text(one)});
  }
  text += columns.render(2);
  for (const compare::VariantCorrelation& one : table.variants)
    if (const std::string less = format::rho_difference_sentence(table, one); !less.empty())
      text += fmt::format("  {}\n", printable(less));
  return text;
}

Json rho_interval_json(const std::optional<stats::Interval>& interval) {
  return interval ? Json{interval->low, interval->high} : Json();
}

Json correlation_json(const compare::VariantCorrelation& one) {
  Json json{{"variant", one.variant},
            {"boots", one.boots},
            {"operations", one.operations},
            {"failed", one.failed},
            {"rho", nullptr},
            {"rho_interval", nullptr},
            {"rho_difference", nullptr},
            {"rho_difference_interval", nullptr},
            {"failed_with_x", one.by_x.failed_with},
            {"succeeded_with_x", one.by_x.succeeded_with},
            {"failed_without_x", one.by_x.failed_without},
            {"succeeded_without_x", one.by_x.succeeded_without}};
  if (one.rho) {
    json["rho"] = one.rho->rho;
    json["rho_interval"] = rho_interval_json(one.rho->interval);
  }
  if (one.from_baseline) {
    json["rho_difference"] = one.from_baseline->difference;
    json["rho_difference_interval"] = rho_interval_json(one.from_baseline->interval);
  }
  return json;
}

std::string all_as_json(const std::vector<compare::CorrelationTable>& tables) {
  Json all = Json::array();
  for (const compare::CorrelationTable& table : tables) {
    Json variants = Json::array();
    for (const auto& one : table.variants) variants.push_back(correlation_json(one));
    all.push_back({{"machine", table.machine},
                   {"workload", table.workload},
                   {"kind", table.kind},
                   {"x", table.x->name},
                   {"y", table.y->name},
                   {"variants", std::move(variants)}});
  }
  return json_text(all) + "\n";
}

std::string all_as_text(const std::vector<compare::CorrelationTable>& tables, bool locks_traced) {
  const compare::CorrelationTable& any = tables.front();
  std::string text = wrap(format::correlation_question(*any.x, *any.y), 0, 100);
  if (!locks_traced) text += std::string(format::kLocksNotTraced) + '\n';
  for (const compare::CorrelationTable& table : tables) text += "\n" + table_text(table);
  return text;
}

Result<const compare::Quantity*> quantity(const std::string& name) {
  if (const compare::Quantity* found = compare::find_quantity(name)) return found;
  return user_fault(fmt::format("there is no quantity `{}`", name),
                    "these can be correlated:\n" + quantity_list());
}

}  // namespace

Result<std::string> correlation(const std::filesystem::path& run,
                                const CorrelationOptions& options) {
  TRY(const compare::Quantity* const x, quantity(options.x));
  TRY(const compare::Quantity* const y, quantity(options.y));
  TRY(const std::filesystem::path file, query::locate_store(run));
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(file));
  TRY(const query::Comparison comparison, query::load(*reader));
  TRY(const query::OperationsOfRun operations, query::load_operations(*reader));
  const auto tables = compare::correlations_of(comparison, operations, *x, *y);
  if (options.format == Format::Json) return all_as_json(tables);
  if (tables.empty()) return user_fault(format::kWithoutOperations, format::kOperationsRemedy);
  return all_as_text(tables, operations.locks_traced);
}

std::string quantity_list() {
  Table table({Align::Left, Align::Left, Align::Left});
  for (const compare::Quantity& one : compare::quantities())
    table.add({std::string(one.name), std::string(one.unit), std::string(one.meaning)});
  return table.render(2);
}

}  // namespace folioscope::text
