// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/profile_section.h"
#include "spec/sections.h"
#include "spec/text_file.h"
#include "sys/files.h"

namespace folioscope::spec {
namespace {

constexpr Range kGuests{1, 256};
// One page to 4 GiB per CPU.
constexpr Range kBuffer{4096, 4ull << 30};

// Clocks of tracefs that count nanoseconds and can be compared across CPUs, plus `local`.
constexpr std::string_view kClocks[] = {"mono", "mono_raw", "boot", "global", "local"};

std::string read_clock(const Node& node, Diagnostics& out) {
  auto text = read_text(node, "clock", out);
  if (!text) return "mono";
  std::vector<std::string> known(std::begin(kClocks), std::end(kClocks));
  if (std::ranges::find(known, *text) == known.end())
    out.add(node.at, fmt::format("unknown clock `{}`", *text), suggest(*text, known));
  return *text;
}

// What the matrix is the product of.
struct Factor {
  const char *one, *many;
  std::uint64_t count;
};

// As in `a * b` and `a + b`, but what does not fit is the largest number.
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  return __builtin_mul_overflow(a, b, &result) ? std::numeric_limits<std::uint64_t>::max() : result;
}
std::uint64_t plus(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  return __builtin_add_overflow(a, b, &result) ? std::numeric_limits<std::uint64_t>::max() : result;
}

std::vector<Factor> factors_of(const Spec& spec) {
  std::uint64_t conditions = 0;
  for (const Workload& workload : spec.workloads) {
    std::uint64_t product = 1;
    for (const auto& [key, values] : workload.args) product = times(product, values.size());
    conditions = plus(conditions, product);
  }
  std::uint64_t settings = 1;
  for (const SettingSweep& setting : spec.settings)
    settings = times(settings, setting.values.size());
  return {{"base", "bases", spec.bases.size()},
          {"variant", "variants", spec.variants.size()},
          {"machine", "machines", spec.machines.size()},
          {"workload condition", "workload conditions", conditions},
          {"value of settings", "values of settings", settings},
          {"level of observation", "levels of observation", spec.observe.size()},
          {"boot", "boots", static_cast<std::uint64_t>(spec.boots)}};
}

std::string counted(std::uint64_t count, const Factor& factor) {
  return fmt::format("{} {}", count, count == 1 ? factor.one : factor.many);
}

// Before anything is built: the store has room for limits::kCells.
void check_cells(const Spec& spec, Place at, Diagnostics& out) {
  const std::uint64_t most = limits::kCells;
  std::uint64_t total = 1;
  std::string product;
  const std::vector<Factor> factors = factors_of(spec);
  for (const Factor& factor : factors) {
    total = times(total, factor.count);
    if (factor.count > 1) product += (product.empty() ? "" : " x ") + counted(factor.count, factor);
  }
  if (total <= most) return;
  std::string enough;  // cutting one of these alone
  for (const Factor& factor : factors) {
    const std::uint64_t fits = most / (total / factor.count);
    if (factor.count > 1 && fits > 0)
      enough += (enough.empty() ? "" : ", or ") + counted(fits, factor);
  }
  out.add(at,
          fmt::format("the matrix has {} cells, a run has at most {}: {}", total, most, product),
          enough.empty() ? "cut several of them, or make several experiments"
                         : "at most " + enough + "; or make several experiments");
}

// The guest's kernel takes its rings before anything else: what they may take is half of the memory
// that it boots with.
void check_rings(const Spec& spec, Place at, Diagnostics& out) {
  for (const Machine& machine : spec.machines) {
    const std::uint64_t rings =
        times(static_cast<std::uint64_t>(machine.vcpus), spec.buffer_kib_per_cpu) << 10;
    if (machine.memory.count == 0 || rings <= machine.memory.count / 2) continue;
    out.add(
        at,
        fmt::format("trace buffers of {} CPUs take {} of the {} that machine `{}` boots with",
                    machine.vcpus, to_string(Bytes{rings}), to_string(machine.memory),
                    machine.name),
        fmt::format(
            "a `buffer` of up to {} for each CPU, or at least {} of memory",
            to_string(Bytes{std::max<std::uint64_t>(
                (machine.memory.count / 2 / static_cast<std::uint64_t>(machine.vcpus)) >> 12 << 12,
                4096)}),
            to_string(Bytes{rings * 2})));
  }
}

void read_sources(const Fields& fields, const Context& context, Spec& spec) {
  const Node* several = fields.find("bases");
  if (several == nullptr) {
    if (const Node* base = fields.require("base"))
      spec.bases.front().source = read_base(*base, context);
    return;
  }
  spec.bases = read_bases(*several, context);
  if (fields.find("base") != nullptr)
    context.diagnostics.add(fields.key_place("base"), "both `base` and `bases`",
                            "keep one of them");
}

void read_matrix(const Fields& fields, const Context& context, Spec& spec) {
  if (const Node* name = fields.require("name"))
    spec.name = read_name(*name, "name", context.diagnostics).value_or("");
  read_sources(fields, context, spec);
  if (const Node* config = fields.require("config")) spec.config = read_config(*config, context);
  if (const Node* unmet = fields.find("config_unmet")) spec.unmet = read_unmet(*unmet, context);
  if (const Node* series = fields.find("instrumentation"))
    read_instrumentation(*series, context, spec);
  if (const Node* variants = fields.require("variants"))
    spec.variants = read_variants(*variants, spec.bases, context);
  if (const Node* machines = fields.require("machines"))
    spec.machines = read_machines(*machines, context);
  if (const Node* workloads = fields.require("workloads"))
    spec.workloads = read_workloads(*workloads, context);
  spec.needs = needs_of(spec, context);
  const bool instrumented = fields.find("instrumentation") != nullptr;
  if (const Node* observe = fields.find("observe"))
    spec.observe = read_observe(*observe, instrumented, context);
  if (const Node* watch = fields.find("watch"))
    spec.watch = read_watch(*watch, instrumented, context);
  if (const Node* events = fields.find("events")) spec.events = read_events(*events, context);
  if (const Node* histograms = fields.find("histograms"))
    spec.histograms = read_histograms(*histograms, context);
  if (const Node* settings = fields.find("settings"))
    spec.settings = read_settings(*settings, spec.variants, context);
  // Last: it names conditions of the matrix.
  if (const Node* about = fields.find("about")) spec.about = read_about(*about, spec, context);
}

void read_run(const Fields& fields, const Context& context, Spec& spec) {
  Diagnostics& out = context.diagnostics;
  if (const Node* boots = fields.find("boots")) read_boots(*boots, context, spec);
  if (const Node* guests = fields.find("guests"))
    spec.guests = static_cast<int>(read_count(*guests, "guests", kGuests, out).value_or(0));
  if (const Node* seed = fields.find("seed"))
    spec.seed =
        read_count(*seed, "seed", {0, std::numeric_limits<std::uint64_t>::max()}, out).value_or(1);
  if (const Node* buffer = fields.find("buffer"))
    if (auto size = read_size(*buffer, "buffer", kBuffer, out))
      spec.buffer_kib_per_cpu = size->count / 1024;
  if (const Node* clock = fields.find("clock")) spec.clock = read_clock(*clock, out);
  if (const Node* timeout = fields.find("boot_timeout"))
    spec.boot_timeout_ms =
        read_duration_ms(*timeout, "boot_timeout", out).value_or(spec.boot_timeout_ms);
}

void read_experiment(const Node& root, const Context& context, Spec& spec) {
  Fields fields(
      root, "the experiment",
      {"name",         "about",           "profiles",   "base",        "bases",     "config",
       "config_unmet", "instrumentation", "variants",   "machines",    "workloads", "observe",
       "watch",        "events",          "histograms", "settings",    "boots",     "guests",
       "seed",         "buffer",          "clock",      "boot_timeout"},
      context.diagnostics);
  if (!fields.is_map()) return;
  read_matrix(fields, context, spec);
  read_run(fields, context, spec);
  check_cells(spec, fields.key_place("boots"), context.diagnostics);
  check_rings(spec, fields.key_place("machines"), context.diagnostics);
}

}  // namespace

Roots find_roots(const std::filesystem::path& file) {
  Roots roots{std::filesystem::absolute(file).lexically_normal().parent_path(), sys::product_dir()};
  for (auto directory = roots.own; directory != directory.parent_path();
       directory = directory.parent_path()) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory / "configs", error)) continue;
    roots.own = directory;
    break;
  }
  return roots;
}

std::string to_string(const Diagnostic& d) {
  std::string text = fmt::format("{}:{}:{}: {}", d.file, d.line, d.column, d.message);
  if (!d.hint.empty()) text += fmt::format("\n  hint: {}", d.hint);
  return text;
}

Parsed parse(std::string_view text, const std::string& file, const Roots& roots,
             const std::string& profile) {
  Parsed parsed;
  parsed.spec.file = file;
  parsed.spec.text = text;
  Diagnostics diagnostics(file);
  auto yaml = read_yaml(text);
  if (auto* error = std::get_if<YamlError>(&yaml)) {
    diagnostics.add(error->at, error->message, error->hint);
  } else {
    const Node& root = std::get<Node>(yaml);
    parsed.profiles = read_profile_names(root, diagnostics);
    const Node chosen =
        apply_profile(root, parsed.profiles, profile, parsed.spec.profile, diagnostics);
    read_experiment(chosen, Context{roots, diagnostics}, parsed.spec);
  }
  parsed.diagnostics = diagnostics.take();
  return parsed;
}

Result<Parsed> parse_file(const std::filesystem::path& path, const std::string& profile) {
  TRY(std::string text, read_text_file(path));
  return parse(text, path.string(), find_roots(path), profile);
}

}  // namespace folioscope::spec
