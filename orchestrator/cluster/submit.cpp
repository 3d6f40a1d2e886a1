// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/submit.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>
#include <vector>

#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrepare = "prepare.sh";
constexpr const char* kBoots = "boots.sh";
constexpr const char* kMerge = "merge.sh";

// A dependency that cannot come true any more ends the job, and so the one that waits for it.
std::vector<std::string> sbatch(const fs::path& script, const std::string& dependency) {
  std::vector<std::string> argv{"sbatch", "--parsable"};
  if (!dependency.empty()) {
    argv.push_back("--dependency=" + dependency);
    argv.emplace_back("--kill-on-invalid-dep=yes");
  }
  argv.push_back(script.string());
  return argv;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// "12" or "12;cluster": the job's number.
Result<std::string> run_sbatch(const std::vector<std::string>& argv, const std::stop_token& stop) {
  TRY(const sys::Exit exit, sys::run({.argv = argv}, stop));
  const std::string line = first_line(exit.out);
  const std::string id = line.substr(0, line.find(';'));
  if (exit.ok() && !id.empty() && id.find_first_not_of("0123456789") == std::string::npos)
    return id;
  return user_fault(fmt::format("sbatch refused {}: {}", argv.back(),
                                first_line(exit.err.empty() ? exit.out : exit.err)),
                    "sinfo shows the partitions; options of sbatch are given by --sbatch");
}

Status make_directory(const SlurmJob& job, const Scripts& scripts) {
  if (std::error_code error; fs::exists(job.directory / kBoots, error))
    return user_fault(
        fmt::format("{} was submitted before", job.directory.string()),
        fmt::format("look at it: folioscope status {0}; repeat its boots: sbatch {0}/{1}; or name "
                    "another --out",
                    job.directory.string(), kBoots));
  for (const char* name : {"log", "parts"}) {
    std::error_code error;
    fs::create_directories(job.directory / name, error);
    if (error)
      return host_fault(
          fmt::format("cannot create {}/{}: {}", job.directory.string(), name, error.message()),
          "choose another --out directory, one that every node sees");
  }
  TRY_STATUS(sys::write_file(job.directory / kPrepare, scripts.prepare));
  TRY_STATUS(sys::write_file(job.directory / kBoots, scripts.boots));
  return sys::write_file(job.directory / kMerge, scripts.merge);
}

// In the order of their dependencies; `ids` has those that were submitted, also after a fault.
Status submit_all(const SlurmJob& job, const std::stop_token& stop, std::vector<std::string>& ids) {
  const std::pair<const char*, const char*> jobs[] = {
      {kPrepare, ""}, {kBoots, "afterok:"}, {kMerge, "afterany:"}};
  for (const auto& [script, dependency] : jobs) {
    const std::string after = ids.empty() ? "" : dependency + ids.back();
    TRY(std::string id, run_sbatch(sbatch(job.directory / script, after), stop));
    ids.push_back(std::move(id));
  }
  return {};
}

void cancel(std::vector<std::string> ids) {
  if (ids.empty()) return;
  ids.insert(ids.begin(), "scancel");
  (void)sys::run({.argv = std::move(ids)});
}

}  // namespace

Result<Submitted> submit(const SlurmJob& job, const std::stop_token& stop) {
  TRY(const Scripts scripts, make_scripts(job));
  if (!sys::find_program("sbatch"))
    return host_fault("there is no sbatch on this host",
                      "install slurm-client and run this where your cluster takes jobs; --print "
                      "shows the scripts, which run by hand too");
  TRY_STATUS(make_directory(job, scripts));
  std::vector<std::string> ids;
  if (const Status status = submit_all(job, stop, ids); !status) {
    cancel(std::move(ids));
    std::error_code ignored;  // it can be submitted again
    for (const char* script : {kPrepare, kBoots, kMerge})
      fs::remove(job.directory / script, ignored);
    return status.fault();
  }
  return Submitted{ids[0], ids[1], ids[2]};
}

Result<std::string> describe_submission(const SlurmJob& job) {
  TRY(const Scripts scripts, make_scripts(job));
  std::string text;
  const std::pair<const char*, const std::string*> files[] = {
      {kPrepare, &scripts.prepare}, {kBoots, &scripts.boots}, {kMerge, &scripts.merge}};
  for (const auto& [name, script] : files)
    text += fmt::format("# {}\n{}\n", (job.directory / name).string(), *script);
  const auto line = [&](const char* variable, const char* script, const std::string& dependency) {
    const std::vector<std::string> words = sbatch(job.directory / script, dependency);
    text += fmt::format("{}=$({})\n", variable, fmt::join(words, " "));
  };
  line("prepare", kPrepare, "");
  line("boots", kBoots, "afterok:$prepare");
  line("merge", kMerge, "afterany:$boots");
  return text;
}

}  // namespace folioscope::cluster
