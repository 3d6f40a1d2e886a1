// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/workload_metrics.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "derive/ktap.h"

namespace folioscope::derive {
namespace {

using Json = nlohmann::json;

// The lines come from a guest: bounds for what one boot may add to a run.
constexpr std::size_t kMostNames = 1000;
constexpr std::size_t kMostSamples = 1'000'000;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestUnit = 24;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '-' || c == ':';
         });
}

std::optional<std::string> name_in(const Json& object, const char* key) {
  const auto* text = object.at(key).get_ptr<const std::string*>();
  if (text == nullptr || !is_name(*text)) return std::nullopt;
  return *text;
}

// "count" when the workload gives none.
std::optional<std::string> unit_in(const Json& object) {
  const auto found = object.find("unit");
  if (found == object.end()) return "count";
  const auto* text = found->get_ptr<const std::string*>();
  if (text == nullptr || text->size() > kLongestUnit) return std::nullopt;
  return *text;
}

std::optional<double> number_in(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

class Collector {
 public:
  void add(const Json& object) {
    if (!object.is_object()) return;
    if (object.contains("metric")) {
      if (!add_metric(object)) ++malformed_;
    } else if (object.contains("samples")) {
      if (!add_samples(object)) ++malformed_;
    }
  }

  void write(Output& out) {
    for (const auto& [name, one] : metrics_) out.workload_metric(name, one.value, one.unit);
    for (auto& [name, series] : samples_)
      out.workload_samples(name, std::move(series.values), series.unit);
    out.anomaly("workload_line_malformed", malformed_);
    out.anomaly("workload_metric_repeated", repeated_);
    out.anomaly("workload_results_over_bound", over_);
  }

  // A pattern may give a metric that no line names.
  void put(const std::string& name, double value, const std::string& unit) {
    if (!metrics_.contains(name) && !has_room())
      ++over_;
    else
      metrics_.insert_or_assign(name, One{value, unit});
  }
  void malformed() { ++malformed_; }

 private:
  struct One {
    double value;
    std::string unit;
  };
  struct Series {
    std::string unit;
    std::vector<double> values;
  };

  bool has_room() const { return metrics_.size() + samples_.size() < kMostNames; }

  bool add_metric(const Json& object) {
    const auto name = name_in(object, "metric");
    const auto unit = unit_in(object);
    const auto value = object.contains("value") ? number_in(object.at("value")) : std::nullopt;
    if (!name || !unit || !value) return false;
    if (metrics_.contains(*name)) {
      ++repeated_;
    } else if (!has_room()) {
      ++over_;
      return true;
    }
    metrics_.insert_or_assign(*name, One{*value, *unit});
    return true;
  }

  bool add_samples(const Json& object) {
    const auto name = name_in(object, "samples");
    const auto unit = unit_in(object);
    const auto values = object.find("values");
    if (!name || !unit || values == object.end() || !values->is_array()) return false;
    std::vector<double> numbers;
    for (const Json& value : *values) {
      const auto number = number_in(value);
      if (!number) return false;
      numbers.push_back(*number);
    }
    if ((!samples_.contains(*name) && !has_room()) || kept_ + numbers.size() > kMostSamples) {
      ++over_;
      return true;
    }
    kept_ += numbers.size();
    Series& series = samples_[*name];
    if (series.unit.empty()) series.unit = *unit;
    if (series.unit != *unit) return false;
    series.values.insert(series.values.end(), numbers.begin(), numbers.end());
    return true;
  }

  std::map<std::string, One> metrics_;
  std::map<std::string, Series> samples_;
  std::size_t kept_ = 0;
  std::int64_t malformed_ = 0, repeated_ = 0, over_ = 0;
};

// "1,234.5" is a number to most programs.
std::optional<double> number_of(std::string text) {
  std::erase(text, ',');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

void add_patterns(const std::vector<std::string>& lines,
                  const std::vector<store::MetricPatternRow>& patterns, Collector& collector,
                  Output& out) {
  std::int64_t unmatched = 0;
  for (const store::MetricPatternRow& pattern : patterns) {
    if (pattern.vmstat) continue;
    const re2::RE2 expression(pattern.pattern, re2::RE2::Quiet);
    if (!expression.ok() || expression.NumberOfCapturingGroups() != 1) {
      collector.malformed();
      continue;
    }
    std::optional<double> last;
    std::string text;
    for (const std::string& line : lines)
      if (re2::RE2::PartialMatch(line, expression, &text))
        if (const auto value = number_of(text)) last = value;
    if (last)
      collector.put(pattern.name, *last, pattern.unit);
    else
      ++unmatched;
  }
  out.anomaly("workload_pattern_unmatched", unmatched);
}

void add_tests(const std::vector<std::string>& lines, Collector& collector) {
  if (!is_ktap(lines)) return;
  const Ktap ktap = read_ktap(lines);
  const auto count = [&](TestResult result) {
    return static_cast<double>(std::ranges::count(ktap.tests, result, &KtapTest::result));
  };
  collector.put("tests_passed", count(TestResult::Passed), "count");
  collector.put("tests_failed", count(TestResult::Failed), "count");
  collector.put("tests_skipped", count(TestResult::Skipped), "count");
  if (const auto missing = ktap.planned - ktap.reported; missing > 0)
    collector.put("tests_missing", static_cast<double>(missing), "count");
  for (const KtapTest& test : ktap.tests)
    if (test.result != TestResult::Skipped)
      collector.put("test:" + test.name, test.result == TestResult::Passed ? 1 : 0, "count");
}

}  // namespace

void write_workload_metrics(const std::vector<std::string>& lines,
                            const std::vector<store::MetricPatternRow>& patterns, Output& out) {
  Collector collector;
  for (const std::string& line : lines) {
    const Json parsed = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!parsed.is_discarded()) collector.add(parsed);
  }
  add_patterns(lines, patterns, collector, out);
  add_tests(lines, collector);
  collector.write(out);
}

}  // namespace folioscope::derive
