// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/holders.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "query/sql_value.h"
#include "query/stack_chain.h"

namespace folioscope::query {
namespace {

using Row = std::vector<store::SqlValue>;

// Texts by small numbers: a boot has many holders and few classes, chains and tasks.
class Names {
 public:
  std::uint32_t number_of(std::string_view name) {
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(name);
    numbers_.emplace(name, number);
    return number;
  }
  const std::string& at(std::uint32_t number) const { return names_[number]; }

 private:
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string> names_;
};

template <class Value>
void insert_once(std::vector<Value>& values, const Value& value) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(value);
}

double median(std::vector<std::int64_t>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::ranges::nth_element(values, middle);
  return static_cast<double>(*middle);
}

// Rows of one boot, by failure and ordinal.
class BootCount {
 public:
  BootCount(CellId cell, const std::vector<store::StackRow>& stacks) {
    result_.cell = cell;
    for (const store::StackRow& stack : stacks)
      chains_[stack.id] = names_.number_of(stack_chain(stack.frames));
  }

  // failure.id, attribution, extra_references > 0, holder.class, stack, comm, age_ns, evidence
  // where stack = 0
  void add(const Row& row) {
    if (const std::int64_t failure = integer(row[0]); failure != failure_) {
      end_failure();
      begin_failure(failure, view(row[1]), integer(row[2]) != 0);
    }
    if (counts_ && !unreliable_ && !is_null(row[3])) add_holder(row);
  }

  BootHolders finish() {
    end_failure();
    for (const auto& [number, count] : by_class_) result_.classes[names_.at(number)] = count;
    for (auto& [place, tally] : by_place_) {
      PlaceCount& count = result_.places[{names_.at(place.first), names_.at(place.second)}];
      count.failures = tally.failures;
      for (const auto& [comm, failures] : tally.comms) count.comms[names_.at(comm)] = failures;
      if (!tally.ages.empty()) count.median_age_ns = median(tally.ages);
      count.evidence = tally.evidence;
    }
    return std::move(result_);
  }

 private:
  using Place = std::pair<std::uint32_t, std::uint32_t>;  // class and chain
  struct PlaceTally {
    std::int64_t failures = 0;
    std::map<std::uint32_t, std::int64_t> comms;
    std::vector<std::int64_t> ages;
    std::string evidence;
  };

  void begin_failure(std::int64_t failure, std::string_view attribution, bool extra) {
    failure_ = failure;
    counts_ = extra;
    unreliable_ = attribution == kUnreliable;
    if (!counts_) {
      ++result_.gone;
      return;
    }
    ++result_.failures;
    if (attribution == "named")
      ++result_.named;
    else
      classes_.push_back(names_.number_of(unreliable_ ? kUnreliable : kUnknown));
  }

  void add_holder(const Row& row) {
    const std::string_view stored = view(row[3]);
    const auto holder_class = names_.number_of(stored == kUnknown ? kUnclassified : stored);
    const auto chain = chains_.find(integer(row[4]));
    const Place place{holder_class, chain == chains_.end() ? names_.number_of("") : chain->second};
    insert_once(classes_, holder_class);
    insert_once(places_, place);
    PlaceTally& count = by_place_[place];
    if (const std::string_view comm = view(row[5]); !comm.empty())
      insert_once(tasks_, std::pair(place, names_.number_of(comm)));
    if (!is_null(row[6])) count.ages.push_back(integer(row[6]));
    if (count.evidence.empty()) count.evidence = view(row[7]);
  }

  void end_failure() {
    for (const std::uint32_t one : classes_) {
      ++by_class_[one].failures;
      by_class_[one].split += 1.0 / static_cast<double>(classes_.size());
    }
    for (const Place& place : places_) ++by_place_[place].failures;
    for (const auto& [place, comm] : tasks_) ++by_place_[place].comms[comm];
    tasks_.clear();
    classes_.clear();
    places_.clear();
  }

  BootHolders result_;
  Names names_;
  std::unordered_map<std::int64_t, std::uint32_t> chains_;  // by stack.id
  std::map<std::uint32_t, ClassCount> by_class_;
  std::map<Place, PlaceTally> by_place_;

  // The failure whose rows go by.
  std::int64_t failure_ = -1;
  bool counts_ = false, unreliable_ = false;
  std::vector<std::uint32_t> classes_;
  std::vector<Place> places_;
  std::vector<std::pair<Place, std::uint32_t>> tasks_;
};

Result<BootHolders> count_boot(store::Reader& reader, CellId cell, bool in_cma) {
  TRY(const auto stacks, reader.stacks(cell));
  BootCount count(cell, stacks);
  const std::string sql = fmt::format(
      "SELECT f.id, f.attribution, f.extra_references > 0, h.class, h.stack, h.comm, h.age_ns,"
      " CASE WHEN h.stack = 0 THEN h.evidence END"
      " FROM failure f LEFT JOIN holder h ON h.cell_id = f.cell_id AND h.failure = f.id"
      " WHERE f.cell_id = {}{} ORDER BY f.id, h.ordinal",
      cell.value, in_cma ? " AND f.in_cma" : "");
  TRY_STATUS(reader.sql(
      sql, [](const auto&) {}, [&](const Row& row) { count.add(row); }));
  return count.finish();
}

}  // namespace

Result<Holders> load_holders(store::Reader& reader, CountedHolders& counted) {
  TRY(const auto table, reader.sql("SELECT 1 FROM sqlite_master WHERE name = 'failure'"));
  Holders holders;
  if (table.rows.empty()) return holders;
  TRY(const auto totals, reader.sql("SELECT count(*), total(in_cma) FROM failure WHERE cell_id IN"
                                    " (SELECT id FROM cell WHERE status = 'done')"));
  holders.failures = integer(totals.rows.front()[0]);
  if (holders.failures == 0) return holders;
  const std::int64_t inside = integer(totals.rows.front()[1]);
  holders.in_cma = inside > 0;
  holders.counted = holders.in_cma ? inside : holders.failures;
  if (std::exchange(counted.in_cma, holders.in_cma) != holders.in_cma) counted.boots.clear();
  TRY(const auto cells,
      reader.sql("SELECT id FROM cell WHERE status = 'done' AND (EXISTS (SELECT 1 FROM metric WHERE"
                 " cell_id = cell.id AND name = 'failures') OR EXISTS (SELECT 1 FROM failure WHERE"
                 " cell_id = cell.id)) ORDER BY id"));
  for (const Row& row : cells.rows) {
    const CellId cell{integer(row[0])};
    auto boot = counted.boots.find(cell);
    if (boot == counted.boots.end()) {
      TRY(auto count, count_boot(reader, cell, holders.in_cma));
      boot = counted.boots.emplace(cell, std::move(count)).first;
    }
    holders.boots.push_back(boot->second);
  }
  return holders;
}

}  // namespace folioscope::query
