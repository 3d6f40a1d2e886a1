// SPDX-License-Identifier: GPL-3.0-or-later
// Kernel configuration from fragments: what no fragment asks for is off (`make allnoconfig` with
// the fragments as its answers), and what they ask for is checked afterwards, because kconfig drops
// an option whose dependencies are missing without a word.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/kernel_version.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

struct Fragment {
  std::string file;
  std::string text;
};
// Behind each NAME.config come the files NAME-VERSION.config beside it, by version, up to that of
// the tree: base-6.10.config is what base.config has to say otherwise since 6.10.
Result<std::vector<Fragment>> read_fragments(const std::vector<std::string>& paths,
                                             const KernelVersion& version);

// One option a fragment asks for. The last mention of an option counts.
struct RequestedOption {
  std::string name;   // CONFIG_CMA
  std::string value;  // as written after '='; "n" for "is not set"
  std::string file;
  int line = 0;

  bool operator==(const RequestedOption&) const = default;
};
// Fault (User): a line that is neither an option, a comment nor empty, with file and line.
Result<std::vector<RequestedOption>> read_requested_options(const std::vector<Fragment>& fragments);

// What a workload or another user of the kernel needs of it: fragments as well, found beside
// configs/kernel as needs/NAME.config. Fault (User): an option that nothing in `requested` asks
// for, with who needs it.
Status check_needs(const std::vector<Fragment>& needs,
                   const std::vector<RequestedOption>& requested);

// What `config` (the text of a .config) holds against the requested options.
std::vector<RequestedOption> unmet_options(const std::vector<RequestedOption>& requested,
                                           const std::string& config);

// How a tree is to be configured.
struct ConfigPlan {
  std::vector<Fragment> fragments;
  std::vector<std::string> brought;  // by the patches; what no fragment mentions takes its default
  spec::Unmet unmet = spec::Unmet::Refuse;
};

// Writes source/.config. `log` gets make's output. What a user wants to know of it, one line each:
// the values of the options that the patches bring; members of a choice that a later fragment
// decides otherwise, as of options the last mention counts; and, where they are taken as they are,
// the options that did not stick. Fault (User): options that did not stick, all of them, each with
// its fragment and every reason that Kconfig has for it. A module counts as one: no guest gets it.
Result<std::string> configure(const std::filesystem::path& source, const ConfigPlan& plan,
                              const std::filesystem::path& log, std::stop_token stop);

}  // namespace folioscope::kbuild
