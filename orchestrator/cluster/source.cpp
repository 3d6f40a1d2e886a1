// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

#include "run/directory.h"
#include "store/cell_merger.h"
#include "store/reader.h"
#include "sys/files.h"

namespace folioscope::cluster {
namespace {

constexpr std::size_t kShownOfHash = 12;

std::string short_hash(const std::string& hash) { return hash.substr(0, kShownOfHash); }

// Every name once.
std::map<CellId, std::vector<std::string>> consoles_of(
    const std::vector<store::CellRow>& cells,
    const std::map<CellId, std::vector<store::AttemptRow>>& attempts) {
  std::map<CellId, std::set<std::string>> names;
  for (const store::CellRow& cell : cells)
    if (!cell.console.empty()) names[cell.id].insert(cell.console);
  for (const auto& [cell, boots] : attempts)
    for (const store::AttemptRow& boot : boots)
      if (!boot.console.empty()) names[cell].insert(boot.console);
  std::map<CellId, std::vector<std::string>> consoles;
  for (const auto& [cell, of_cell] : names) consoles[cell].assign(of_cell.begin(), of_cell.end());
  return consoles;
}

std::string kernel_text(const store::VariantRow& variant) {
  if (!variant.kernel_hash) return "none";
  return short_hash(*variant.kernel_hash);
}

std::string name_of(const store::VariantRow& variant) {
  return variant.base.empty() ? variant.name : variant.name + " on " + variant.base;
}

void compare_kernels(const Source& first, const Source& other, std::vector<std::string>& found) {
  if (first.variants.size() != other.variants.size()) {
    found.push_back("it has other variants");
    return;
  }
  for (std::size_t i = 0; i < first.variants.size(); ++i) {
    const store::VariantRow& ours = first.variants[i];
    const store::VariantRow& theirs = other.variants[i];
    if (std::tie(ours.name, ours.base) != std::tie(theirs.name, theirs.base))
      found.push_back(fmt::format("its variant {} is {}", name_of(theirs), name_of(ours)));
    else if (ours.kernel_hash != theirs.kernel_hash)
      found.push_back(fmt::format("its kernel of {} is {}, not {}", name_of(ours),
                                  kernel_text(theirs), kernel_text(ours)));
    else if (ours.settings != theirs.settings)
      found.push_back(fmt::format("its settings of {} are others", name_of(ours)));
  }
}

auto place_of(const store::CellRow& cell) {
  return std::tie(cell.id, cell.variant, cell.machine, cell.workload, cell.boot, cell.block,
                  cell.position);
}

bool is_same_plan(const Source& first, const Source& other) {
  return std::ranges::equal(first.cells, other.cells, {}, place_of, place_of);
}

}  // namespace

Result<Source> read_source(const std::string& name) {
  Source source{.name = name};
  TRY(source.store, run::find_store(name));
  TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(source.store));
  TRY(source.run, reader->run());
  TRY(source.variants, reader->variants());
  TRY(source.cells, reader->cells());
  TRY(const auto attempts, reader->attempts());
  source.consoles = consoles_of(source.cells, attempts);
  TRY(source.formats, store::format_sets(source.store));
  return source;
}

std::vector<std::string> differences(const Source& first, const Source& other) {
  std::vector<std::string> found;
  const store::RunRow& ours = first.run;
  const store::RunRow& theirs = other.run;
  const auto compare = [&found](const char* what, const auto& one, const auto& another) {
    if (one != another) found.push_back(fmt::format("its {} is {}, not {}", what, another, one));
  };
  if (ours.spec_text != theirs.spec_text)
    found.push_back(fmt::format("its experiment is another text (sha256 {}, not {})",
                                short_hash(sys::sha256(theirs.spec_text)),
                                short_hash(sys::sha256(ours.spec_text))));
  compare("profile", ours.profile, theirs.profile);
  compare("seed", ours.seed, theirs.seed);
  compare("number of boots", ours.boots, theirs.boots);
  compare("least number of boots", ours.fewest_boots, theirs.fewest_boots);
  compare("acceleration", ours.acceleration, theirs.acceleration);
  compare("image", short_hash(ours.image_hash), short_hash(theirs.image_hash));
  compare_kernels(first, other, found);
  if (!is_same_plan(first, other)) found.push_back("its plan is another one");
  return found;
}

}  // namespace folioscope::cluster
