// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/campaign.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

namespace folioscope::workloads {
namespace {

// A kind that fails less often than one try in four, as parked pages do where batching is off
// during a migration, gets no more tries.
constexpr std::uint64_t kTriesPerFailure = 4;

// Between the unmapping of a page and its move, in instrumented kernels.
constexpr const char* kWindowFile = "/sys/kernel/debug/mmtrace/mig_window_us";

constexpr std::chrono::microseconds kPoll(100);
constexpr std::chrono::seconds kLongestWait(20);

// Where this thread may run, until the end of its scope.
class Elsewhere {
 public:
  static Result<Elsewhere> move_to(std::optional<int> cpu) {
    Elsewhere place;
    if (!cpu) return place;
    place.before_.emplace();
    if (::sched_getaffinity(0, sizeof(cpu_set_t), &*place.before_) != 0)
      return errno_fault("ask for", "the CPUs of this thread");
    TRY_STATUS(pin_this_thread(*cpu));
    return place;
  }
  Elsewhere(Elsewhere&& other) noexcept : before_(std::exchange(other.before_, std::nullopt)) {}
  Elsewhere& operator=(Elsewhere&&) = delete;
  ~Elsewhere() {
    if (before_) ::sched_setaffinity(0, sizeof(cpu_set_t), &*before_);
  }

 private:
  Elsewhere() = default;
  std::optional<cpu_set_t> before_;
};

Status set_window(std::uint64_t us) {
  if ((errno = write_number(kWindowFile, us)) == 0) return {};
  Fault fault = errno_fault("write", kWindowFile);
  fault.remedy = "the kinds sleeper and entry need an instrumented kernel";
  return fault;
}

Status await_settled(Holder& holder) {
  const Stopwatch watch;
  for (;;) {
    TRY(const bool settled, holder.settled());
    if (settled) return {};
    if (watch.milliseconds() > std::chrono::milliseconds(kLongestWait).count())
      return guest_fault("process " + std::to_string(holder.process()) + " cannot hold its page");
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

Result<Campaign> Campaign::start(const CampaignPlan& plan) {
  const std::size_t held = plan.kinds.size() * plan.pages;
  TRY(Pages pages, Pages::create(held + 1));
  const std::uint64_t share = (plan.failures + plan.kinds.size() - 1) / plan.kinds.size();
  Campaign campaign(std::move(pages), share);
  campaign.absent_page_ = held;
  TRY(PageFrames frames, PageFrames::open());
  campaign.groups_.push_back({Mover(0), std::move(frames), {}});
  for (const std::string_view kind : plan.kinds) campaign.kinds_.push_back({std::string(kind)});
  for (std::size_t kind = 0; kind < plan.kinds.size(); ++kind)
    for (std::size_t nth = 0; nth < plan.pages; ++nth)
      TRY_STATUS(campaign.add_station(plan, kind, nth));
  const auto any = [&](bool (*asks)(const Recipe&)) {
    return std::ranges::any_of(plan.kinds, [&](std::string_view kind) {
      return asks(recipe_of(kind, 0)) || asks(recipe_of(kind, 1));
    });
  };
  if (any(reads_disk)) {
    TRY(Child hog, start_disk_hog(plan.disk));
    campaign.disk_hog_.emplace(std::move(hog));
  }
  if (any(swaps)) {
    TRY(SwapArea area, SwapArea::start(plan.swap));
    campaign.swap_.emplace(std::move(area));
  }
  return campaign;
}

Status Campaign::add_station(const CampaignPlan& plan, std::size_t kind, std::size_t nth) {
  const std::size_t page = kind * plan.pages + nth;
  Station station = {kind, page, {}};
  const Recipe recipe = recipe_of(plan.kinds[kind], nth);
  const int cpu = plan.cpus[nth % plan.cpus.size()];
  for (const Hold hold : recipe.holds) {
    HolderPlan holder_plan = {hold, recipe.memory, page, plan.disk, 0, cpu, plan.scratch};
    // The disk hog's is 0: no two read the same pages of the disk.
    holder_plan.seed = plan.seed * 1000 + 4 * page + station.holders.size() + 1;
    TRY(Holder holder, Holder::start(holder_plan, pages_));
    station.holders.push_back(std::move(holder));
  }
  TRY(Group* const group, group_of(recipe, station, cpu));
  if (!recipe.own) pages_.touch(page);
  group->stations.push_back(std::move(station));
  return {};
}

Result<Campaign::Group*> Campaign::group_of(const Recipe& recipe, const Station& station, int cpu) {
  if (!recipe.own && !recipe.alone) return &groups_.front();
  const pid_t owner = recipe.own ? station.holders.front().process() : 0;
  TRY(PageFrames frames, owner == 0 ? PageFrames::open() : PageFrames::open(owner));
  groups_.push_back({Mover(owner),
                     std::move(frames),
                     {},
                     recipe.absent,
                     recipe.one_cpu ? std::optional(cpu) : std::nullopt,
                     recipe.churn_us,
                     recipe.window_us});
  return &groups_.back();
}

bool Campaign::is_done(const KindCount& kind) const {
  return kind.failures >= share_ || kind.moves >= kTriesPerFailure * share_;
}

bool Campaign::done() const {
  return std::ranges::all_of(kinds_, [this](const KindCount& kind) { return is_done(kind); });
}

Status Campaign::round() {
  retire();
  for (Group& group : groups_) {
    TRY_STATUS(hold(group));
    TRY_STATUS(try_held(group));
    TRY_STATUS(let_go(group));
    TRY_STATUS(move_free(group));
  }
  return {};
}

// The kinds that have their share are at rest, so that the others get the rest of the time.
void Campaign::retire() {
  for (Group& group : groups_)
    std::erase_if(group.stations,
                  [this](const Station& station) { return is_done(kinds_[station.kind]); });
}

Status Campaign::hold(Group& group) {
  for (Station& station : group.stations)
    for (Holder& holder : station.holders) TRY_STATUS(holder.begin());
  for (Station& station : group.stations) {
    for (Holder& holder : station.holders) TRY_STATUS(await_settled(holder));
    TRY_STATUS(group.frames.read(pages_.address(station.page), {&station.frame, 1}));
  }
  return {};
}

Status Campaign::let_go(Group& group) {
  for (Station& station : group.stations) {
    for (Holder& holder : station.holders) {
      TRY(const auto spans, holder.end());
      for (const Span& span : spans) plant(station, holder, span);
    }
  }
  return {};
}

void Campaign::plant(const Station& station, const Holder& holder, Span span) {
  if (span.to_ns <= span.from_ns) return;  // the disk answered at once: never seen holding
  if (span.pfn == 0) span.pfn = station.frame;
  plants_.push_back({station.kind, holder.hold(), holder.process(), span});
  ++kinds_[station.kind].plants;
}

Result<std::vector<bool>> Campaign::move(const Group& group, std::size_t absent) const {
  std::vector<const std::byte*> all;
  for (const Station& station : group.stations) all.push_back(pages_.address(station.page));
  if (all.empty()) return std::vector<bool>{};  // also: whose pages they were may have ended
  TRY(const std::vector<int> before, group.mover.nodes(all));
  for (const int target : {0, 1}) {
    std::vector<const std::byte*> some(absent, pages_.address(absent_page_));
    for (std::size_t i = 0; i < all.size(); ++i)
      if (before[i] == 1 - target) some.push_back(all[i]);
    if (some.size() > absent) TRY_STATUS(group.mover.move(some, target));
  }
  TRY(const std::vector<int> after, group.mover.nodes(all));
  std::vector<bool> moved;
  for (std::size_t i = 0; i < all.size(); ++i) moved.push_back(after[i] != before[i]);
  return moved;
}

Status Campaign::try_held(Group& group) {
  if (group.stations.empty()) return {};
  std::this_thread::sleep_for(std::chrono::microseconds(group.churn_us));
  TRY(const std::vector<bool> moved, move_held(group));
  for (std::size_t i = 0; i < moved.size(); ++i) {
    KindCount& kind = kinds_[group.stations[i].kind];
    ++kind.moves;
    if (!moved[i]) ++kind.failures;
  }
  return {};
}

Result<std::vector<bool>> Campaign::move_held(const Group& group) const {
  TRY(const Elsewhere place, Elsewhere::move_to(group.cpu));
  if (group.window_us != 0) TRY_STATUS(set_window(group.window_us));
  TRY(std::vector<bool> moved, move(group, group.absent));
  if (group.window_us != 0) TRY_STATUS(set_window(0));
  return moved;
}

Status Campaign::move_free(const Group& group) {
  TRY(const std::vector<bool> moved, move(group, 0));
  free_moves_ += moved.size();
  free_failures_ += static_cast<std::uint64_t>(std::ranges::count(moved, false));
  return {};
}

}  // namespace folioscope::workloads
