// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of the noise of this host: CACHE/noise.json, kept from every complete run. Losing
// it costs a plan its promise, nothing else.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "app/cli.h"
#include "compare/noise.h"
#include "plan/plan.h"

namespace folioscope::app {

// Empty where there is no such file or it is damaged.
std::vector<compare::Noise> load_noise(const std::filesystem::path& cache);
// Replaces what is known of the same host, shape, workload and metric.
void keep_noise(const std::filesystem::path& cache, const std::vector<compare::Noise>& noise);

// Of a run that has ended. Errors are ignored: the run itself is what was wanted.
void remember_noise_of(const std::filesystem::path& run);

// What the boots of a plan can show on this host, from earlier runs: a line for every condition and
// metric that is known; empty where nothing is.
std::string noise_section(const plan::Plan& plan);
// What a run of one kernel as both variants says: per metric its noise, what 6 to 40 boots would
// show, and what was called changed although nothing is. JSON: noise, a list of condition, metric,
// unit, mean, deviation, shows (by boots); falsely_changed. The exit code is 1 where that is not
// empty.
void print_noise_floor(const std::string& directory, bool json, Context& context);

// "would show 12 to 25 % of the mean"
std::string shown_text(const compare::Noise& noise, std::size_t boots);

}  // namespace folioscope::app
