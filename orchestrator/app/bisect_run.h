// SPDX-License-Identifier: GPL-3.0-or-later
// The comparisons of a search as runs: each is a run directory like any other in the directory of
// the search, with prefixes of the series as its variants.
//
//   bisect.txt            the question: who comes back with another one is refused
//   series/0001-*.patch   the patches
//   step-1-ends/          the runs, by number and by the prefix that was tested
//   step-2-prefix-4/
//   kernels.txt           what became of the kernels
//   by-patch/             all prefixes in one run
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/bisect_kernels.h"
#include "app/bisect_step.h"
#include "app/cli.h"
#include "app/progress_line.h"
#include "app/run_options.h"
#include "bisect/driver.h"
#include "bisect/question.h"

namespace folioscope::app {

// One step, for people.
struct StepRecord {
  int number = 0;
  bisect::Probe probe;
  bisect::Answer answer;
  std::filesystem::path directory;  // empty: nothing was booted
  std::string note;                 // why no boots decided it, or what limits what they say
  std::vector<ComparedPrefixes> pairs;
  int boots = 0;  // of all variants
};

// How the directory of a search is worked in.
struct Search {
  const bisect::Question& question;
  std::filesystem::path directory;
  const RunOptions& run;
  Context& context;
  ProgressLine& progress;
  // Replaces this process by one that goes on with the search; returns only when that fails.
  std::function<Result<bisect::Answer>()> go_on_afresh;
};

// Boots one step, and goes on in a new process for the next one that needs boots: libvirt's driver
// inside a process belongs to the first run of it. What was answered before is read, and says
// nothing on the way.
class BootingProber : public bisect::Prober {
 public:
  // `error` of the whole search. `search` must outlive this.
  BootingProber(const Search& search, double error);

  Result<bisect::Answer> probe(const bisect::Probe& probe, int number) override;

  const std::vector<StepRecord>& records() const { return records_; }
  // Hashes of the code of prefixes that were built.
  std::map<int, std::string> code() const;

 private:
  Result<bisect::Answer> answer(StepRecord& record);
  // Nothing: boots are needed.
  std::optional<bisect::Answer> answer_by_kernels(StepRecord& record) const;
  Status build_kernels(const plan::Plan& plan, const bisect::Probe& probe);
  Result<bisect::Answer> read_boots(const StepTest& test, const query::Comparison& run,
                                    StepRecord& record) const;
  std::filesystem::path directory_of(const StepRecord& record) const;

  const Search& search_;
  int most_;  // steps, where every middle can be tested
  KernelBook kernels_;
  bool booted_ = false;  // in this process
  std::vector<StepRecord> records_;
};

// Every prefix that can be built in one run of Question::boots boots, each compared with the one
// before it.
struct ByPatch {
  std::vector<ComparedPrefixes> rows;    // in order; a row may be of several patches
  std::map<int, std::string> not_built;  // prefix -> why
  std::set<int> same_code;               // prefixes with the code of the one before
  std::filesystem::path directory;
  int boots = 0;  // of all variants
};
Result<ByPatch> boot_by_patch(const Search& search, double error);
// The fewest boots with which a table of so many patches can name any.
int fewest_boots_by_patch(int patches, double error);

}  // namespace folioscope::app
