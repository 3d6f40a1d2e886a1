// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <memory>

#include "app/boot_settler.h"
#include "app/cli.h"
#include "app/load.h"
#include "app/output.h"
#include "app/predict.h"
#include "app/run_experiment.h"
#include "app/run_options.h"
#include "plan/blocks.h"
#include "plan/describe.h"

namespace folioscope::app {
namespace {

// What is said before the first kernel is built, and held against what it took. Nothing of other
// hosts, whose speed is not known, nor when this one cannot be asked: the run itself will say why.
std::optional<double> estimated_seconds(const plan::Plan& plan, const RunOptions& options) {
  if (!options.hosts.empty()) return std::nullopt;
  const auto costs = predict_costs(plan, options);
  if (!costs) return std::nullopt;
  return plan::estimate(plan, *costs).total();
}

std::string first_words(const plan::Plan& plan, const std::string& out,
                        std::optional<double> estimated) {
  std::string text = plan.spec.name;
  if (!plan.spec.profile.empty()) text += fmt::format(", {}", plan.spec.profile);
  text += fmt::format(": {} into {}", plan::describe_all_boots(plan), out);
  if (estimated) text += fmt::format(", at most {}", plan::format_duration(*estimated));
  return text;
}

void print_time(std::chrono::duration<double> took, std::optional<double> estimated) {
  if (!estimated) return;
  print_out("  took {}; the estimate was at most {}\n", plan::format_duration(took.count()),
            plan::format_duration(*estimated));
}

// Nothing where they are wrong, which was printed.
std::optional<plan::Blocks> blocks_of(const plan::Plan& plan, const std::string& text,
                                      Context& context) {
  if (text.empty()) return plan::Blocks{};
  auto blocks = plan::parse_blocks(text, plan);
  if (blocks) return *std::move(blocks);
  context.fail(blocks.fault());
  return std::nullopt;
}

}  // namespace

std::string default_directory(const plan::Plan& plan) {
  return fmt::format("runs/{}-{:%Y%m%d-%H%M%S}", plan.spec.name,
                     fmt::localtime(std::time(nullptr)));
}

std::optional<std::filesystem::path> run_experiment(const RunArguments& arguments,
                                                    Context& context) {
  const auto plan = load_plan(arguments.file, arguments.profile, context);
  if (!plan) return std::nullopt;
  const auto blocks = blocks_of(*plan, arguments.blocks, context);
  if (!blocks) return std::nullopt;
  const plan::Plan part = blocks->empty() ? *plan : plan::part_of(*plan, *blocks);
  const std::string out = arguments.out.empty() ? default_directory(*plan) : arguments.out;
  const auto started = std::chrono::steady_clock::now();
  const std::optional<double> estimated = estimated_seconds(part, arguments.run);
  std::optional<Result<run::Summary>> summary;
  {
    ProgressLine progress;
    progress.show(first_words(part, out, estimated), true, -1);
    if (!blocks->empty())
      progress.show(fmt::format("blocks {} of {}, {} of {} boots", plan::to_string(*blocks),
                                plan::block_count(*plan), part.cells.size(), plan->cells.size()),
                    true, -1);
    BootSettler settler;
    run::Options options = make_options(arguments.run, out, context, progress);
    options.settler = &settler;
    options.blocks = *blocks;
    summary = run::start(*plan, options);
  }
  print_end(*summary, context);
  if (*summary) print_time(std::chrono::steady_clock::now() - started, estimated);
  if (!*summary) return std::nullopt;
  return (*summary)->directory;
}

void add_run(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("run", "build the kernels, boot every cell, store the results");
  command->footer(
      "Ctrl-C stops cleanly; whatever stops it, `folioscope resume DIR` goes on: finished boots "
      "are\n"
      "kept as they are. The store (DIR/run.db) can be read while the run goes on.");
  auto arguments = std::make_shared<RunArguments>();
  command->add_option("FILE", arguments->file, "experiment file (YAML)")->required();
  add_profile_option(*command, arguments->profile);
  command->add_option("--out,-o", arguments->out,
                      "run directory to make; default: runs/NAME-DATE-TIME");
  command->add_option("--blocks", arguments->blocks,
                      "run these alone, as in 1-3,5 (numbers of `folioscope plan`); what other\n"
                      "parts ran comes together by `folioscope merge`");
  add_run_options(*command, arguments->run);
  add_host_option(*command, arguments->run);
  command->callback([arguments, &context] {
    if (find_hosts(arguments->run, context)) run_experiment(*arguments, context);
  });
}

}  // namespace folioscope::app
