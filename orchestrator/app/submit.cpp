// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/submit.h"
#include "app/output.h"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "app/cli.h"
#include "app/load.h"
#include "app/run_experiment.h"
#include "plan/blocks.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;

struct SubmitArguments {
  RunArguments run;
  std::string partition;
  std::string sbatch;  // options, separated by blanks
  int cells_per_task = 1;
  bool slurm = false, print = false;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::vector<std::string> run_options(const RunOptions& options) {
  std::vector<std::string> words{"--accel", options.accel};
  if (options.guests != 0)
    words.insert(words.end(), {"--guests", fmt::format("{}", options.guests)});
  if (options.jobs != 0) words.insert(words.end(), {"--jobs", fmt::format("{}", options.jobs)});
  if (!options.uri.empty()) words.insert(words.end(), {"--uri", options.uri});
  return words;
}

Result<cluster::SlurmJob> slurm_job(const plan::Plan& plan, const SubmitArguments& arguments) {
  TRY_STATUS(plan::check_is_divisible(plan.spec));
  std::error_code error;
  cluster::SlurmJob job;
  job.name = plan.spec.name;
  job.program = fs::read_symlink("/proc/self/exe", error);
  if (error) return host_fault("cannot tell where folioscope is: " + error.message());
  job.experiment = fs::absolute(arguments.run.file);
  job.directory =
      fs::absolute(arguments.run.out.empty() ? default_directory(plan) : arguments.run.out)
          .lexically_normal();
  if (!job.directory.has_filename()) job.directory = job.directory.parent_path();
  TRY(job.cache, sys::cache_dir());
  job.profile = plan.spec.profile;
  job.partition = arguments.partition;
  job.sbatch = words_of(arguments.sbatch);
  job.run_options = run_options(arguments.run.run);
  job.tasks = plan::share_out(plan, arguments.cells_per_task);
  return job;
}

Status submit_or_print(const plan::Plan& plan, const SubmitArguments& arguments, Context& context) {
  TRY(const cluster::SlurmJob job, slurm_job(plan, arguments));
  if (arguments.print) {
    TRY(const std::string text, cluster::describe_submission(job));
    print_out("{}", text);
    return {};
  }
  TRY(const cluster::Submitted jobs, cluster::submit(job, context.stop()));
  const std::string directory = job.directory.string();
  print_out("{}: {} boots in {} tasks; jobs {} (kernels and image), {} (boots), {} (merge)\n",
            directory, plan.cells.size(), job.tasks.size(), jobs.prepare, jobs.boots, jobs.merge);
  print_out(
      "  squeue --jobs={0},{1},{2}\n  folioscope status {3}\n"
      "  folioscope report {3}/run\n",
      jobs.prepare, jobs.boots, jobs.merge, directory);
  return {};
}

void add_submit_options(Command& command, SubmitArguments& arguments) {
  command.add_option("FILE", arguments.run.file, "experiment file (YAML)")->required();
  command.add_flag("--slurm", arguments.slurm, "to Slurm, the one that is known")->required();
  add_profile_option(command, arguments.run.profile);
  command.add_option("--out,-o", arguments.run.out,
                     "directory to make, one that every node sees; default: runs/NAME-DATE-TIME");
  command.add_option("--partition,-p", arguments.partition, "of Slurm; default: its own");
  command
      .add_option("--cells-per-task", arguments.cells_per_task,
                  "boots of a task at most; a block is never divided, so that a task may have\n"
                  "more. Default: a task for each block")
      ->between(1, 1'000'000);
  command.add_option(
      "--sbatch", arguments.sbatch,
      "options of sbatch for all three jobs, as in --sbatch=\"--time=4:00:00 --qos=low\"");
  command.add_flag("--print", arguments.print, "print the scripts, submit nothing");
  add_run_options(command, arguments.run.run);
}

}  // namespace

void add_submit(Command& app, Context& context) {
  auto* command = app.add_subcommand("submit", "run an experiment on a cluster, by Slurm");
  command->footer(
      "Three jobs: kernels and image into the cache, which every node has to see; an array whose\n"
      "tasks run the blocks, each on a node of its own; and the merge of what they ran into "
      "OUT/run.\n"
      "A task that is requeued goes on with what it began; one that is cancelled or reaches its "
      "time\n"
      "limit ends cleanly, and `scontrol requeue` goes on with it. The merge takes what there is,\n"
      "`sbatch OUT/merge.sh` adds what came later.");
  auto arguments = std::make_shared<SubmitArguments>();
  add_submit_options(*command, *arguments);
  command->callback([arguments, &context] {
    const auto plan = load_plan(arguments->run.file, arguments->run.profile, context);
    if (!plan) return;
    const Status status = submit_or_print(*plan, *arguments, context);
    if (!status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
