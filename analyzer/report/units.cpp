// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

namespace folioscope::report {
namespace {

struct Step {
  std::string_view symbol;
  double size;  // in the smallest unit of its ladder
};
constexpr std::array kTimes{Step{"ns", 1}, Step{"us", 1e3}, Step{"ms", 1e6}, Step{"s", 1e9}};
constexpr std::array kSizes{Step{"bytes", 1}, Step{"KiB", 0x1p10}, Step{"MiB", 0x1p20},
                            Step{"GiB", 0x1p30}, Step{"TiB", 0x1p40}};

// Moves along a ladder of units; false when `unit` is not on it.
bool climb(std::span<const Step> ladder, std::string_view unit, double largest, Scale& scale) {
  const auto from = std::ranges::find(ladder, unit, &Step::symbol);
  if (from == ladder.end()) return false;
  if (largest == 0) {
    scale.symbol = unit;
    return true;
  }
  auto to = ladder.begin();
  while (to + 1 != ladder.end() && largest * from->size >= (to + 1)->size) ++to;
  scale.factor = from->size / to->size;
  scale.symbol = to->symbol;
  return true;
}

int decimals_for(double largest) {
  if (largest >= 1000) return 0;
  if (largest >= 100) return 1;
  if (largest >= 10) return 2;
  return 3;
}

// Thousands are set apart from five digits on.
std::string grouped(std::string digits) {
  const std::size_t start = digits.starts_with('-') || digits.starts_with('+') ? 1 : 0;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  if (point - start < 5) return digits;
  for (std::size_t at = point; at > start + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

// Of a number that is rounded to its text.
bool is_zero(std::string_view text) {
  return text.find('0') != text.npos && text.find_first_of("123456789") == text.npos;
}

}  // namespace

Scale scale_for(std::string_view unit, std::span<const double> values) {
  double largest = 0;
  for (double value : values) largest = std::max(largest, std::abs(value));
  Scale scale;
  if (unit == "ratio") {
    scale.factor = 100;
    scale.symbol = "%";
  } else if (!climb(kTimes, unit, largest, scale) && !climb(kSizes, unit, largest, scale) &&
             unit != "count") {
    scale.symbol = unit;
  }
  const auto whole = [&](double value) {
    const double shown = value * scale.factor;
    return std::abs(shown - std::round(shown)) <= 1e-9 * std::abs(shown);
  };
  scale.decimals = std::ranges::all_of(values, whole) ? 0 : decimals_for(largest * scale.factor);
  return scale;
}

std::optional<double> convert(double value, std::string_view from, std::string_view to) {
  for (const std::span<const Step> ladder :
       {std::span<const Step>(kTimes), std::span<const Step>(kSizes)}) {
    const auto one = std::ranges::find(ladder, from, &Step::symbol);
    const auto other = std::ranges::find(ladder, to, &Step::symbol);
    if (one != ladder.end() && other != ladder.end()) return value * one->size / other->size;
  }
  const auto plain = [](std::string_view unit) { return unit == "count" ? "" : unit; };
  if (from == "%" && to == "ratio") return value / 100;
  if (from == "ratio" && to == "%") return value * 100;
  return plain(from) == plain(to) ? std::optional(value) : std::nullopt;
}

std::string number(const Scale& scale, double value) {
  std::string text = fmt::format("{:.{}f}", value * scale.factor, scale.decimals);
  if (is_zero(text)) text = fmt::format("{:.{}f}", 0.0, scale.decimals);  // never "-0.00"
  return grouped(text);
}

std::string signed_number(const Scale& scale, double value) {
  const std::string text = fmt::format("{:+.{}f}", value * scale.factor, scale.decimals);
  return is_zero(text) ? number(scale, 0) : grouped(text);
}

std::string with_symbol(const Scale& scale, double value) {
  std::string text = number(scale, value);
  if (!scale.symbol.empty()) text += ' ' + scale.symbol;
  return text;
}

std::string difference_symbol(const Scale& scale) {
  return scale.symbol == "%" ? "points" : scale.symbol;
}

std::string p_value(double p) { return p < 0.001 ? "<0.001" : fmt::format("{:.3f}", p); }

std::string count(std::int64_t value) { return grouped(fmt::format("{}", value)); }

std::string duration(std::int64_t ns) {
  const double seconds = static_cast<double>(ns) / 1e9;
  if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const std::int64_t whole = ns / 1'000'000'000;
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string short_time(double ns) {
  Scale scale = scale_for("ns", std::array{ns});
  // One digit less than where variants are compared.
  scale.decimals = std::max(0, std::min(scale.decimals, decimals_for(ns * scale.factor) - 1));
  return with_symbol(scale, ns);
}

std::string date(HostTime time) {
  const std::time_t seconds = time.ns / 1'000'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string bytes(Bytes value) {
  const std::array values{static_cast<double>(value.count)};
  Scale scale = scale_for("bytes", values);
  scale.decimals = std::min(scale.decimals, 1);
  return with_symbol(scale, values[0]);
}

std::string boot_list(std::span<const int> boots) {
  std::string text;
  for (std::size_t i = 0; i < boots.size();) {
    std::size_t last = i;
    while (last + 1 < boots.size() && boots[last + 1] == boots[last] + 1) ++last;
    if (!text.empty()) text += ", ";
    text += last == i ? fmt::format("{}", boots[i]) : fmt::format("{}-{}", boots[i], boots[last]);
    i = last + 1;
  }
  return text;
}

std::string plural(std::int64_t n, std::string_view noun) {
  return fmt::format("{} {}{}", count(n), noun, n == 1 ? "" : "s");
}

}  // namespace folioscope::report
