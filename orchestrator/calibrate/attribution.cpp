// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/attribution.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace folioscope::calibrate {
namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// A holder known by its place only, a batch, has no process to compare.
bool is_plant(const store::HolderRow& holder, const Plant& plant) {
  return holder.holder_class == plant.holder_class && holder.pid.value_or(plant.pid) == plant.pid;
}

Score score_failure(const store::FailureRow& failure,
                    const std::vector<const store::HolderRow*>& holders,
                    std::vector<const Plant*> plants) {
  Score score{.failures = 1};
  score.planted = std::min(failure.extra_references(), static_cast<std::int64_t>(plants.size()));
  for (const store::HolderRow* holder : holders) {
    ++score.named_holders;
    const auto match =
        std::ranges::find_if(plants, [&](const Plant* plant) { return is_plant(*holder, *plant); });
    if (match == plants.end()) {
      ++score.wrong;
      continue;
    }
    ++score.named;
    plants.erase(match);  // one plant is one holder
  }
  score.named = std::min(score.named, score.planted);
  return score;
}

}  // namespace

std::optional<Plant> parse_plant(std::string_view line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("plant")) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
  };
  Plant plant{text("plant"),
              text("class"),
              static_cast<std::int64_t>(number("pfn")),
              static_cast<std::int64_t>(number("pid")),
              number("from_ns"),
              number("to_ns")};
  if (plant.kind.empty() || plant.holder_class.empty() || plant.pid == 0) return std::nullopt;
  return plant;
}

double Score::named_share() const { return share(named, planted); }
double Score::wrong_share() const { return share(wrong, named_holders); }

void Score::add(const Score& other) {
  failures += other.failures;
  planted += other.planted;
  named += other.named;
  named_holders += other.named_holders;
  wrong += other.wrong;
}

std::int64_t score_boot(const std::vector<std::string>& workload_lines,
                        const store::ReferenceRows& references,
                        std::map<std::string, Score>& by_kind) {
  std::unordered_map<std::int64_t, std::vector<Plant>> plants;
  for (const std::string& line : workload_lines)
    if (auto plant = parse_plant(line)) plants[plant->pfn].push_back(*std::move(plant));
  std::unordered_map<std::int64_t, std::vector<const store::HolderRow*>> holders;
  for (const store::HolderRow& holder : references.holders)
    holders[holder.failure].push_back(&holder);

  std::int64_t unplanted = 0;
  for (const store::FailureRow& failure : references.failures) {
    if (failure.extra_references() <= 0) continue;  // the holder had gone when the count was read
    std::vector<const Plant*> covering;
    for (const Plant& plant : plants[failure.pfn])
      if (plant.from_ns <= failure.time.ns && failure.time.ns <= plant.to_ns)
        covering.push_back(&plant);
    if (covering.empty()) {
      ++unplanted;
      continue;
    }
    by_kind[covering.front()->kind].add(
        score_failure(failure, holders[failure.id], std::move(covering)));
  }
  return unplanted;
}

}  // namespace folioscope::calibrate
