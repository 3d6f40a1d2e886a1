// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/culprits.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace folioscope::report {
namespace {

using query::BootCulprits;

struct Meaning {
  std::string_view holder_class, text;
};
constexpr std::array kMeanings{
    Meaning{"lru_batch", "parked in a per-CPU batch until that is drained"},
    Meaning{"gup", "user pages taken by the kernel: vmsplice, O_DIRECT, pins"},
    Meaning{"buffer_head", "a lookup of a buffer"},
    Meaning{"page_lock_waiter", "sleeps on the page lock with a reference"},
    Meaning{"fault", "a page fault"},
    Meaning{"fault_around", "a page fault that maps its neighbours"},
    Meaning{"read", "a read of the page cache"},
    Meaning{"write", "a write into the page cache"},
    Meaning{"readahead", "reads pages before they are asked for"},
    Meaning{"writeback", "writes pages to their disk"},
    Meaning{"reclaim", "takes pages away"},
    Meaning{"migration", "isolated by another migration"},
    Meaning{"truncate", "cuts a file or drops its pages"},
    Meaning{"page_table", "a mapping on its way in or out"},
    Meaning{query::kUnclassified, "a known task with a stack that no class knows"},
    Meaning{query::kUnknown, "a reference that nobody could be named for"},
    Meaning{query::kUnreliable, "events that the verdict needs were lost"},
};

// One boot that looked for failures, with its place in the comparison.
struct Boot {
  const BootCulprits* culprits = nullptr;
  int boot = 0;
  bool touched_by_loss = false;
};
using Arms = std::vector<std::vector<Boot>>;  // by variant, by boot

Arms arms_of(const query::Comparison& comparison, const query::Group& group) {
  std::map<CellId, const BootCulprits*> counted;
  for (const BootCulprits& boot : comparison.culprits.boots) counted[boot.cell] = &boot;
  Arms arms(comparison.variants.size());
  for (const query::Cell& cell : comparison.cells) {
    const auto found = counted.find(cell.row.id);
    if (found == counted.end() || cell.row.machine != group.machine ||
        cell.row.workload != group.workload)
      continue;
    for (std::size_t i = 0; i < arms.size(); ++i)
      if (comparison.variants[i].row.name == cell.row.variant)
        arms[i].push_back({found->second, cell.row.boot, cell.accounting.lost() != 0});
  }
  for (auto& arm : arms) std::ranges::sort(arm, {}, &Boot::boot);
  return arms;
}

// One for all rows, so that shares can be read down a column.
const Scale kShareScale{100, "%", 1};
const Scale kCountScale{1, "", 1};

double mean_of(const MetricResult& metric, std::size_t variant) {
  const stats::Summary& summary = metric.variants[variant].summary;
  return summary.count == 0 ? 0 : summary.mean;
}

double largest_share(const CulpritRow& row) {
  double largest = 0;
  for (std::size_t i = 0; i < row.share.variants.size(); ++i)
    largest = std::max(largest, mean_of(row.share, i));
  return largest;
}

// Makes the rows of one group.
class Rows {
 public:
  Rows(const query::Comparison& comparison, const query::Group& group)
      : comparison_(comparison), group_(group), arms_(arms_of(comparison, group)) {}

  bool any_boot() const {
    return std::ranges::any_of(arms_, [](const auto& arm) { return !arm.empty(); });
  }
  const Arms& arms() const { return arms_; }

  // `value`: (const BootCulprits&) -> std::optional<double>; boots without one are left out.
  template <class Value>
  MetricResult metric(std::string name, std::string unit, Value value) const {
    query::Series series{std::move(name), std::move(unit), "events", {}};
    for (std::size_t i = 0; i < arms_.size(); ++i) {
      query::Arm arm{comparison_.variants[i].row.name, {}};
      for (const Boot& boot : arms_[i])
        if (const std::optional<double> one = value(*boot.culprits))
          arm.boots.push_back({boot.culprits->cell, boot.boot, *one, boot.touched_by_loss});
      series.arms.push_back(std::move(arm));
    }
    return evaluate(comparison_, group_, series);
  }

  CulpritRow of_class(const std::string& holder_class) const {
    const auto find = [&](const BootCulprits& boot) { return find_in(boot.classes, holder_class); };
    CulpritRow row = counted("holder_share_" + holder_class, find);
    row.holder_class = holder_class;
    for (std::size_t i = 0; i < arms_.size(); ++i)
      row.arms[i].split_share = mean_share(i, [&](const BootCulprits& boot) {
        const query::ClassBlame* blame = find(boot);
        return blame == nullptr ? 0 : blame->split;
      });
    return row;
  }

  CulpritRow of_place(const query::HolderPlace& place) const {
    const auto find = [&](const BootCulprits& boot) { return find_in(boot.places, place); };
    CulpritRow row = counted("holder_share_" + place.holder_class + ' ' + place.chain, find);
    row.holder_class = place.holder_class;
    row.place = place.chain;
    for (std::size_t i = 0; i < arms_.size(); ++i) describe_arm(i, find, row);
    if (row.place.empty()) row.place = "(its stack was not recorded)";
    return row;
  }

 private:
  template <class Key, class FaultDomain>
  static const FaultDomain* find_in(const std::map<Key, FaultDomain>& blames, const Key& key) {
    const auto found = blames.find(key);
    return found == blames.end() ? nullptr : &found->second;
  }

  template <class Count>
  double mean_share(std::size_t variant, Count count) const {
    std::vector<double> shares;
    for (const Boot& boot : arms_[variant])
      if (boot.culprits->failures > 0)
        shares.push_back(count(*boot.culprits) / static_cast<double>(boot.culprits->failures));
    return stats::summarize(shares).mean;
  }

  // Share and number of failures of what `find` finds.
  template <class Find>
  CulpritRow counted(std::string name, Find find) const {
    const auto failures = [&](const BootCulprits& boot) {
      const auto* blame = find(boot);
      return blame == nullptr ? 0.0 : static_cast<double>(blame->failures);
    };
    CulpritRow row;
    row.failures = metric("failures of " + name, "count",
                          [&](const BootCulprits& boot) { return std::optional(failures(boot)); });
    row.failures.scale = kCountScale;
    row.share = metric(std::move(name), "ratio", [&](const BootCulprits& boot) {
      return boot.failures == 0
                 ? std::optional<double>()
                 : std::optional(failures(boot) / static_cast<double>(boot.failures));
    });
    row.share.scale = kShareScale;
    std::vector<std::size_t> with;
    std::size_t failing = 0;
    for (std::size_t i = 0; i < arms_.size(); ++i) {
      double sum = 0, all = 0;
      for (const Boot& boot : arms_[i]) {
        sum += failures(*boot.culprits);
        all += static_cast<double>(boot.culprits->failures);
      }
      const auto boots = static_cast<double>(std::max<std::size_t>(arms_[i].size(), 1));
      row.arms.push_back({.failures_per_boot = sum / boots, .comm = {}});
      if (all > 0) ++failing;
      if (sum > 0) with.push_back(i);
    }
    if (failing > 1 && with.size() == 1) row.only_in = with.front();
    return row;
  }

  // The tasks and ages of a place in one variant; the evidence where there is no stack.
  template <class Find>
  void describe_arm(std::size_t variant, Find find, CulpritRow& row) const {
    std::map<std::string, std::int64_t> comms;
    std::vector<double> ages;
    for (const Boot& boot : arms_[variant]) {
      const query::PlaceBlame* blame = find(*boot.culprits);
      if (blame == nullptr) continue;
      for (const auto& [comm, holders] : blame->comms) comms[comm] += holders;
      if (blame->median_age_ns) ages.push_back(*blame->median_age_ns);
      if (row.place.empty() && !blame->evidence.empty())
        row.place = "(no stack; e.g. " + blame->evidence + ')';
    }
    const auto most =
        std::ranges::max_element(comms, {}, [](const auto& one) { return one.second; });
    if (most != comms.end()) row.arms[variant].comm = most->first;
    if (!ages.empty()) row.arms[variant].median_age_ns = stats::summarize(ages).median;
  }

  const query::Comparison& comparison_;
  const query::Group& group_;
  Arms arms_;
};

void add_classes(const Rows& rows, GroupCulprits& culprits) {
  std::set<std::string> names;
  for (const auto& arm : rows.arms())
    for (const Boot& boot : arm)
      for (const auto& [name, blame] : boot.culprits->classes) names.insert(name);
  for (const std::string& name : names) culprits.classes.push_back(rows.of_class(name));
  const auto last = [](const CulpritRow& row) {
    return row.holder_class == query::kUnreliable ? 2 : row.holder_class == query::kUnknown ? 1 : 0;
  };
  std::ranges::stable_sort(culprits.classes, [&](const CulpritRow& one, const CulpritRow& other) {
    return std::tuple(last(one), -largest_share(one)) <
           std::tuple(last(other), -largest_share(other));
  });
}

void add_places(const Rows& rows, std::size_t most, GroupCulprits& culprits) {
  // Which are the largest is cheap to see; only these are compared.
  std::map<query::HolderPlace, double> largest;
  for (const auto& arm : rows.arms()) {
    std::map<query::HolderPlace, double> sums;
    for (const Boot& boot : arm)
      for (const auto& [place, blame] : boot.culprits->places)
        sums[place] +=
            static_cast<double>(blame.failures) / static_cast<double>(boot.culprits->failures);
    for (const auto& [place, sum] : sums)
      largest[place] = std::max(largest[place], sum / static_cast<double>(arm.size()));
  }
  std::vector<std::pair<query::HolderPlace, double>> order(largest.begin(), largest.end());
  std::ranges::stable_sort(order, std::greater(), [](const auto& one) { return one.second; });
  culprits.places_left_out = order.size() - std::min(order.size(), most);
  order.resize(std::min(order.size(), most));
  for (const auto& [place, share] : order) culprits.places.push_back(rows.of_place(place));
}

}  // namespace

std::string_view describe_class(std::string_view holder_class) {
  const auto found = std::ranges::find(kMeanings, holder_class, &Meaning::holder_class);
  return found == kMeanings.end() ? std::string_view() : found->text;
}

GroupCulprits culprits_of(const query::Comparison& comparison, const query::Group& group,
                          std::size_t most_places) {
  GroupCulprits culprits;
  culprits.in_cma = comparison.culprits.in_cma;
  const Rows rows(comparison, group);
  if (!rows.any_boot()) return culprits;
  culprits.failures = rows.metric("failures", "count", [](const BootCulprits& boot) {
    return std::optional(static_cast<double>(boot.failures));
  });
  culprits.failures.scale = kCountScale;
  for (const auto& arm : rows.arms()) {
    std::int64_t gone = 0;
    for (const Boot& boot : arm) gone += boot.culprits->gone;
    culprits.gone.push_back(gone);
  }
  add_classes(rows, culprits);
  add_places(rows, most_places, culprits);
  return culprits;
}

}  // namespace folioscope::report
