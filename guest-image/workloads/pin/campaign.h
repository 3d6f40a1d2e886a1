// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds of: the holders take hold, every page is tried once to be moved to the other NUMA node,
// the holders let go, and every page is moved again, which must succeed. What fails while a page is
// held is what was wanted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/pin/holder.h"
#include "workloads/pin/memory.h"
#include "workloads/pin/pages.h"
#include "workloads/pin/plant.h"
#include "workloads/pin/recipe.h"

namespace folioscope::workloads {

struct Plant {
  std::size_t kind = 0;  // index of Campaign::kinds()
  Hold hold = Hold::Vmsplice;
  pid_t process = 0;
  Span span;
};

// One way of planting, with its share of the failures.
struct KindCount {
  std::string name;
  std::uint64_t moves = 0;     // of held pages
  std::uint64_t failures = 0;  // of these
  std::uint64_t plants = 0;
};

struct CampaignPlan {
  std::vector<std::string_view> kinds;  // recipe.h
  std::uint64_t failures = 0;           // altogether, the same share for each kind
  std::size_t pages = 0;                // of each kind
  std::string disk;
  std::string scratch;    // a block device to write to; as much of it is lost as the pages need
  std::string swap;       // one to swap to; its contents are lost
  std::vector<int> cpus;  // for park, one after the other
  std::uint64_t seed = 1;
};

class Campaign {
 public:
  // Forks: the caller must be the only thread of its process. Everything ends with the Campaign.
  static Result<Campaign> start(const CampaignPlan& plan);

  // Every kind has its share, or has been tried so often that it never will.
  bool done() const;
  Status round();

  const std::vector<KindCount>& kinds() const { return kinds_; }
  const std::vector<Plant>& plants() const { return plants_; }
  std::uint64_t free_moves() const { return free_moves_; }  // of pages that nobody holds
  std::uint64_t free_failures() const { return free_failures_; }

 private:
  struct Station {
    std::size_t kind;
    std::size_t page;
    std::vector<Holder> holders;
    std::uint64_t frame = 0;  // once its holders have settled
  };
  // Stations whose pages are moved in one call: all that this process maps, or one that only its
  // holder does.
  struct Group {
    Mover mover;
    PageFrames frames;
    std::vector<Station> stations;
    std::size_t absent = 0;       // of move(), while pages are held
    std::optional<int> cpu;       // where the mover runs meanwhile
    std::uint64_t churn_us = 0;   // from the holds to the move
    std::uint64_t window_us = 0;  // of each migration, while pages are held
  };

  Campaign(Pages pages, std::uint64_t share) : pages_(std::move(pages)), share_(share) {}
  Status add_station(const CampaignPlan& plan, std::size_t kind, std::size_t nth);
  Result<Group*> group_of(const Recipe& recipe, const Station& station, int cpu);
  bool is_done(const KindCount& kind) const;
  Status hold(Group& group);
  Status let_go(Group& group);
  void plant(const Station& station, const Holder& holder, Span span);
  // Whether each station's page moved. `absent`: addresses without a page to go through first.
  Result<std::vector<bool>> move(const Group& group, std::size_t absent) const;
  Status try_held(Group& group);
  Result<std::vector<bool>> move_held(const Group& group) const;
  Status move_free(const Group& group);
  void retire();

  Pages pages_;
  std::size_t absent_page_ = 0;  // which nobody ever touches
  std::uint64_t share_;
  std::vector<Group> groups_;
  std::optional<SwapArea> swap_;
  std::optional<Child> disk_hog_;
  std::vector<KindCount> kinds_;
  std::vector<Plant> plants_;
  std::uint64_t free_moves_ = 0;
  std::uint64_t free_failures_ = 0;
};

}  // namespace folioscope::workloads
