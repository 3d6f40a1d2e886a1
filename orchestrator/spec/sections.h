// SPDX-License-Identifier: GPL-3.0-or-later
// One reader for each section of an experiment file, and the form of what it reads. A section that
// is wrong yields what could be read of it; the diagnostics decide whether the Spec may be used.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "spec/diagnostics.h"
#include "spec/form.h"
#include "spec/parse.h"
#include "spec/spec.h"
#include "spec/yaml.h"

namespace folioscope::spec {

// What every reader needs beside its node; `roots` and `diagnostics` outlive the reading.
struct Context {
  const Roots& roots;
  Diagnostics& diagnostics;

  // Absolute. The experiment's own file wins over one that comes with the product.
  std::filesystem::path resolve(const std::string& path) const {
    std::error_code error;
    const std::filesystem::path own =
        std::filesystem::absolute(roots.own / path).lexically_normal();
    if (roots.product.empty() || std::filesystem::exists(own, error)) return own;
    const std::filesystem::path shipped = (roots.product / path).lexically_normal();
    return std::filesystem::exists(shipped, error) ? shipped : own;
  }
};

// The whole file.
const Keys& experiment_keys();
void read_experiment(const Node& root, const Context& context, Spec& spec);

// configs/events/NAME.yaml
const Keys& event_group_keys();

Form about_form();
// `spec` is what else the experiment has, as far as it could be read.
About read_about(const Node& node, const Spec& spec, const Context& context);
inline constexpr const char* kMetricPattern = "^[a-z][a-z0-9_:.]*$";
// The current name of the metric that `node` names; empty when it is no text. `what` is for the
// diagnostic.
std::string read_metric(const Node& node, std::string_view what, const Spec& spec,
                        Diagnostics& out);
Form decide_form();
Decision read_decide(const Node& node, const std::vector<std::string>& headline, const Spec& spec,
                     const Context& context);
Form base_form();
Base read_base(const Node& node, const Context& context);
// Several, each with a name.
Form bases_form();
std::vector<NamedBase> read_bases(const Node& node, const Context& context);
Form config_form();
std::vector<std::string> read_config(const Node& node, const Context& context);
Form unmet_form();
Unmet read_unmet(const Node& node, const Context& context);
// Sets overlay, to guest-image/instrumentation/core, and instrumentation: the patches of hooks/NAME
// beside it, in the order of their names; or for `auto`, hooks: the directory of all of them. Its
// fragment joins `config` where the file does not list it.
void read_instrumentation(const Node& node, const Context& context, Spec& spec);
Form variants_form();
// The bases decide whether `revert` makes sense, and which patches there have to be.
std::vector<Variant> read_variants(const Node& node, const std::vector<NamedBase>& bases,
                                   const Context& context);
Form machines_form();
std::vector<Machine> read_machines(const Node& node, const Context& context);
inline constexpr std::uint64_t kMaxNodes = 64;  // CONFIG_NODES_SHIFT=6, the default of x86-64
Form numa_form();
// The nodes of a machine whose vcpus and memory are known; `node` is the value of `numa`.
void read_numa(const Node& node, Machine& machine, const Context& context);
Form dimms_form();
Form virtio_mem_form();
// Modules on top, and the node that comes to be with them; the nodes are known.
void read_dimms(const Node& node, Machine& machine, const Context& context);
void read_virtio_mem(const Node& node, Machine& machine, const Context& context);
Form disks_form();
std::vector<Disk> read_disks(const Node& node, const Context& context);
Form workloads_form();
std::vector<Workload> read_workloads(const Node& node, const Context& context);
// configs/kernel/needs/PROGRAM.config of every program that has one, each once.
std::vector<std::string> needs_of(const Spec& spec, const Context& context);
Form observe_form();
// Levels beyond the stock kernel's need `instrumented`.
std::vector<Observe> read_observe(const Node& node, bool instrumented, const Context& context);
std::string read_watch(const Node& node, bool instrumented, const Context& context);
Form events_form();
std::vector<EventRequest> read_events(const Node& node, const Context& context);
Form histograms_form();
std::vector<Histogram> read_histograms(const Node& node, const Context& context);
Form settings_form();
Form variant_settings_form();
// Settings of the experiment. What is swept here cannot be set by one of the variants as well.
std::vector<SettingSweep> read_settings(const Node& node, const std::vector<Variant>& variants,
                                        const Context& context);
Form boots_form();
// Sets boots, and with `min` and `max` the fewest and the budget.
void read_boots(const Node& node, const Context& context, Spec& spec);
std::vector<Setting> read_variant_settings(const Node& node, const Context& context);

// Base names of the files DIRECTORY/*EXTENSION under the roots, sorted, each once.
std::vector<std::string> names_in(const Context& context, const char* directory,
                                  const char* extension);

}  // namespace folioscope::spec
