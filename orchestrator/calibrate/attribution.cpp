// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/attribution.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace folioscope::calibrate {
namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// One of those separated by "|".
bool is_one_of(std::string_view name, std::string_view classes) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find('|'), classes.size());
    if (classes.substr(0, end) == name) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

// A holder known by its place only, a batch, has no process to compare.
bool is_plant(const store::HolderRow& holder, const Plant& plant) {
  return is_one_of(holder.holder_class, plant.holder_class) &&
         holder.pid.value_or(plant.pid) == plant.pid;
}

// What a failure's plants can answer for: each that surely holds once, those that may as often as
// there are references for.
class Answers {
 public:
  Answers(std::vector<const Plant*> plants, std::int64_t references)
      : plants_(std::move(plants)),
        expected_(
            std::min(references, static_cast<std::int64_t>(std::ranges::count(
                                     plants_, false, [](const Plant* one) { return one->may; })))),
        others_(references - expected_) {}

  std::int64_t expected() const { return expected_; }
  enum class Answer { Planted, Allowed, None };
  Answer to(const store::HolderRow& holder) {
    const auto match = [&](bool may) {
      return std::ranges::find_if(plants_, [&, may](const Plant* plant) {
        return plant->may == may && is_plant(holder, *plant);
      });
    };
    if (const auto sure = match(false); sure != plants_.end()) {
      plants_.erase(sure);  // one plant is one holder
      return Answer::Planted;
    }
    if (others_ <= 0 || match(true) == plants_.end()) return Answer::None;
    --others_;
    return Answer::Allowed;
  }

 private:
  std::vector<const Plant*> plants_;
  std::int64_t expected_, others_;
};

// Nobody is named by a history that lost an event, nor by a stack that no class knows.
bool is_name(const store::FailureRow& failure, const store::HolderRow& holder) {
  return failure.attribution != "unreliable" && holder.holder_class != "unknown";
}

Score score_failure(const store::FailureRow& failure,
                    const std::vector<const store::HolderRow*>& holders, Answers answers) {
  Score score{.failures = 1, .planted = answers.expected()};
  for (const store::HolderRow* holder : holders) {
    if (!is_name(failure, *holder)) continue;
    ++score.named_holders;
    const Answers::Answer answer = answers.to(*holder);
    if (answer == Answers::Answer::Planted) ++score.named;
    if (answer == Answers::Answer::None) ++score.wrong;
  }
  score.named = std::min(score.named, score.planted);
  score.unknown = std::max(score.planted - score.named - score.wrong, std::int64_t{0});
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
              number("to_ns"),
              json.value("may", nlohmann::json()) == true};
  if (plant.kind.empty() || plant.holder_class.empty() || plant.pid == 0) return std::nullopt;
  return plant;
}

std::map<std::string, std::int64_t> moves_by_kind(const std::vector<std::string>& workload_lines) {
  constexpr std::string_view kPrefix = "pin_moves_";
  std::map<std::string, std::int64_t> moves;
  for (const std::string& line : workload_lines) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("metric") || !json["metric"].is_string()) continue;
    const auto name = json["metric"].get<std::string>();
    if (name.starts_with(kPrefix) && json.contains("value") && json["value"].is_number())
      moves[name.substr(kPrefix.size())] += json["value"].get<std::int64_t>();
  }
  return moves;
}

double Score::named_share() const { return share(named, planted); }
double Score::unknown_share() const { return share(unknown, planted); }
double Score::wrong_share() const { return share(wrong, named_holders); }

void Score::add(const Score& other) {
  failures += other.failures;
  planted += other.planted;
  named += other.named;
  unknown += other.unknown;
  named_holders += other.named_holders;
  wrong += other.wrong;
}

std::int64_t score_boot(const std::vector<std::string>& workload_lines,
                        const store::ReferenceRows& references,
                        std::map<std::string, Score>& by_kind) {
  std::unordered_map<std::int64_t, std::vector<Plant>> plants;
  for (const std::string& line : workload_lines)
    if (const auto plant = parse_plant(line)) plants[plant->pfn].push_back(*plant);
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
    const bool planted = std::ranges::any_of(covering, [](const Plant* one) { return !one->may; });
    if (!planted) {
      ++unplanted;
      continue;
    }
    Score& score = by_kind[covering.front()->kind];
    score.add(score_failure(failure, holders[failure.id],
                            Answers(std::move(covering), failure.extra_references())));
  }
  return unplanted;
}

}  // namespace folioscope::calibrate
