// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/scripts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/temp_dir.h"
#include "cluster/submit.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

SlurmJob job() {
  return {.name = "churn",
          .program = "/opt/folioscope",
          .experiment = "/x/my churn.yaml",
          .directory = "/shared/churn",
          .cache = "/shared/cache",
          .profile = "quick",
          .partition = "boots",
          .sbatch = {"--time=4:00:00"},
          .run_options = {"--accel", "kvm"},
          .tasks = {{0, 1}, {2}}};
}

constexpr const char* kPrepare = R"(#!/bin/bash
#SBATCH --job-name=churn-prepare
#SBATCH --partition=boots
#SBATCH --open-mode=append
#SBATCH --output=/shared/churn/log/prepare.log
#SBATCH --time=4:00:00
set -eu
export FOLIOSCOPE_CACHE=/shared/cache
folioscope=/opt/folioscope
# 2: the kernel of a variant cannot be built; its boots say so, the others run.
"$folioscope" build '/x/my churn.yaml' --profile quick --image || [ $? -eq 2 ]
)";

constexpr const char* kBoots = R"(#!/bin/bash
#SBATCH --job-name=churn-boots
#SBATCH --partition=boots
#SBATCH --array=0-1
#SBATCH --exclusive
#SBATCH --mem=0
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=/shared/churn/log/boots-%a.log
#SBATCH --time=4:00:00
# By hand: SLURM_ARRAY_TASK_ID=0 bash boots.sh
set -eu
export FOLIOSCOPE_CACHE=/shared/cache
folioscope=/opt/folioscope
blocks=(1-2 3)
part=/shared/churn/parts/$SLURM_ARRAY_TASK_ID
echo "part $SLURM_ARRAY_TASK_ID on ${SLURMD_NODENAME:-$(hostname)}"
# A task that was requeued has begun its run already. exec: signals of Slurm reach it.
if [ -e "$part/run.db" ]; then exec "$folioscope" resume "$part" --accel kvm; fi
exec "$folioscope" run '/x/my churn.yaml' --profile quick --blocks "${blocks[SLURM_ARRAY_TASK_ID]}" --out "$part" --accel kvm
)";

constexpr const char* kMerge = R"(#!/bin/bash
#SBATCH --job-name=churn-merge
#SBATCH --partition=boots
#SBATCH --open-mode=append
#SBATCH --output=/shared/churn/log/merge.log
#SBATCH --time=4:00:00
# May be repeated: `sbatch merge.sh` adds what tasks ran since.
set -eu
export FOLIOSCOPE_CACHE=/shared/cache
folioscope=/opt/folioscope
exec "$folioscope" merge /shared/churn/parts/*/run.db --update --out /shared/churn/run
)";

TEST(Scripts, AreThreeJobs) {
  const auto scripts = make_scripts(job());
  ASSERT_TRUE(scripts.ok());
  EXPECT_EQ(scripts->prepare, kPrepare);
  EXPECT_EQ(scripts->boots, kBoots);
  EXPECT_EQ(scripts->merge, kMerge);
}

TEST(Scripts, ADirectoryThatSlurmWouldReadOtherwiseIsRefused) {
  for (const char* directory : {"/a b", "/50%", "/a\\b"}) {
    SlurmJob wrong = job();
    wrong.directory = directory;
    EXPECT_FALSE(make_scripts(wrong).ok()) << directory;
  }
}

TEST(Scripts, WhatIsNoOptionIsRefused) {
  SlurmJob wrong = job();
  wrong.sbatch = {"time"};
  EXPECT_THAT(make_scripts(wrong).fault().what, HasSubstr("'time' is no option"));
  wrong.sbatch = {"--time=1\nrm -rf /"};
  EXPECT_FALSE(make_scripts(wrong).ok());
}

TEST(Scripts, AreDescribedWithTheCommandsThatSubmitThem) {
  const std::string text = *describe_submission(job());
  EXPECT_THAT(text, HasSubstr(kBoots));
  EXPECT_THAT(text, HasSubstr("boots=$(sbatch --parsable --dependency=afterok:$prepare "
                              "--kill-on-invalid-dep=yes /shared/churn/boots.sh)\n"));
  EXPECT_THAT(text, HasSubstr("--dependency=afterany:$boots"));
}

// Runs them with `bash`, and a program that prints what it is asked for.
class ScriptsByHand : public testing::Test {
 protected:
  std::string run(const std::string& script, int program_says = 0) {
    SlurmJob here = job();
    here.program = dir_ / "folioscope";
    here.directory = dir_.path();
    EXPECT_TRUE(
        sys::write_file(here.program, "#!/bin/bash\necho \"$@ in $FOLIOSCOPE_CACHE\"\nexit " +
                                          std::to_string(program_says) + "\n")
            .ok());
    fs::permissions(here.program, fs::perms::owner_all);
    const Scripts scripts = *make_scripts(here);
    const std::string text = script == "prepare" ? scripts.prepare
                             : script == "boots" ? scripts.boots
                                                 : scripts.merge;
    EXPECT_TRUE(sys::write_file(dir_ / "script", text).ok());
    const auto exit = *sys::run({.argv = {"bash", (dir_ / "script").string()},
                                 .env = {{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURMD_NODENAME", "n7"}}});
    code_ = exit.code;
    return exit.out;
  }

  TempDir dir_ = *TempDir::create("scripts");
  int code_ = -1;
};

TEST_F(ScriptsByHand, ATaskRunsItsBlocks_AndGoesOnWithThemWhenItIsRequeued) {
  const std::string part = dir_.path().string() + "/parts/1";
  EXPECT_EQ(run("boots"), "part 1 on n7\nrun /x/my churn.yaml --profile quick --blocks 3 --out " +
                              part + " --accel kvm in /shared/cache\n");
  fs::create_directories(part);
  ASSERT_TRUE(sys::write_file(part + "/run.db", "").ok());
  EXPECT_EQ(run("boots"), "part 1 on n7\nresume " + part + " --accel kvm in /shared/cache\n");
}

TEST_F(ScriptsByHand, TheMergeTakesThePartsThatHaveBegun) {
  fs::create_directories(dir_ / "parts/0");
  fs::create_directories(dir_ / "parts/1");
  ASSERT_TRUE(sys::write_file(dir_ / "parts/1/run.db", "").ok());
  const std::string top = dir_.path().string();
  EXPECT_EQ(run("merge"),
            "merge " + top + "/parts/1/run.db --update --out " + top + "/run in /shared/cache\n");
}

TEST_F(ScriptsByHand, AVariantThatCannotBeBuiltDoesNotKeepTheOthersFromRunning) {
  run("prepare", 2);
  EXPECT_EQ(code_, 0);
  run("prepare", 4);
  EXPECT_NE(code_, 0);
}

// sbatch that writes down what it is asked for.
class Submit : public testing::Test {
 protected:
  Submit() {
    path_ = std::getenv("PATH");
    ::setenv("PATH", (dir_.path().string() + ":" + path_).c_str(), 1);
    here_.directory = dir_ / "out";
  }
  ~Submit() override { ::setenv("PATH", path_.c_str(), 1); }

  void program(const char* name, const std::string& text) {
    ASSERT_TRUE(sys::write_file(dir_ / name, "#!/bin/bash\n" + text).ok());
    fs::permissions(dir_ / name, fs::perms::owner_all);
  }
  std::string asked() const { return sys::read_or_empty(dir_ / "asked"); }

  TempDir dir_ = *TempDir::create("submit");
  SlurmJob here_ = job();
  std::string path_;
};

TEST_F(Submit, TheBootsWaitForTheKernels_AndTheMergeForTheBoots) {
  program("sbatch", "cd ${0%/*}; echo \"$@\" >> asked; wc -l < asked\n");
  const auto jobs = submit(here_, {});
  ASSERT_TRUE(jobs.ok()) << jobs.fault().what;
  EXPECT_EQ(jobs->merge, "3");
  const std::string out = here_.directory.string();
  EXPECT_EQ(asked(), "--parsable " + out +
                         "/prepare.sh\n"
                         "--parsable --dependency=afterok:1 --kill-on-invalid-dep=yes " +
                         out +
                         "/boots.sh\n"
                         "--parsable --dependency=afterany:2 --kill-on-invalid-dep=yes " +
                         out + "/merge.sh\n");
  EXPECT_TRUE(fs::is_directory(here_.directory / "log"));
  EXPECT_THAT(submit(here_, {}).fault().what, HasSubstr("was submitted before"));
}

TEST_F(Submit, WhatSbatchRefuses_IsSaidInItsWords_AndNothingStaysSubmitted) {
  program("sbatch",
          "cd ${0%/*}; [[ $* == *boots* ]] || { echo 12; exit; }\n"
          "echo 'sbatch: error: invalid partition' >&2; exit 1\n");
  program("scancel", "cd ${0%/*}; echo \"$@\" > asked\n");
  const auto jobs = submit(here_, {});
  ASSERT_FALSE(jobs.ok());
  EXPECT_THAT(jobs.fault().what, HasSubstr("invalid partition"));
  EXPECT_EQ(asked(), "12\n");
  EXPECT_FALSE(fs::exists(here_.directory / "boots.sh")) << "it cannot be submitted again";
}

TEST_F(Submit, WithoutSbatchThereIsARemedy) {
  ::setenv("PATH", dir_.path().c_str(), 1);
  ASSERT_FALSE(sys::find_program("sbatch").ok()) << "Debian has it in /usr/bin";
  EXPECT_THAT(submit(here_, {}).fault().remedy, HasSubstr("slurm-client"));
}

}  // namespace
}  // namespace folioscope::cluster
