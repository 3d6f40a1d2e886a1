// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/metric.h"

#include <cassert>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/metric_table.h"

namespace folioscope::catalog {
namespace {

std::string with_word(std::string_view pattern, std::string_view word) {
  std::string text(pattern);
  if (const auto star = text.find('*'); star != text.npos) text.replace(star, 1, word);
  return text;
}

std::string_view phrase_of(Suffix suffix) {
  switch (suffix) {
    case Suffix::InCma:
      return ", in a CMA allocation";
    case Suffix::ContigRange:
      return ", of contiguous ranges";
    case Suffix::None:
      break;
  }
  return {};
}

bool is_time(std::string_view unit) { return unit == "ns" || unit == "us" || unit == "ms"; }

std::string_view phrase_of(const Word& summary, std::string_view unit) {
  return summary.word == "max" && is_time(unit) ? "longest in a boot" : summary.phrase;
}

// Names are views into the vectors, which do not change once all is there.
using Index = std::unordered_map<std::string_view, const Metric*>;

class Catalogue {
 public:
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;
  Catalogue() {
    for (const MetricRow& row : kMetricRows) add_row(row);
    index(metrics_, by_name_);
    index(distributions_, distribution_by_name_);
    for (const Rename& one : renames_) {
      const bool first = current_.emplace(one.was, one.is).second;
      assert(first);
    }
  }

  const std::vector<Metric>& metrics() const { return metrics_; }
  const std::vector<Metric>& distributions() const { return distributions_; }
  const Metric* metric(std::string_view name) const { return find(by_name_, name); }
  const Metric* distribution(std::string_view name) const {
    return find(distribution_by_name_, name);
  }
  std::string_view current(std::string_view name) const {
    const auto found = current_.find(name);
    return found == current_.end() ? name : found->second;
  }
  const std::vector<Rename>& renames() const { return renames_; }

 private:
  static void index(const std::vector<Metric>& all, Index& by_name) {
    for (const Metric& one : all) {
      const bool first = by_name.emplace(one.name, &one).second;
      assert(first);
    }
  }
  static const Metric* find(const Index& by_name, std::string_view name) {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
  }

  void add_row(const MetricRow& row) {
    if (row.words == Words::None) return add_word(row, {});
    for (const Word& word : words_of(row.words)) add_word(row, word);
  }

  void add_word(const MetricRow& row, const Word& word) {
    Metric metric{.name = with_word(row.name, word.word),
                  .unit = std::string(row.unit),
                  .other_unit = std::string(row.other_unit),
                  .meaning = with_word(row.meaning, word.phrase),
                  .better = row.better,
                  .source = row.source};
    std::string was;
    if (!row.was.empty() || !word.was.empty())
      was =
          with_word(row.was.empty() ? row.name : row.was, word.was.empty() ? word.word : word.was);
    add_form(metric, was, row.form);
    if (row.suffix == Suffix::None) return;
    metric.name += text_of(row.suffix);
    metric.meaning += phrase_of(row.suffix);
    if (!was.empty()) was += text_of(row.suffix);
    add_form(metric, was, row.form);
  }

  // `was`: empty when it has always had this name.
  void add_form(const Metric& metric, const std::string& was, Form form) {
    if (!was.empty()) renames_.push_back({was, metric.name});
    if (form == Form::Number) metrics_.push_back(metric);
    if (form != Form::Number) distributions_.push_back(metric);
    if (form != Form::Samples) return;
    for (const Word& summary : kSummaries) {
      Metric one = metric;
      one.name += '_' + std::string(summary.word);
      one.meaning += ", " + std::string(phrase_of(summary, metric.unit));
      if (!was.empty()) renames_.push_back({was + '_' + std::string(summary.word), one.name});
      metrics_.push_back(std::move(one));
    }
  }

  std::vector<Metric> metrics_, distributions_;
  Index by_name_, distribution_by_name_;
  std::vector<Rename> renames_;
  std::unordered_map<std::string_view, std::string_view> current_;
};

const Catalogue& catalogue() {
  static const Catalogue all;
  return all;
}

}  // namespace

std::string_view to_string(Better better) {
  switch (better) {
    case Better::Neither:
      return "neither";
    case Better::Lower:
      return "lower";
    case Better::Higher:
      return "higher";
  }
  return "neither";
}

std::string_view to_string(Source source) {
  switch (source) {
    case Source::Events:
      return "events";
    case Source::Vmstat:
      return "vmstat";
    case Source::Workload:
      return "workload";
    case Source::Guest:
      return "guest";
  }
  return "events";
}

std::span<const Metric> metrics() { return catalogue().metrics(); }
std::span<const Metric> distributions() { return catalogue().distributions(); }
const Metric* find_metric(std::string_view name) { return catalogue().metric(name); }
const Metric* find_distribution(std::string_view name) { return catalogue().distribution(name); }
std::string_view current_name(std::string_view name) { return catalogue().current(name); }
std::span<const Rename> renames() { return catalogue().renames(); }

}  // namespace folioscope::catalog
