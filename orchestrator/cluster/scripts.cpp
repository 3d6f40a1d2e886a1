// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sys/process.h"

namespace folioscope::cluster {
namespace {

// sbatch replaces % in names of files, and ends an option at a blank.
constexpr std::string_view kNoFileName = " \t\n\\\"'%";

Status check_path(const std::filesystem::path& path) {
  if (path.string().find_first_of(kNoFileName) == std::string::npos) return {};
  return user_fault(fmt::format("'{}' cannot be the directory of a job of Slurm: it has a blank, a "
                                "quote, % or \\ in its name",
                                path.string()),
                    "name another --out");
}

Status check_option(const std::string& option) {
  if (option.starts_with('-') && option.find('\n') == std::string::npos) return {};
  return user_fault(fmt::format("'{}' is no option of sbatch", option),
                    "write it as sbatch has it: --sbatch=--time=4:00:00");
}

std::string quoted(const std::filesystem::path& path) { return sys::shell_line({path.string()}); }

std::string directive(const std::string& option) { return "#SBATCH " + option + "\n"; }

// What begins each script; `options` are this job's own, those of the user come after them.
std::string head(const SlurmJob& job, const std::string& step,
                 const std::vector<std::string>& options) {
  std::string text = "#!/bin/bash\n";
  text += directive(fmt::format("--job-name={}-{}", job.name, step));
  if (!job.partition.empty()) text += directive("--partition=" + job.partition);
  for (const std::string& option : options) text += directive(option);
  for (const std::string& option : job.sbatch) text += directive(option);
  return text;
}

std::string log_of(const SlurmJob& job, const std::string& name) {
  return fmt::format("--output={}/log/{}.log", job.directory.string(), name);
}

std::string settings(const SlurmJob& job) {
  return fmt::format("set -eu\nexport FOLIOSCOPE_CACHE={}\nfolioscope={}\n", quoted(job.cache),
                     quoted(job.program));
}

std::string experiment_of(const SlurmJob& job) {
  std::vector<std::string> words{job.experiment.string()};
  if (!job.profile.empty()) words.insert(words.end(), {"--profile", job.profile});
  return sys::shell_line(words);
}

std::string prepare_script(const SlurmJob& job) {
  return head(job, "prepare", {"--open-mode=append", log_of(job, "prepare")}) + settings(job) +
         fmt::format(
             "# 2: the kernel of a variant cannot be built; its boots say so, the others "
             "run.\n"
             "\"$folioscope\" build {} --image || [ $? -eq 2 ]\n",
             experiment_of(job));
}

std::string boots_script(const SlurmJob& job) {
  std::string text = head(job, "boots",
                          {fmt::format("--array=0-{}", job.tasks.size() - 1), "--exclusive",
                           "--mem=0", "--requeue", "--open-mode=append", log_of(job, "boots-%a")});
  text += "# By hand: SLURM_ARRAY_TASK_ID=0 bash boots.sh\n" + settings(job) + "blocks=(";
  for (const plan::Blocks& blocks : job.tasks)
    text += fmt::format("{}{}", text.ends_with('(') ? "" : " ", plan::to_string(blocks));
  const std::string options = job.run_options.empty() ? "" : " " + sys::shell_line(job.run_options);
  text += fmt::format(
      ")\n"
      "part={0}/$SLURM_ARRAY_TASK_ID\n"
      "echo \"part $SLURM_ARRAY_TASK_ID on ${{SLURMD_NODENAME:-$(hostname)}}\"\n"
      "# A task that was requeued has begun its run already. exec: signals of Slurm reach it.\n"
      "if [ -e \"$part/run.db\" ]; then exec \"$folioscope\" resume \"$part\"{2}; fi\n"
      "exec \"$folioscope\" run {1} --blocks \"${{blocks[SLURM_ARRAY_TASK_ID]}}\" --out "
      "\"$part\"{2}\n",
      quoted(job.directory / "parts"), experiment_of(job), options);
  return text;
}

std::string merge_script(const SlurmJob& job) {
  return head(job, "merge", {"--open-mode=append", log_of(job, "merge")}) +
         "# May be repeated: `sbatch merge.sh` adds what tasks ran since.\n" + settings(job) +
         fmt::format("exec \"$folioscope\" merge {}/*/run.db --update --out {}\n",
                     quoted(job.directory / "parts"), quoted(job.directory / "run"));
}

}  // namespace

Result<Scripts> make_scripts(const SlurmJob& job) {
  TRY_STATUS(check_path(job.directory));
  for (const std::string& option : job.sbatch) TRY_STATUS(check_option(option));
  return Scripts{prepare_script(job), boots_script(job), merge_script(job)};
}

}  // namespace folioscope::cluster
