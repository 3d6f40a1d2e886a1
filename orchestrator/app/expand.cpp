// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/expand.h"

#include <fmt/format.h>

#include "patches/history.h"
#include "spec/restate.h"

namespace folioscope::app {
namespace {

Result<spec::Expansion> expansion_of(const spec::Variant& variant, bool is_first) {
  auto history = patches::read_history(*variant.base, variant.base->revision);
  if (!history.ok()) {
    Fault fault = std::move(history).fault();
    fault.what = fmt::format("variant {}: {}", variant.name, fault.what);
    return fault;
  }
  spec::Expansion expansion{variant.name, variant.base->revision, {}};
  const std::size_t count = history->commits.size();
  if (is_first)
    expansion.into.push_back(
        {patches::commit_name(variant.name, 0, count, history->base), history->base.id});
  for (std::size_t i = 0; i < count; ++i)
    expansion.into.push_back({patches::commit_name(variant.name, i + 1, count, history->commits[i]),
                              history->commits[i].id});
  return expansion;
}

}  // namespace

Result<spec::Parsed> with_ranges_expanded(spec::Parsed parsed) {
  std::vector<spec::Expansion> expansions;
  const std::vector<spec::Variant>& variants = parsed.spec.variants;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (!variants[i].base || !spec::is_revision_range(variants[i].base->revision)) continue;
    TRY(spec::Expansion expansion, expansion_of(variants[i], i == 0));
    expansions.push_back(std::move(expansion));
  }
  if (expansions.empty()) return parsed;
  TRY(const std::string text, spec::expand(parsed.spec, expansions));
  const std::string file = parsed.spec.file;
  return spec::parse(text, file, spec::find_roots(file), parsed.spec.profile);
}

}  // namespace folioscope::app
