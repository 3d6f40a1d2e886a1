// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "query/holders.h"
#include "query/sql_value.h"
#include "query/stack_chain.h"

namespace folioscope::query {
namespace {

// At least so many of a boot, however many boots there are.
constexpr std::size_t kFewestOfABoot = 10;

// A text of any bytes as SQL.
std::string sql_text(std::string_view text) {
  std::string sql = "CAST(X'";
  for (const char one : text) sql += fmt::format("{:02x}", static_cast<unsigned char>(one));
  return sql + "' AS TEXT)";
}

std::optional<std::int64_t> optional_integer(const store::SqlValue& value) {
  return is_null(value) ? std::optional<std::int64_t>() : integer(value);
}

std::string frames_of(const std::map<std::int64_t, std::string>& stacks, std::int64_t id) {
  const auto found = stacks.find(id);
  return found == stacks.end() ? std::string() : found->second;
}

Result<std::map<std::int64_t, std::string>> stacks_of(store::Reader& reader, CellId cell) {
  TRY(auto rows, reader.stacks(cell));
  std::map<std::int64_t, std::string> stacks;
  for (store::StackRow& row : rows) stacks[row.id] = std::move(row.frames);
  return stacks;
}

// Of those whose chain it is; of an empty one, all that have no frames.
std::string condition_of_chain(const std::map<std::int64_t, std::string>& stacks,
                               const std::string& chain) {
  std::string numbers;
  for (const auto& [id, frames] : stacks)
    if (chain.empty() ? !stack_chain(frames).empty() : stack_chain(frames) == chain)
      numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", id);
  return fmt::format(" AND h.stack {}IN ({})", chain.empty() ? "NOT " : "", numbers);
}

std::string condition_of(const HolderSelection& selection,
                         const std::map<std::int64_t, std::string>& stacks) {
  if (selection.holder_class.empty()) return {};
  if (selection.holder_class == kUnreliable)
    return fmt::format(" AND f.attribution = '{}'", kUnreliable);
  if (selection.holder_class == kUnknown)
    return fmt::format(" AND f.attribution NOT IN ('named', '{}')", kUnreliable);
  std::string sql = fmt::format(
      " AND f.attribution <> '{}' AND h.class = {}", kUnreliable,
      sql_text(selection.holder_class == kUnclassified ? kUnknown : selection.holder_class));
  if (selection.chain) sql += condition_of_chain(stacks, *selection.chain);
  if (selection.comm) sql += fmt::format(" AND h.comm = {}", sql_text(*selection.comm));
  return sql;
}

// The holders do not tell which failures these are.
bool names_nobody(const HolderSelection& selection) {
  return selection.holder_class.empty() || selection.holder_class == kUnreliable ||
         selection.holder_class == kUnknown;
}

// f.id, time_ns, kind, pfn, seen, expected, pid, stack, in_cma, attribution, operation, h.ordinal,
// pid, comm, cpu, age_ns, confidence, evidence, stack
FailureOfHolder failure_of(CellId cell, const std::vector<store::SqlValue>& row) {
  FailureOfHolder one{.cell = cell, .failure = {}, .holder = {}, .frames = {}};
  one.failure = {.id = integer(row[0]),
                 .time = {static_cast<std::uint64_t>(integer(row[1]))},
                 .kind = std::string(view(row[2])),
                 .pfn = integer(row[3]),
                 .seen = integer(row[4]),
                 .expected = integer(row[5]),
                 .pid = integer(row[6]),
                 .stack = integer(row[7]),
                 .in_cma = integer(row[8]) != 0,
                 .attribution = std::string(view(row[9])),
                 .operation = optional_integer(row[10])};
  one.holder.failure = one.failure.id;
  one.holder.ordinal = static_cast<int>(integer(row[11]));
  one.holder.pid = optional_integer(row[12]);
  one.holder.comm = view(row[13]);
  if (const auto cpu = optional_integer(row[14])) one.holder.cpu = static_cast<int>(*cpu);
  one.holder.age_ns = optional_integer(row[15]);
  one.holder.confidence = view(row[16]);
  one.holder.evidence = view(row[17]);
  one.holder.stack = integer(row[18]);
  return one;
}

}  // namespace

Result<FailureList> load_failures(store::Reader& reader, std::span<const CellId> cells,
                                  const HolderSelection& selection, std::size_t most,
                                  const std::stop_token& stop) {
  FailureList list;
  if (cells.empty()) return list;
  const std::size_t of_a_boot = std::max(kFewestOfABoot, most / cells.size());
  const bool nobody = names_nobody(selection);
  for (const CellId cell : cells) {
    if (stop.stop_requested()) return user_fault("stopped");
    TRY(const auto stacks, stacks_of(reader, cell));
    // min(): SQLite takes the other columns of the holder from the row of the smallest.
    const std::string sql = fmt::format(
        "SELECT f.id, f.time_ns, f.kind, f.pfn, f.seen, f.expected, f.pid, f.stack, f.in_cma,"
        " f.attribution, f.operation, {} FROM failure f {} WHERE f.cell_id = {}"
        " AND f.extra_references > 0{}{} GROUP BY f.id ORDER BY f.id LIMIT {}",
        nobody
            ? "0, NULL, '', NULL, NULL, '', '', 0"
            : "min(h.ordinal), h.pid, h.comm, h.cpu, h.age_ns, h.confidence, h.evidence, h.stack",
        nobody ? "" : "JOIN holder h ON h.cell_id = f.cell_id AND h.failure = f.id", cell.value,
        selection.in_cma ? " AND f.in_cma" : "", condition_of(selection, stacks), of_a_boot + 1);
    TRY(const auto found, reader.sql(sql, stop));
    list.more |= found.rows.size() > of_a_boot;
    for (std::size_t i = 0; i < std::min(found.rows.size(), of_a_boot); ++i) {
      FailureOfHolder one = failure_of(cell, found.rows[i]);
      if (!nobody) one.holder.holder_class = selection.holder_class;
      one.frames = frames_of(stacks, one.holder.stack);
      list.rows.push_back(std::move(one));
    }
  }
  return list;
}

Result<std::vector<HolderStack>> load_holder_stacks(store::Reader& reader,
                                                    std::span<const CellId> cells, bool in_cma,
                                                    const std::stop_token& stop) {
  std::vector<HolderStack> all;
  for (const CellId cell : cells) {
    if (stop.stop_requested()) return user_fault("stopped");
    TRY(const auto stacks, stacks_of(reader, cell));
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    TRY_STATUS(reader.sql(
        fmt::format("SELECT class, stack, count(*) FROM (SELECT DISTINCT f.id, h.class, h.stack"
                    " FROM failure f JOIN holder h ON h.cell_id = f.cell_id AND h.failure = f.id"
                    " WHERE f.cell_id = {} AND f.extra_references > 0 AND f.attribution <> '{}'{})"
                    " GROUP BY class, stack",
                    cell.value, kUnreliable, in_cma ? " AND f.in_cma" : ""),
        [](const auto&) {},
        [&](const std::vector<store::SqlValue>& row) {
          const std::string frames = without_tracing(frames_of(stacks, integer(row[1])));
          if (frames.empty()) return;
          const std::string_view stored = view(row[0]);
          counts[{std::string(stored == kUnknown ? kUnclassified : stored), frames}] +=
              integer(row[2]);
        },
        stop));
    for (const auto& [key, failures] : counts)
      all.push_back({cell, key.first, key.second, failures});
  }
  return all;
}

}  // namespace folioscope::query
