// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that are not ours: a script with a file, variables and an input, as somebody who is not
// root; a dynamic program of the host with its libraries; a line of shell that prints the results
// of a selftest. And what cannot run in a guest is said before a kernel is built.
#include <elf.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <string>

#include "e2e/one_run.h"

namespace folioscope::e2e {
namespace {

using ::testing::HasSubstr;

std::string own_workloads() {
  return preamble("own-workloads") +
         "variants: [{name: stock}]\n"
         "machines: [{name: smp2, vcpus: 2, memory: 384MiB}]\n"
         "workloads:\n"
         "  - script: |\n"
         "      echo \"rounds: $rounds of $COLOUR\"\n"
         "      echo \"user: $(id -u)\"\n"
         "      echo \"input: $(wc -c)\"\n"
         "      grep -c conf /etc/own/own.conf\n"
         "      echo \"dropped: $(cat /tmp/before)\"\n"
         "    name: own\n"
         "    args: {rounds: [2, 5]}\n"
         "    env: {COLOUR: blue}\n"
         "    files: {own.conf: /etc/own/own.conf}\n"
         "    stdin: input\n"
         "    user: 65534\n"
         "    before: [\"echo 7 > /tmp/before\"]\n"
         "    metrics:\n"
         "      - {name: own_rounds, pattern: 'rounds: ([0-9]+)', unit: rounds, better: higher}\n"
         "      - {name: own_user, pattern: 'user: ([0-9]+)'}\n"
         "      - {name: own_input, pattern: 'input: ([0-9]+)', unit: bytes}\n"
         "      - {name: own_before, pattern: 'dropped: ([0-9]+)'}\n"
         "  - {program: /usr/bin/sha256sum, args: [/bin/busybox]}\n"
         "  - run: \"echo 'TAP version 13'; echo 1..2; echo 'ok 1 one'; echo 'not ok 2 two'; exit "
         "1\"\n"
         "    name: tap\n"
         "observe: counters\n"
         "boots: 1\n";
}

class OwnWorkloads : public OneRun<OwnWorkloads> {
 public:
  static std::string experiment() { return own_workloads(); }
  static void prepare(const Workplace& place) {
    ASSERT_TRUE(sys::write_file(place.path() / "own.conf", "conf = 1\n").ok());
    ASSERT_TRUE(sys::write_file(place.path() / "input", "twelve bytes").ok());
  }
};

TEST_F(OwnWorkloads, EveryBootIsDone) {
  EXPECT_EQ(exit_->code, 0) << exit_->err;
  for (const auto& row : sql(place_->run(), "select workload, status, reason from cell"))
    EXPECT_EQ(row["status"], "done") << row;
}

TEST_F(OwnWorkloads, AScriptHasItsVariablesItsFileItsInputAndItsUser) {
  EXPECT_EQ(metric("own rounds=5", "own_rounds"), 5);
  EXPECT_EQ(metric("own rounds=2", "own_rounds"), 2);
  EXPECT_EQ(metric("own rounds=2", "own_user"), 65534);
  EXPECT_EQ(metric("own rounds=2", "own_input"), 12);
  EXPECT_EQ(metric("own rounds=2", "own_before"), 7);
}

TEST_F(OwnWorkloads, ADynamicProgramFindsItsLibraries) {
  EXPECT_EQ(metric("sha256sum", "program_exit_code"), 0);
  EXPECT_GT(metric("sha256sum", "program_time"), 0);
  EXPECT_GT(metric("sha256sum", "program_max_rss"), 100'000);
}

TEST_F(OwnWorkloads, SelftestResultsAreWhatTheBootIsAbout) {
  EXPECT_EQ(metric("tap", "tests_passed"), 1);
  EXPECT_EQ(metric("tap", "tests_failed"), 1);
  EXPECT_EQ(metric("tap", "test:two"), 0);
  EXPECT_EQ(metric("tap", "program_exit_code"), 1);
}

TEST_F(OwnWorkloads, DerivedAgain_TheirNumbersAreTheSame) {
  EXPECT_EQ(folioscope({"derive", place_->run().string()}).code, 0);
  EXPECT_EQ(metric("own rounds=5", "own_rounds"), 5);
  EXPECT_EQ(metric("tap", "tests_failed"), 1);
}

// Before anything is built: there is no kernel of this base.
std::string refused(const std::string& workload) {
  const Workplace place(
      "name: refused\nbase: {debian: linux-source-6.1}\nconfig: [base]\nvariants: [{name: stock}]\n"
      "machines: [{name: one, vcpus: 1, memory: 256MiB}]\nworkloads: [" +
      workload + "]\nboots: 1\n");
  Elf64_Ehdr header = {};
  std::copy_n(ELFMAG, SELFMAG, header.e_ident);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_machine = EM_AARCH64;
  EXPECT_TRUE(
      sys::write_file(place.path() / "arm", {reinterpret_cast<const char*>(&header), sizeof header})
          .ok());
  EXPECT_TRUE(sys::write_file(place.path() / "text", "echo hello\n").ok());
  const sys::Exit exit = run_experiment(place);
  EXPECT_EQ(exit.code, 2) << exit.err;
  EXPECT_EQ(exit.err.find("kernel stock"), exit.err.npos) << exit.err;
  return exit.err + exit.out;
}

TEST(OwnWorkloadUsage, WhatCannotRunIsSaidBeforeAKernelIsBuilt) {
  EXPECT_THAT(refused("{program: ./arm}"), HasSubstr("a program for aarch64"));
  EXPECT_THAT(refused("{program: ./text}"), HasSubstr("neither an x86-64 program nor a script"));
  EXPECT_THAT(refused("{script: ./text}"), HasSubstr("does not say what runs it"));
  EXPECT_THAT(refused("{program: webserver}"), HasSubstr("there is no workload `webserver`"));
  EXPECT_THAT(refused("{program: refault, args: {fautlers: 3}}"), HasSubstr("fautlers"));
  EXPECT_THAT(refused("{program: cma-chrun}"), HasSubstr("did you mean `cma-churn`"));
}

}  // namespace
}  // namespace folioscope::e2e
