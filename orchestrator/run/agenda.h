// SPDX-License-Identifier: GPL-3.0-or-later
// Which cell comes next, and when a condition is to be looked at. Boots nothing, asks nobody.
//
// The cells come in the plan's order. A condition that may be settled has its blocks opened one
// after the other: so many at first that each variant has its fewest boots, then one for each time
// that all of the open ones are complete and the answer was no. While an answer is awaited other
// conditions run ahead. A block that was begun is always run to its end.
//
// Not thread-safe. The plan must outlive it, in its order.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/units.h"
#include "plan/plan.h"
#include "run/time_left.h"

namespace folioscope::run {

// Is the condition settled after this block?
struct Question {
  std::size_t machine = 0, workload = 0;  // as in plan::Cell
  int block = 0;                          // complete, like all before
  int boots = 0;                          // of each variant up to here

  bool operator==(const Question&) const = default;
};

enum class Answer { MoreBoots, Settled };

class Agenda {
 public:
  // `done`: cells that have a result. With `fewest_boots` = spec.boots nothing is ever asked.
  Agenda(const plan::Plan& plan, const std::set<CellId>& done, int fewest_boots);

  // The next cell that may begin on this host (a number of the caller's): the boots of a block stay
  // on the host that began it. Nullptr: none now, and if !waits() none at all.
  const plan::Cell* take(std::size_t host = 0);
  bool waits() const { return waiting_ != 0; }
  // The cell, which was taken, has its result.
  void finish(const plan::Cell& cell);

  // The cell, which was taken, waits again.
  void give_back(const plan::Cell& cell);
  // What this host began others may go on with.
  void leave(std::size_t host);

  // The next question, each once; it wants an answer().
  std::optional<Question> question();
  // Settled: gives back the cells that are not needed any more.
  std::vector<CellId> answer(const Question& question, Answer answer);
  // From now on no block is begun. Gives back the cells of those that were not.
  std::vector<CellId> begin_no_block();

  // Cells without a result that will have one: taken, or waiting as long as nobody settles
  // anything.
  std::size_t left() const { return waiting_ + taken_; }
  std::map<plan::ConditionIndex, BootsLeft> left_by_condition() const;

 private:
  enum class State { Waiting, Taken, Final };
  struct Block {
    std::size_t open_cells = 0;  // without a result
    int boots = 0;               // of each variant, up to its end
    bool begun = false;
    std::optional<std::size_t> host;  // that its boots are on
  };
  struct Condition {
    std::vector<Block> blocks;
    std::size_t open = 0;  // blocks that may be begun
  };

  std::size_t condition_of(std::size_t machine, std::size_t workload) const;
  Condition& condition_of(const plan::Cell& cell);
  Block& block_of(const plan::Cell& cell);
  std::size_t index_of(const plan::Cell& cell) const;
  void open_first_blocks(Condition& condition, int fewest_boots) const;
  void ask_if_complete(std::size_t condition);
  template <class Drop>
  std::vector<CellId> drop(Drop drop);

  const plan::Plan& plan_;
  std::vector<Condition> conditions_;  // machine-major
  std::vector<State> states_;          // of plan.cells
  std::deque<Question> due_;
  std::size_t next_ = 0;  // no cell before it waits
  std::size_t waiting_ = 0, taken_ = 0;
};

}  // namespace folioscope::run
