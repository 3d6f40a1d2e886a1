// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any text as an experiment, then behind a zero byte the file of a group of events,
// `fuzz`. Mistakes are at places that exist and are the same each time; an experiment without any
// keeps the bounds that runs rely on, and can be said again.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/limits.h"
#include "spec/parse.h"
#include "spec/restate.h"
#include "spec/same_kernel.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::spec;
using fuzz::check;

namespace fs = std::filesystem;

namespace {

// The roots of an experiment, in memory where the host has such a directory.
class Directory {
 public:
  Directory() { fs::create_directories(root_ / "configs" / "events"); }
  ~Directory() { fs::remove_all(root_); }

  Roots roots() const { return {root_, {}}; }
  void put_group(std::string_view text) {
    if (text == group_) return;
    group_ = text;
    std::ofstream(root_ / "configs" / "events" / "fuzz.yaml", std::ios::binary) << group_;
  }

 private:
  fs::path root_ =
      (fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
      ("folioscope-fuzz-spec-" + std::to_string(::getpid()));
  std::string group_;
};

void check_mistakes(const std::vector<Diagnostic>& mistakes, std::string_view text) {
  const auto lines = std::ranges::count(text, '\n') + std::ranges::count(text, '\r') + 2;
  for (const Diagnostic& mistake : mistakes) {
    check(mistake.line >= 1 && mistake.column >= 1 && !mistake.message.empty());
    if (mistake.file == "fuzz.yaml") check(mistake.line <= lines);
  }
}

void check_spec(const Spec& spec) {
  check(!spec.variants.empty() && !spec.machines.empty() && !spec.workloads.empty());
  check(!spec.bases.empty() && !spec.observe.empty());
  check(spec.name.size() <= limits::kNameLength);
  check(spec.events.size() <= limits::kEvents && spec.histograms.size() <= limits::kHistograms);
  check(spec.settings.size() <= limits::kSettings && spec.boots >= 1);
  for (const Machine& machine : spec.machines)
    check(machine.vcpus >= 1 && machine.vcpus <= limits::kVcpus);
}

void check_said_again(const Spec& spec, std::string_view text, const Roots& roots) {
  if (const auto same = same_kernel_twice(text)) (void)parse(*same, "fuzz.yaml", roots);
  const auto expanded = expand(spec, {});
  if (!expanded) return;
  Spec again = parse(*expanded, "fuzz.yaml", roots, spec.profile).spec;
  again.text = spec.text;
  check(again == spec);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Directory directory;
  const std::string_view input = fuzz::as_text({data, size});
  const std::string_view text = input.substr(0, input.find('\0'));
  directory.put_group(input.substr(std::min(text.size() + 1, input.size())));
  const Roots roots = directory.roots();
  const Parsed parsed = parse(text, "fuzz.yaml", roots);
  check_mistakes(parsed.diagnostics, text);
  check(parse(text, "fuzz.yaml", roots).diagnostics == parsed.diagnostics);
  if (!parsed.ok()) return 0;
  check_spec(parsed.spec);
  check_said_again(parsed.spec, text, roots);
  return 0;
}
