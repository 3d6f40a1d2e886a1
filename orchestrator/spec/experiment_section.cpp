// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment itself: its sections, and the bounds of what they make together.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/profile_section.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Range kGuests{1, 256};
// One page to 4 GiB per CPU.
constexpr Range kBuffer{4096, 4ull << 30};

// Clocks of tracefs that count nanoseconds and can be compared across CPUs, plus `local`.
constexpr const char* kClocks[] = {"mono", "mono_raw", "boot", "global", "local"};
constexpr Range kSeed{0, std::numeric_limits<std::uint64_t>::max()};

// What runs.
std::vector<KeyRow> matrix_rows() {
  return {
      {"name", Form::name(), "What the experiment and its runs are called."},
      {"about", about_form(), "What a page of results says beside the numbers."},
      {"profiles", profiles_form(), "Sizes of the experiment, by name; the first is the default."},
      {"base", base_form(), "Where the kernel source comes from."},
      {"bases", bases_form(), "Several of them: every condition runs on each."},
      {"config", config_form(),
       "Fragments of the kernel's configuration: NAME of configs/kernel/NAME.config, or a path."},
      {"config_unmet", unmet_form(),
       "What becomes of a kernel that lacks an option which a fragment asks for.", "refuse"},
      {"instrumentation", Form::single(),
       "Hooks for holders and page locks: `auto`, or a series such as `6.1`."},
      {"variants", variants_form(), "The kernels to compare; the first is the baseline."},
      {"machines", machines_form(), "The guests to boot them in."},
      {"workloads", workloads_form(), "What runs in a guest."},
      {"observe", observe_form(), "How closely is looked; a list is a sweep.",
       to_string(Observe::Events)},
      {"watch", Form::single(),
       "Pages whose references have a history: `cma`, or first page frame and number."},
      {"events", events_form(), "What is recorded: groups of configs/events, tracepoints, probes."},
      {"histograms", histograms_form(), "Sums that the guest's kernel keeps of events."},
      {"settings", settings_form(),
       "Files under /sys and /proc to write in the guest; a list is a sweep."}};
}

// How it runs.
std::vector<KeyRow> run_rows() {
  const Spec usual;
  return {{"boots", boots_form(),
           "Boots of each variant under each condition: so many, or from `min` to `max`.",
           fmt::format("{}", usual.boots)},
          {"guests", Form::count(kGuests),
           "At most so many guests at a time; as many as the host carries, if not said."},
          {"seed", Form::count(kSeed), "Of the order of the boots.", fmt::format("{}", usual.seed)},
          {"buffer", Form::size(kBuffer), "Trace buffer of each CPU.",
           to_string(Bytes{usual.buffer_kib_per_cpu << 10})},
          {"clock", Form::word({std::begin(kClocks), std::end(kClocks)}),
           "Clock of the events; `local` cannot be compared across CPUs.", usual.clock},
          {"boot_timeout", Form::duration(), "When a guest that has not reported is given up.",
           fmt::format("{}s", usual.boot_timeout_ms / 1000)}};
}

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
    if (const Node* base = fields.find("base"))
      spec.bases.front().source = read_base(*base, context);
    else
      fields.say_missing("base");
    return;
  }
  spec.bases = read_bases(*several, context);
  if (fields.find("base") != nullptr)
    context.diagnostics.add(fields.key_place("base"), "both `base` and `bases`",
                            "keep one of them");
}

void read_matrix(const Fields& fields, const Context& context, Spec& spec) {
  if (const Node* name = fields.find("name"))
    spec.name = read_name(*name, "name", context.diagnostics).value_or("");
  read_sources(fields, context, spec);
  if (const Node* config = fields.find("config")) spec.config = read_config(*config, context);
  if (const Node* unmet = fields.find("config_unmet")) spec.unmet = read_unmet(*unmet, context);
  if (const Node* series = fields.find("instrumentation"))
    read_instrumentation(*series, context, spec);
  if (const Node* variants = fields.find("variants"))
    spec.variants = read_variants(*variants, spec.bases, context);
  if (const Node* machines = fields.find("machines"))
    spec.machines = read_machines(*machines, context);
  if (const Node* workloads = fields.find("workloads"))
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
    spec.seed = read_count(*seed, "seed", kSeed, out).value_or(1);
  if (const Node* buffer = fields.find("buffer"))
    if (auto size = read_size(*buffer, "buffer", kBuffer, out))
      spec.buffer_kib_per_cpu = size->count / 1024;
  if (const Node* clock = fields.find("clock")) spec.clock = read_clock(*clock, out);
  if (const Node* timeout = fields.find("boot_timeout"))
    spec.boot_timeout_ms =
        read_duration_ms(*timeout, "boot_timeout", out).value_or(spec.boot_timeout_ms);
}

}  // namespace

const Keys& experiment_keys() {
  static const Keys keys = [] {
    Keys experiment{.section = "experiment",
                    .rows = matrix_rows(),
                    .required = {"name", "config"},
                    .in_profiles = {"variants", "machines", "workloads"},
                    .one_of = {"base", "bases"}};
    for (KeyRow& row : run_rows()) experiment.rows.push_back(std::move(row));
    return experiment;
  }();
  return keys;
}

void read_experiment(const Node& root, const Context& context, Spec& spec) {
  Fields fields(root, "the experiment", experiment_keys(), context.diagnostics);
  if (!fields.is_map()) return;
  read_matrix(fields, context, spec);
  read_run(fields, context, spec);
  check_cells(spec, fields.key_place("boots"), context.diagnostics);
  check_rings(spec, fields.key_place("machines"), context.diagnostics);
}

}  // namespace folioscope::spec
