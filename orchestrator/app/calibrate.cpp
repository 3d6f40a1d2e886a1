// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output.h"
#include "calibrate/calibration.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>

#include "app/cli.h"
#include "app/load.h"
#include "app/noise_store.h"
#include "app/open_run.h"
#include "app/run_options.h"
#include "app/simulate.h"
#include "plan/describe.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

struct CalibrateArguments {
  bool attribution = false, levels = false, same_kernel = false, json = false;
  std::string experiment, profile, from, out;
  RunOptions run;
  SimulateArguments simulate;
};

std::string shipped_experiment(const CalibrateArguments& arguments) {
  const char* name = arguments.attribution ? "calibrate-attribution" : "calibrate-levels";
  return (sys::product_dir() / fmt::format("configs/experiments/{}.yaml", name)).string();
}

std::optional<plan::Plan> plan_of(const CalibrateArguments& arguments, Context& context) {
  if (!arguments.same_kernel)
    return load_plan(
        arguments.experiment.empty() ? shipped_experiment(arguments) : arguments.experiment,
        arguments.profile, context);
  if (!arguments.experiment.empty())
    return load_same_kernel_plan(arguments.experiment, arguments.profile, context);
  context.fail(user_fault("the noise of which experiment?",
                          "name its file: folioscope calibrate FILE --aa"));
  return std::nullopt;
}

// The directory of a new run; empty after a fault, which is printed.
std::string run_it(const CalibrateArguments& arguments, Context& context) {
  const auto plan = plan_of(arguments, context);
  if (!plan) return {};
  const std::string out = !arguments.out.empty()
                              ? arguments.out
                              : fmt::format("runs/{}-{:%Y%m%d-%H%M%S}", plan->spec.name,
                                            fmt::localtime(std::time(nullptr)));
  ProgressLine progress;
  progress.show(
      fmt::format("{}: {} into {}", plan->spec.name, plan::describe_all_boots(*plan), out), true,
      -1);
  run::Options options = make_options(arguments.run, out, context, progress);
  if (options.guests == 0) options.guests = 1;  // guests at the same time would time each other
  const auto summary = run::start(*plan, options);
  if (summary) return out;
  context.fail(summary.fault());
  return {};
}

void calibrate(const CalibrateArguments& arguments, Context& context) {
  if (arguments.simulate.wanted) {
    simulate(arguments.simulate, arguments.run.jobs, arguments.json, context);
    return;
  }
  const std::string directory =
      arguments.from.empty() ? run_it(arguments, context) : arguments.from;
  if (directory.empty()) return;
  if (arguments.same_kernel) {
    print_noise_floor(directory, arguments.json, context);
    return;
  }
  const std::unique_ptr<store::Reader> run = open_run(directory, context);
  if (!run) return;
  const auto form = arguments.json ? calibrate::Form::Json : calibrate::Form::Text;
  const auto text = arguments.attribution ? calibrate::describe_attribution(*run, form)
                                          : calibrate::describe_levels(*run, form);
  if (!text)
    context.fail(text.fault());
  else
    print_out("{}", *text);
}

}  // namespace

void add_calibrate(Command& app, Context& context) {
  auto* command = app.add_subcommand("calibrate", "measure how far the instrument can be trusted");
  command->footer(
      "--attribution plants references that are known and asks who held them; --levels runs the\n"
      "same work at every level of observation. Each is an experiment of its own in\n"
      "configs/experiments (calibrate-attribution.yaml, calibrate-levels.yaml) and leaves a run\n"
      "like any other, one guest at a time unless --guests says more. --simulate boots nothing: "
      "it\n"
      "makes values of boots whose difference is known, judges them as reports do, and prints how\n"
      "often that is wrong; exit code 1 where a goal is missed. FILE --aa runs the experiment "
      "with\n"
      "its first variant twice: whatever differs is noise. `plan` tells from it what boots can\n"
      "show. Progress goes to stderr, the figures to stdout.");
  auto arguments = std::make_shared<CalibrateArguments>();
  auto* what = command->add_option_group("what", "exactly one");
  what->add_flag("--attribution", arguments->attribution,
                 "share of planted holders that are named, and of names that are wrong");
  what->add_flag("--levels", arguments->levels,
                 "cost of each level of observation, in ns per event and percent of the work");
  what->add_flag("--aa", arguments->same_kernel,
                 "boot one kernel as both variants: the noise of every metric, and what it hides");
  Option* simulate = what->add_flag("--simulate", arguments->simulate.wanted,
                                    "share of false and of missed changes, by simulation");
  what->require_option(1);
  command->add_flag("--json", arguments->json, "print JSON");
  command
      ->add_option("--experiment,FILE", arguments->experiment,
                   "the experiment of --aa; of the others another one than the shipped one")
      ->excludes(simulate);
  auto* from = command->add_option("--run", arguments->from,
                                   "take the figures from this run instead of making one");
  command
      ->add_option("--out,-o", arguments->out,
                   "run directory to make; default: runs/NAME-DATE-TIME")
      ->excludes(from);
  simulate->excludes(from);
  add_simulate_options(*command, simulate, arguments->simulate);
  add_profile_option(*command, arguments->profile);
  add_run_options(*command, arguments->run);
  command->callback([arguments, &context] { calibrate(*arguments, context); });
}

}  // namespace folioscope::app
