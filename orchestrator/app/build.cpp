// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/load.h"
#include "app/output.h"
#include "app/progress_line.h"
#include "app/run_options.h"
#include "base/shown_text.h"
#include "run/kernels.h"
#include "run/prepare.h"

namespace folioscope::app {
namespace {

struct BuildArguments {
  std::string file, profile;
  int jobs = 0;
  bool json = false;
  bool image = false;
};

void print_kernels(const std::vector<run::VariantKernel>& kernels, Context& context) {
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    const run::VariantKernel& entry = kernels[i];
    const std::string name = run::name_of(entry.row);
    if (!entry.kernel) {
      print_out("{:16} not built\n", name);
      context.exit_code = kExitUsage;
      continue;
    }
    print_out("{:16} {} {}\n", name, entry.kernel->release, entry.kernel->image.string());
    for (const patches::Note& note : entry.kernel->notes)
      print_out("{:16} {}\n", "", to_string(note));
    const std::string code = run::describe_code(kernels, i);
    if (!code.empty()) print_out("{:16} {}\n", "", code);
  }
}

// The image first: kernels take longer.
Result<std::vector<run::VariantKernel>> build_all(const plan::Plan& plan,
                                                  const BuildArguments& arguments,
                                                  const run::Options& options) {
  if (arguments.image) {
    TRY(const image::Image image, run::build_image(plan, options));
    if (!arguments.json) print_out("{:16} {}\n", "image", image.file.string());
  }
  return run::build_kernels(plan.spec, options);
}

void print_json(const std::vector<run::VariantKernel>& kernels, Context& context) {
  nlohmann::json out = nlohmann::json::array();
  for (const run::VariantKernel& entry : kernels) {
    nlohmann::json row{{"variant", entry.row.name}, {"base", entry.row.base}};
    if (entry.kernel) {
      row["image"] = entry.kernel->image.string();
      row["release"] = entry.kernel->release;
      row["hash"] = entry.kernel->hash;
      row["code_hash"] = entry.kernel->code_hash;
      row["reused"] = entry.kernel->reused;
      row["hooks"] = entry.kernel->hooks;
      row["missing_hooks"] = entry.kernel->missing_hooks;
      row["notes"] = patches::texts_of(entry.kernel->notes);
      const run::VariantKernel* const baseline = run::baseline_of(kernels, entry);
      if (baseline != nullptr && baseline->kernel && entry.variant != 0)
        if (const auto changes = kbuild::compare_code(*baseline->kernel, *entry.kernel))
          row["functions"] = {{"changed", changes->changed},
                              {"added", changes->added},
                              {"removed", changes->removed}};
    } else {
      row["fault"] = entry.row.fault.value_or("");
      context.exit_code = kExitUsage;
    }
    out.push_back(std::move(row));
  }
  print_out("{}\n", json_text(out));
}

}  // namespace

void add_build(Command& app, Context& context) {
  auto* command = app.add_subcommand("build", "build the kernels of an experiment, boot nothing");
  command->footer("Kernels are kept in the cache; a later `run` finds them.");
  auto arguments = std::make_shared<BuildArguments>();
  command->add_option("FILE", arguments->file, "experiment file (YAML)")->required();
  add_profile_option(*command, arguments->profile);
  command->add_option("--jobs,-j", arguments->jobs, "parallel compiler jobs; default: the cores")
      ->between(1, 1024);
  command->add_flag("--json", arguments->json, "print JSON");
  command->add_flag("--image", arguments->image, "build the guests' image as well");
  command->callback([arguments, &context] {
    const auto plan = load_plan(arguments->file, arguments->profile, context);
    if (!plan) return;
    std::optional<Result<std::vector<run::VariantKernel>>> kernels;
    {
      ProgressLine progress;
      RunOptions run_arguments;
      run_arguments.jobs = arguments->jobs;
      kernels = build_all(*plan, *arguments, make_options(run_arguments, "", context, progress));
    }
    if (!*kernels)
      context.fail(kernels->fault());
    else if (arguments->json)
      print_json(**kernels, context);
    else
      print_kernels(**kernels, context);
  });
}

}  // namespace folioscope::app
