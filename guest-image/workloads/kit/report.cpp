// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/report.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace folioscope::workloads {
namespace {

std::string json_string(std::string_view name) { return "\"" + std::string(name) + "\""; }

// The shortest text that reads back as the same number; never an exponent or "nan" from our values.
void append_number(std::string& out, double value) {
  char buffer[512];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed);
  out.append(buffer, end);
}

}  // namespace

std::string metric_line(std::string_view name, double value, std::string_view unit) {
  std::string line = "{\"metric\":" + json_string(name) + ",\"value\":";
  append_number(line, value);
  return line + ",\"unit\":" + json_string(unit) + "}";
}

std::string samples_line(std::string_view name, std::span<const double> values,
                         std::string_view unit) {
  std::string line =
      "{\"samples\":" + json_string(name) + ",\"unit\":" + json_string(unit) + ",\"values\":[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) line += ',';
    append_number(line, values[i]);
  }
  return line + "]}";
}

std::string fact_line(std::string_view name, double value) {
  std::string line = "{\"fact\":" + json_string(name) + ",\"value\":";
  append_number(line, value);
  return line + "}";
}

void print_line(std::string line) {
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void print_samples(std::string_view name, std::span<const double> values, std::string_view unit) {
  // Up to 24 characters each.
  constexpr std::size_t kOfLine = 2'000;
  do {
    const std::size_t count = std::min(kOfLine, values.size());
    print_line(samples_line(name, values.first(count), unit));
    values = values.subspan(count);
  } while (!values.empty());
}

}  // namespace folioscope::workloads
