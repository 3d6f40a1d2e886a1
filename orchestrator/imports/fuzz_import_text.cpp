// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: the first byte says what the others are: a table, or text of perf script. Every
// number that is taken is one, and every boot has a name.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "imports/csv.h"
#include "imports/perf_script.h"
#include "testing/fuzz.h"
#include "testing/fuzz_file.h"

using namespace folioscope;
using fuzz::check;

namespace {

void check_boot(const imports::ImportedBoot& boot) {
  for (const store::MetricRow& row : boot.record.metrics)
    check(std::isfinite(row.value) && !row.name.empty());
}

imports::InputFile file_with(std::string_view text) {
  static const std::filesystem::path path = fuzz::scratch_file("text");
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  auto file = imports::InputFile::open(path);
  check(file.ok());
  std::filesystem::remove(path);
  return *std::move(file);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  const bool csv = input.byte() == 'c';
  const imports::InputFile file = file_with(fuzz::as_text(input.rest()));
  if (csv) {
    const auto boots = imports::read_csv(file, {"box", "results"});
    check(boots.ok() ? !boots->empty() : !boots.fault().what.empty());
    if (boots)
      for (const imports::ImportedBoot& boot : *boots) check_boot(boot);
    return 0;
  }
  const auto boot = imports::read_perf_script(file, {.variant = "v"});
  check(boot.ok() ? boot->events > 0 : !boot.fault().what.empty());
  if (boot) check_boot(boot->boot);
  return 0;
}
