// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/boot_timings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "kbuild/flat_json.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;

// A year: more is damage.
constexpr double kMostSeconds = 3.2e7;
constexpr std::size_t kMostBoots = 1'000'000;

struct Remembered {
  plan::MeasuredBoots boots;
  std::int64_t time = 0;  // Unix, seconds
};
using Memory = std::map<std::string, Remembered>;

fs::path file_in(const fs::path& cache) { return cache / "boot-timings.json"; }

// Takes a number and the blank behind it from the front of `text`.
template <class T>
bool take(std::string_view& text, T& value) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size();
}

std::optional<Remembered> parse(std::string_view text) {
  Remembered read;
  if (!take(text, read.boots.seconds) || !take(text, read.boots.boots) ||
      !take(text, read.boots.guests) || !take(text, read.time) || !text.empty())
    return std::nullopt;
  const bool sane = read.boots.seconds > 0 && read.boots.seconds < kMostSeconds &&
                    read.boots.boots > 0 && read.boots.boots <= kMostBoots && read.boots.guests > 0;
  return sane ? std::optional(read) : std::nullopt;
}

Memory read(const fs::path& cache) {
  Memory memory;
  const auto text = sys::read_file(file_in(cache));
  if (!text.ok()) return memory;
  for (const auto& [key, value] : kbuild::read_flat_json(*text))
    if (const auto one = parse(value)) memory.emplace(key, *one);
  return memory;
}

void write(const fs::path& cache, const Memory& memory) {
  std::vector<std::pair<std::int64_t, std::string>> newest;
  newest.reserve(memory.size());
  for (const auto& [key, one] : memory) newest.emplace_back(-one.time, key);
  std::ranges::sort(newest);
  newest.resize(std::min(newest.size(), kBootTimingsKept));
  std::vector<std::pair<std::string, std::string>> members;
  members.reserve(newest.size());
  for (const auto& [age, key] : newest) {
    const Remembered& one = memory.at(key);
    members.emplace_back(key, fmt::format("{:.2f} {} {} {}", one.boots.seconds, one.boots.boots,
                                          one.boots.guests, one.time));
  }
  (void)sys::write_file(file_in(cache), kbuild::write_flat_json(members));
}

// As many of the old ones count as there are new ones: a host that has changed is learnt in a run.
plan::MeasuredBoots together(const plan::MeasuredBoots& old, const plan::MeasuredBoots& now) {
  if (old.guests != now.guests) return now;
  const auto weight = static_cast<double>(std::min(old.boots, now.boots));
  const auto count = static_cast<double>(now.boots);
  return {(weight * old.seconds + count * now.seconds) / (weight + count),
          std::min(kMostBoots, old.boots + now.boots), now.guests};
}

std::string text_of(const spec::Machine& machine) {
  std::string text = fmt::format("{} vcpus, {} bytes, {} nodes, {}", machine.vcpus,
                                 machine.all_memory().count, machine.nodes.size(), machine.cmdline);
  for (const spec::Disk& disk : machine.disks) {
    text += fmt::format(", disk {} {}", disk.size.count, to_string(disk.filesystem));
    for (const auto& limit : {disk.iops, disk.read_iops, disk.write_iops, disk.requests})
      text += fmt::format(" {}", limit.value_or(0));
    for (const auto& limit : {disk.rate, disk.read_rate, disk.write_rate})
      text += fmt::format(" {}", limit.value_or(Bytes{}).count);
  }
  return text;
}

std::string text_of(const plan::WorkloadCondition& condition, const spec::Workload& workload) {
  std::string text =
      fmt::format("{} {} {} {} {} {} {}", condition.program, workload.path, workload.script,
                  fmt::join(workload.words, " "), fmt::join(workload.packages, " "),
                  fmt::join(workload.before, " "), fmt::join(workload.after, " "));
  for (const auto& [name, value] : condition.args) text += fmt::format(" {}={}", name, value);
  for (const spec::Setting& setting : condition.settings)
    text += fmt::format(" {}={}", setting.path, setting.value);
  return text + fmt::format(", level {}", static_cast<int>(condition.observe));
}

}  // namespace

std::string boot_timing_key(const plan::Plan& plan, plan::ConditionIndex condition,
                            fleet::Accel accel) {
  const plan::WorkloadCondition& workload = plan.workloads[condition.workload];
  const std::string text = text_of(plan.spec.machines[condition.machine]) + "\n" +
                           text_of(workload, plan.spec.workloads[workload.workload]);
  return fmt::format("{}-{}", fleet::to_string(accel), sys::sha256(text).substr(0, 16));
}

std::map<plan::ConditionIndex, plan::MeasuredBoots> load_boot_timings(const fs::path& cache,
                                                                      const plan::Plan& plan,
                                                                      fleet::Accel accel) {
  std::map<plan::ConditionIndex, plan::MeasuredBoots> found;
  const Memory memory = read(cache);
  if (memory.empty()) return found;
  std::set<plan::ConditionIndex> conditions;
  for (const plan::Cell& cell : plan.cells) conditions.insert(plan::condition_of(cell));
  for (const plan::ConditionIndex& condition : conditions)
    if (const auto one = memory.find(boot_timing_key(plan, condition, accel)); one != memory.end())
      found.emplace(condition, one->second.boots);
  return found;
}

void save_boot_timings(const fs::path& cache, const plan::Plan& plan, fleet::Accel accel,
                       int guests, const std::map<plan::ConditionIndex, std::vector<double>>& boots,
                       HostTime now) {
  Memory memory = read(cache);
  constexpr std::int64_t kSecond = 1'000'000'000;
  for (const auto& [condition, seconds] : boots) {
    if (seconds.empty()) continue;
    plan::MeasuredBoots measured{plan::median_of(seconds), seconds.size(), guests};
    const std::string key = boot_timing_key(plan, condition, accel);
    if (const auto old = memory.find(key); old != memory.end())
      measured = together(old->second.boots, measured);
    memory.insert_or_assign(key, Remembered{measured, now.ns / kSecond});
  }
  write(cache, memory);
}

}  // namespace folioscope::run
