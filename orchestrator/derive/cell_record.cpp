// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/cell_record.h"

#include <optional>
#include <utility>

namespace folioscope::derive {

void put(DerivedBoot&& derived, store::CellRecord& record) {
  record.cpu_accounting = std::move(derived.accounting);
  record.metrics = std::move(derived.rows.metrics);
  record.distributions = std::move(derived.rows.distributions);
  record.anomalies = std::move(derived.rows.anomalies);
  record.stacks = std::move(derived.rows.stacks);
  record.references = std::move(derived.rows.references);
  record.operations = std::move(derived.rows.operations);
  record.page_rows = std::move(derived.rows.page_rows);
}

store::ChunkSource with_facts(store::ChunkSource source,
                              std::map<int, std::vector<ChunkFacts>> facts) {
  return [source = std::move(source),
          facts = std::move(facts)]() -> Result<std::optional<store::PageChunk>> {
    TRY(auto chunk, source());
    if (!chunk) return chunk;
    const auto cpu = facts.find(chunk->cpu);
    const auto at = static_cast<std::size_t>(chunk->seq);
    if (cpu == facts.end() || at >= cpu->second.size())
      return bug_fault("the pages of a boot grew after they were decoded");
    const ChunkFacts& fact = cpu->second[at];
    chunk->events = fact.events;
    chunk->first = fact.first;
    chunk->last = fact.last;
    return chunk;
  };
}

}  // namespace folioscope::derive
