// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/agenda.h"

#include <algorithm>

namespace folioscope::run {

Agenda::Agenda(const plan::Plan& plan, const std::set<CellId>& done, int fewest_boots)
    : plan_(plan), conditions_(plan.spec.machines.size() * plan.workloads.size()) {
  for (const plan::Cell& cell : plan.cells) {
    Condition& condition = condition_of(cell);
    const auto block = static_cast<std::size_t>(cell.block);
    condition.blocks.resize(std::max(condition.blocks.size(), block + 1));
    condition.blocks[block].boots = std::max(condition.blocks[block].boots, cell.boot + 1);
    const bool is_done = done.contains(cell.id);
    states_.push_back(is_done ? State::Final : State::Waiting);
    condition.blocks[block].begun |= is_done;
    condition.blocks[block].open_cells += is_done ? 0 : 1;
    waiting_ += is_done ? 0 : 1;
  }
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    open_first_blocks(conditions_[i], fewest_boots);
    ask_if_complete(i);
  }
}

// A block that an earlier process began was opened by an answer; it is not asked for again.
void Agenda::open_first_blocks(Condition& condition, int fewest_boots) const {
  const std::vector<Block>& blocks = condition.blocks;
  while (condition.open < blocks.size() &&
         (condition.open == 0 || blocks[condition.open - 1].boots < fewest_boots))
    ++condition.open;
  for (std::size_t i = condition.open; i < blocks.size(); ++i)
    if (blocks[i].begun) condition.open = i + 1;
}

std::size_t Agenda::condition_of(std::size_t machine, std::size_t workload) const {
  return machine * plan_.workloads.size() + workload;
}

Agenda::Condition& Agenda::condition_of(const plan::Cell& cell) {
  return conditions_[condition_of(cell.machine, cell.workload)];
}

Agenda::Block& Agenda::block_of(const plan::Cell& cell) {
  return condition_of(cell).blocks[static_cast<std::size_t>(cell.block)];
}

std::size_t Agenda::index_of(const plan::Cell& cell) const {
  return static_cast<std::size_t>(&cell - plan_.cells.data());
}

const plan::Cell* Agenda::take(std::size_t host) {
  while (next_ < states_.size() && states_[next_] != State::Waiting) ++next_;
  for (std::size_t i = next_; i < states_.size(); ++i) {
    const plan::Cell& cell = plan_.cells[i];
    if (states_[i] != State::Waiting ||
        static_cast<std::size_t>(cell.block) >= condition_of(cell).open ||
        block_of(cell).host.value_or(host) != host)
      continue;
    states_[i] = State::Taken;
    block_of(cell).begun = true;
    block_of(cell).host = host;
    --waiting_;
    ++taken_;
    return &cell;
  }
  return nullptr;
}

void Agenda::finish(const plan::Cell& cell) {
  states_[index_of(cell)] = State::Final;
  --taken_;
  --block_of(cell).open_cells;
  ask_if_complete(condition_of(cell.machine, cell.workload));
}

void Agenda::give_back(const plan::Cell& cell) {
  const std::size_t index = index_of(cell);
  states_[index] = State::Waiting;
  next_ = std::min(next_, index);
  --taken_;
  ++waiting_;
}

void Agenda::leave(std::size_t host) {
  for (Condition& condition : conditions_)
    for (Block& block : condition.blocks)
      if (block.host == host) block.host.reset();
}

std::map<plan::ConditionIndex, BootsLeft> Agenda::left_by_condition() const {
  std::map<plan::ConditionIndex, BootsLeft> left;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i] == State::Final) continue;
    BootsLeft& boots = left[plan::condition_of(plan_.cells[i])];
    ++(states_[i] == State::Taken ? boots.under_way : boots.waiting);
  }
  return left;
}

void Agenda::ask_if_complete(std::size_t index) {
  const Condition& condition = conditions_[index];
  if (condition.open == 0 || condition.open == condition.blocks.size()) return;
  for (std::size_t i = 0; i < condition.open; ++i)
    if (condition.blocks[i].open_cells != 0) return;
  due_.push_back({index / plan_.workloads.size(), index % plan_.workloads.size(),
                  static_cast<int>(condition.open) - 1,
                  condition.blocks[condition.open - 1].boots});
}

std::optional<Question> Agenda::question() {
  if (due_.empty()) return std::nullopt;
  const Question question = due_.front();
  due_.pop_front();
  return question;
}

std::vector<CellId> Agenda::answer(const Question& question, Answer answer) {
  const std::size_t index = condition_of(question.machine, question.workload);
  Condition& condition = conditions_[index];
  if (condition.open == condition.blocks.size()) return {};  // ended meanwhile
  if (answer == Answer::MoreBoots) {
    ++condition.open;
    return {};
  }
  condition.blocks.resize(condition.open);
  return drop(
      [&](const plan::Cell& cell) { return condition_of(cell.machine, cell.workload) == index; });
}

std::vector<CellId> Agenda::begin_no_block() {
  due_.clear();
  std::vector<CellId> dropped =
      drop([this](const plan::Cell& cell) { return !block_of(cell).begun; });
  for (Condition& condition : conditions_) {
    while (!condition.blocks.empty() && !condition.blocks.back().begun) condition.blocks.pop_back();
    condition.open = condition.blocks.size();
  }
  return dropped;
}

// Waiting cells only: what was taken runs to its end.
template <class Drop>
std::vector<CellId> Agenda::drop(Drop drop) {
  std::vector<CellId> dropped;
  for (std::size_t i = next_; i < states_.size(); ++i) {
    if (states_[i] != State::Waiting || !drop(plan_.cells[i])) continue;
    states_[i] = State::Final;
    --waiting_;
    dropped.push_back(plan_.cells[i].id);
  }
  return dropped;
}

}  // namespace folioscope::run
