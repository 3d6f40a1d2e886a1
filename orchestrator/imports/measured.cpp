// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/measured.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "derive/cell_record.h"
#include "derive/derive.h"

namespace folioscope::imports {
namespace {

constexpr std::size_t kMostMetricName = 64;

bool is_of_a_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-' || byte == ':';
}

std::string quoted(const std::string& text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// In this order: patterns_of() looks for it.
std::string line_of(const Measured& number) {
  return fmt::format(R"({{"metric":{},"value":{},"unit":{}}})", quoted(number.metric), number.value,
                     quoted(number.unit));
}

// Of all that a name may have the point alone means something to a regular expression.
std::string exactly(const std::string& name) {
  std::string expression;
  for (const char byte : name)
    expression += byte == '.' ? std::string("[.]") : std::string(1, byte);
  return expression;
}

// What the reports lead with, and which direction is better, a workload says by its patterns.
std::vector<store::MetricPatternRow> patterns_of(const std::vector<Measured>& numbers) {
  std::vector<store::MetricPatternRow> rows;
  rows.reserve(numbers.size());
  for (const Measured& number : numbers)
    rows.push_back(
        {number.metric,
         fmt::format(R"(^\{{"metric":"{}","value":([-+.0-9a-z]+),)", exactly(number.metric)),
         number.unit, number.better});
  return rows;
}

}  // namespace

bool is_metric_name(std::string_view text) {
  return !text.empty() && text.size() <= kMostMetricName && std::ranges::all_of(text, is_of_a_name);
}

std::string metric_name(std::string_view text) {
  std::string name(text.substr(0, kMostMetricName));
  std::ranges::replace_if(
      name, [](char byte) { return !is_of_a_name(byte); }, '_');
  return name;
}

Result<ImportedBoot> boot_of(const std::vector<Measured>& numbers, Label label) {
  derive::BootData data;
  data.workload_lines.reserve(numbers.size());
  for (const Measured& number : numbers) data.workload_lines.push_back(line_of(number));
  TRY(derive::DerivedBoot derived, derive::derive_boot(data));
  ImportedBoot boot{.label = std::move(label)};
  boot.metrics = patterns_of(numbers);
  boot.record.workload_results = std::move(data.workload_lines);
  derive::put(std::move(derived), boot.record);
  return boot;
}

}  // namespace folioscope::imports
