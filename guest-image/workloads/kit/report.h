// SPDX-License-Identifier: GPL-3.0-or-later
// What a workload has to say, as JSON objects, one a line on standard output:
//   {"metric":"NAME","value":1.5,"unit":"ms"}          one number of this boot
//   {"samples":"NAME","unit":"ms","values":[1,2.5]}    a distribution within this boot
//   {"fact":"NAME","value":8192}                       a circumstance, not a result
// Names are snake_case words, so nothing needs escaping.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace folioscope::workloads {

std::string metric_line(std::string_view name, double value, std::string_view unit);
std::string samples_line(std::string_view name, std::span<const double> values,
                         std::string_view unit);
std::string fact_line(std::string_view name, double value);

// Writes one line to standard output at once: a reader of the pipe sees whole lines only.
void print_line(std::string line);

// The same distribution in as many lines as it takes: the host cuts lines of more than 64 KiB.
void print_samples(std::string_view name, std::span<const double> values, std::string_view unit);

}  // namespace folioscope::workloads
