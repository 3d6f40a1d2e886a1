// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace folioscope::cluster {
namespace {

enum class Rank { Nothing, HostFailed, NotNeeded, Failed, Done };

Rank rank_of(CellStatus status) {
  switch (status) {
    case CellStatus::Planned:
      return Rank::Nothing;
    case CellStatus::HostError:
      return Rank::HostFailed;
    case CellStatus::NotNeeded:
      return Rank::NotNeeded;
    case CellStatus::Done:
      return Rank::Done;
    default:
      return Rank::Failed;
  }
}

HostTime end_of(const store::CellRow& cell) { return cell.finished.value_or(HostTime{}); }

// Takes one more result of a cell, `found`, into what is chosen of it.
class Chooser {
 public:
  explicit Chooser(const std::vector<Source>& sources) : sources_(sources) {}

  void take(const Chosen& found) {
    if (rank_of(found.row.status) == Rank::Nothing) return;
    const auto [at, is_first] = chosen_.try_emplace(found.cell, found);
    if (is_first) return;
    Chosen& kept = at->second;
    const Rank before = rank_of(kept.row.status), now = rank_of(found.row.status);
    if (before == now && before == Rank::HostFailed) {
      if (end_of(kept.row) < end_of(found.row)) kept = found;
    } else if (before == now) {
      twice_.push_back({found.cell, kept.source, found.source});
    } else if (before < now) {
      std::erase_if(twice_, [&](const Twice& pair) { return pair.cell == found.cell; });
      leave_out(std::exchange(kept, found), found);
    } else {
      leave_out(found, kept);
    }
  }

  Choice end() {
    Choice choice{.twice = std::move(twice_), .notes = std::move(notes_)};
    for (auto& [cell, chosen] : chosen_) choice.cells.push_back(std::move(chosen));
    std::ranges::sort(choice.cells, {}, [](const Chosen& chosen) {
      return std::pair(end_of(chosen.row), chosen.row.position);
    });
    return choice;
  }

 private:
  void leave_out(const Chosen& left, const Chosen& kept) {
    notes_.push_back(fmt::format("cell {}: {} in {}, so {} in {} is left out", kept.cell.value,
                                 to_string(kept.row.status), sources_[kept.source].name,
                                 to_string(left.row.status), sources_[left.source].name));
  }

  const std::vector<Source>& sources_;
  std::map<CellId, Chosen> chosen_;
  std::vector<Twice> twice_;
  std::vector<std::string> notes_;
};

}  // namespace

bool is_better(CellStatus here, CellStatus there) { return rank_of(here) > rank_of(there); }

Choice choose(const std::vector<Source>& sources) {
  Chooser chooser(sources);
  for (std::size_t source = 0; source < sources.size(); ++source)
    for (const store::CellRow& cell : sources[source].cells) chooser.take({cell.id, source, cell});
  return chooser.end();
}

}  // namespace folioscope::cluster
