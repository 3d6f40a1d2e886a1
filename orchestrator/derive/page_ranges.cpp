// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/page_ranges.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "derive/text_walk.h"

namespace folioscope::derive {
namespace {

constexpr std::uint64_t kLastFrame = std::uint64_t{1} << 40;  // 4 PiB, what x86-64 can address
constexpr int kMostNode = 1 << 10;                            // CONFIG_NODES_SHIFT is at most 10
constexpr std::size_t kMostZones = 4096;
constexpr std::size_t kZoneNameLength = 64;

struct Zone {
  int node = 0;
  std::string name;
  std::optional<std::uint64_t> spanned = {}, first = {};
};

// "Node 0, zone    DMA32"
std::optional<Zone> zone_head(std::string_view line) {
  if (take_word(line) != "Node") return std::nullopt;
  std::string_view node = take_word(line);
  if (!node.ends_with(',') || take_word(line) != "zone") return std::nullopt;
  node.remove_suffix(1);
  const auto number_of_node = number<int>(node);
  const std::string_view name = take_word(line);
  if (!number_of_node || *number_of_node < 0 || *number_of_node >= kMostNode || name.empty())
    return std::nullopt;
  return Zone{.node = *number_of_node, .name = std::string(name.substr(0, kZoneNameLength))};
}

void read_line(std::string_view line, Zone& zone) {
  const std::string_view key = take_word(line);
  if (key == "spanned") zone.spanned = number<std::uint64_t>(take_word(line));
  if (key == "start_pfn:") zone.first = number<std::uint64_t>(take_word(line));
}

store::PageRangeRow range_row(std::string kind, std::string name, std::uint64_t begin,
                              std::uint64_t end) {
  return {.kind = std::move(kind),
          .name = std::move(name),
          .first_pfn = begin,
          .pages = static_cast<std::int64_t>(end - begin)};
}

}  // namespace

Zones zones_of(std::string_view zoneinfo) {
  Zones zones;
  std::vector<store::PageRangeRow> rows;
  std::map<int, std::pair<std::uint64_t, std::uint64_t>> nodes;
  std::optional<Zone> zone;
  const auto end_zone = [&] {
    if (!zone || zone->spanned == 0) return;
    if (!zone->spanned || !zone->first || *zone->spanned > kLastFrame ||
        *zone->first > kLastFrame || rows.size() >= kMostZones) {
      ++zones.refused;
      return;
    }
    const std::uint64_t begin = *zone->first, end = begin + *zone->spanned;
    rows.push_back(range_row("zone", zone->name, begin, end));
    rows.back().node = zone->node;
    const auto [node, added] = nodes.try_emplace(zone->node, begin, end);
    node->second = {std::min(node->second.first, begin), std::max(node->second.second, end)};
  };
  while (!zoneinfo.empty()) {
    const std::string_view line = take_line(zoneinfo);
    if (line.starts_with("Node")) {
      end_zone();
      zone = zone_head(line);
      zones.refused += zone ? 0 : 1;
    } else if (zone) {
      read_line(line, *zone);
    }
  }
  end_zone();
  for (const auto& [node, range] : nodes) {
    zones.rows.push_back(range_row("node", "", range.first, range.second));
    zones.rows.back().node = node;
  }
  std::ranges::move(rows, std::back_inserter(zones.rows));
  return zones;
}

SaidAreas said_cma_areas(std::string_view text) {
  SaidAreas said;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const std::string_view name = take_word(line).substr(0, kZoneNameLength);
    const auto first = number<std::uint64_t>(take_word(line));
    const auto pages = number<std::uint64_t>(take_word(line));
    const bool known =
        std::ranges::find(said.rows, name, &store::PageRangeRow::name) != said.rows.end();
    if (name.empty() || !first || !pages || !take_word(line).empty() || *first > kLastFrame ||
        *pages > kLastFrame || *pages == 0 || known || said.rows.size() == CmaAreas::kMost)
      ++said.refused;
    else
      said.rows.push_back(range_row("cma", std::string(name), *first, *first + *pages));
  }
  return said;
}

void CmaAreas::add(std::string_view area, std::int64_t pfn, std::int64_t count) {
  const auto begin = static_cast<std::uint64_t>(pfn), pages = static_cast<std::uint64_t>(count);
  if (begin > kLastFrame || pages > kLastFrame || pages == 0) return;
  auto known = areas_.find(area);
  if (known == areas_.end()) {
    if (areas_.size() >= kMost) return;
    known = areas_.emplace(area.substr(0, kZoneNameLength), Range{begin, begin + pages}).first;
  }
  Range& range = known->second;
  range.begin = std::min(range.begin, begin);
  range.end = std::max(range.end, begin + pages);
}

std::vector<store::PageRangeRow> CmaAreas::rows(
    const std::vector<store::PageRangeRow>& said) const {
  std::vector<store::PageRangeRow> rows;
  for (const auto& [name, range] : areas_) {
    const auto is_this = [&](const store::PageRangeRow& one) {
      return one.name == name ||
             (name.empty() && one.first_pfn <= range.begin &&
              range.end <= one.first_pfn + static_cast<std::uint64_t>(one.pages));
    };
    if (std::ranges::any_of(said, is_this)) continue;
    rows.push_back(range_row("cma", name, range.begin / kAlignment * kAlignment,
                             (range.end + kAlignment - 1) / kAlignment * kAlignment));
  }
  return rows;
}

}  // namespace folioscope::derive
