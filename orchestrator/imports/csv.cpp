// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>
#include <utility>

#include "imports/lines.h"
#include "imports/measured.h"

namespace folioscope::imports {
namespace {

enum Column : std::size_t { kVariant, kBoot, kMetric, kValue, kUnit, kMachine, kWorkload, kBetter };
constexpr std::array<std::string_view, 8> kColumns = {"variant", "boot",    "metric",   "value",
                                                      "unit",    "machine", "workload", "better"};
constexpr std::size_t kNeeded = 5;  // the first ones
constexpr std::size_t kMostMistakes = 20;
constexpr int kMostBoot = 1 << 20;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Table {
 public:
  explicit Table(const CsvDefaults& defaults) : defaults_(defaults) {}

  Status take(std::string_view line, std::int64_t number) {
    if (number == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    if (line.empty()) return {};
    auto fields = csv_fields(line);
    if (!fields) {
      mistake(number, "a quote is not closed, or something follows it");
    } else if (places_.empty()) {
      take_names(*fields, number);
    } else if (fields->size() != places_.size()) {
      mistake(number, fmt::format("{} fields, where the first line has {}", fields->size(),
                                  places_.size()));
    } else {
      take_number(*fields, number);
    }
    return {};
  }

  Result<std::vector<ImportedBoot>> boots(const InputFile& file) && {
    if (mistakes_.empty() && boots_.empty()) mistake(1, "there are no numbers in it");
    if (!mistakes_.empty()) {
      std::string all;
      for (std::size_t i = 0; i < std::min(mistakes_.size(), kMostMistakes); ++i)
        all += fmt::format("{}{}:{}", i == 0 ? "" : "\n  ", file.name(), mistakes_[i]);
      if (mistakes_.size() > kMostMistakes)
        all += fmt::format("\n  and {} more", mistakes_.size() - kMostMistakes);
      return user_fault(std::move(all),
                        "columns: variant,boot,metric,value,unit; also machine, "
                        "workload, better");
    }
    std::vector<ImportedBoot> made;
    for (const Boot& boot : boots_) {
      TRY(ImportedBoot one, boot_of(boot.numbers, boot.label));
      made.push_back(std::move(one));
    }
    return made;
  }

 private:
  struct Boot {
    Label label;
    std::vector<Measured> numbers;
  };

  void mistake(std::int64_t line, const std::string& what) {
    mistakes_.push_back(fmt::format("{}: {}", line, what));
  }

  void take_names(const std::vector<std::string>& fields, std::int64_t line) {
    for (const std::string& name : fields) {
      const auto known = std::ranges::find(kColumns, std::string_view(name));
      const auto column = static_cast<std::size_t>(known - kColumns.begin());
      if (known == kColumns.end())
        mistake(line, fmt::format("no column `{}` is known", name.substr(0, 40)));
      else if (std::ranges::find(places_, column) != places_.end())
        mistake(line, fmt::format("the column `{}` is there twice", name));
      places_.push_back(column);
    }
    for (std::size_t column = 0; column < kNeeded; ++column)
      if (std::ranges::find(places_, column) == places_.end())
        mistake(line, fmt::format("there is no column `{}`", kColumns[column]));
  }

  void take_number(std::vector<std::string>& fields, std::int64_t line) {
    std::array<std::string, kColumns.size() + 1> by_column;
    for (std::size_t i = 0; i < fields.size(); ++i) by_column[places_[i]] = std::move(fields[i]);
    const auto boot = number_in<int>(by_column[kBoot]);
    const auto value = number_in<double>(by_column[kValue]);
    const std::string& better = by_column[kBetter];
    const std::size_t before = mistakes_.size();
    if (!boot || *boot < 0 || *boot > kMostBoot)
      mistake(line, fmt::format("boot `{}` is no number from 0", by_column[kBoot].substr(0, 40)));
    if (!value || !std::isfinite(*value))
      mistake(line, fmt::format("value `{}` is no number", by_column[kValue].substr(0, 40)));
    if (!is_metric_name(by_column[kMetric]))
      mistake(line, fmt::format("metric `{}`: 1 to 64 letters, digits, _ . - :",
                                by_column[kMetric].substr(0, 70)));
    if (by_column[kUnit].size() > kMostUnit)
      mistake(line, fmt::format("a unit of more than {} bytes", kMostUnit));
    if (!better.empty() && better != "lower" && better != "higher")
      mistake(line, fmt::format("better `{}` is neither lower nor higher", better.substr(0, 40)));
    if (mistakes_.size() != before) return;
    add({.variant = by_column[kVariant],
         .machine = by_column[kMachine].empty() ? defaults_.machine : by_column[kMachine],
         .workload = by_column[kWorkload].empty() ? defaults_.workload : by_column[kWorkload],
         .boot = boot},
        {by_column[kMetric], *value, by_column[kUnit].empty() ? "count" : by_column[kUnit], better},
        line);
  }

  void add(const Label& label, Measured number, std::int64_t line) {
    const auto key = [](const Label& of) {
      return std::tie(of.variant, of.machine, of.workload, of.boot);
    };
    auto found = std::ranges::find_if(
        boots_, [&](const Boot& boot) { return key(boot.label) == key(label); });
    if (found == boots_.end()) found = boots_.insert(boots_.end(), Boot{label, {}});
    if (std::ranges::find(found->numbers, number.metric, &Measured::metric) != found->numbers.end())
      return mistake(line, fmt::format("metric {} of boot {} of {} is there twice", number.metric,
                                       *label.boot, label.variant));
    found->numbers.push_back(std::move(number));
  }

  const CsvDefaults& defaults_;
  std::vector<std::size_t> places_;  // column of each field
  std::vector<Boot> boots_;
  std::vector<std::string> mistakes_;
};

}  // namespace

std::optional<std::vector<std::string>> csv_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  while (!line.empty()) {
    if (line.front() != '"') {
      const std::size_t end = std::min(line.find(','), line.size());
      fields.back() = line.substr(0, end);
      line.remove_prefix(end);
    } else {
      line.remove_prefix(1);
      while (true) {
        const std::size_t end = line.find('"');
        if (end == line.npos) return std::nullopt;
        fields.back().append(line.substr(0, end));
        line.remove_prefix(end + 1);
        if (!line.starts_with('"')) break;
        fields.back().push_back('"');
        line.remove_prefix(1);
      }
    }
    if (line.empty()) break;
    if (line.front() != ',') return std::nullopt;
    line.remove_prefix(1);
    fields.emplace_back();
  }
  return fields;
}

Result<std::vector<ImportedBoot>> read_csv(const InputFile& file, const CsvDefaults& defaults) {
  Table table(defaults);
  TRY_STATUS(for_each_line(file, [&table](std::string_view line, std::int64_t number) {
    return table.take(line, number);
  }));
  return std::move(table).boots(file);
}

}  // namespace folioscope::imports
