// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include "compare/scale.h"

namespace folioscope::format {
namespace {

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

std::string number(const compare::Scale& scale, double value) {
  std::string text = fmt::format("{:.{}f}", value * scale.factor, scale.decimals);
  if (is_zero(text)) text = fmt::format("{:.{}f}", 0.0, scale.decimals);  // never "-0.00"
  return grouped(text);
}

std::string signed_number(const compare::Scale& scale, double value) {
  const std::string text = fmt::format("{:+.{}f}", value * scale.factor, scale.decimals);
  return is_zero(text) ? number(scale, 0) : grouped(text);
}

std::string with_symbol(const compare::Scale& scale, double value) {
  std::string text = number(scale, value);
  if (!scale.symbol.empty()) text += ' ' + scale.symbol;
  return text;
}

std::string difference_symbol(const compare::Scale& scale) {
  return scale.symbol == "%" ? "points" : scale.symbol;
}

std::string p_value(double p) { return p < 0.001 ? "<0.001" : fmt::format("{:.3f}", p); }

std::string p_statement(double p) {
  return p < 0.001 ? "p < 0.001" : fmt::format("p = {}", p_value(p));
}

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
  compare::Scale scale = compare::scale_for("ns", std::array{ns});
  // One digit less than where variants are compared.
  scale.decimals =
      std::max(0, std::min(scale.decimals, compare::decimals_for(ns * scale.factor) - 1));
  return with_symbol(scale, ns);
}

std::string frame_number(std::uint64_t pfn) { return fmt::format("{:#x}", pfn); }

std::string date(HostTime time) {
  const std::time_t seconds = time.ns / 1'000'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string bytes(Bytes value) {
  const std::array values{static_cast<double>(value.count)};
  compare::Scale scale = compare::scale_for("bytes", values);
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

}  // namespace folioscope::format
