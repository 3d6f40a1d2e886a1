// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "compare/page_locks.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/run_sections.h"
#include "text/table.h"
#include "text/tables.h"

namespace folioscope::report {
namespace {

void add_row(const LockRow& row, Table& table) {
  table.add_line(row.title);
  for (std::size_t i = 0; i < row.arms.size(); ++i) {
    const LockArm& arm = row.arms[i];
    const VariantResult& result = row.p50.variants[i];
    const std::string name = result.variant + (result.touched_by_loss ? "*" : "");
    if (arm.per_boot == 0) {
      table.add({name, "0.0", "", "", "", "", "", ""});
      continue;
    }
    std::vector<std::string> texts{name, number({1, "", 1}, arm.per_boot)};
    for (const double value : {arm.p50, arm.p90, arm.p99, arm.largest})
      texts.push_back(lock_value(row, value));
    texts.push_back(difference_text(result, row.p50.scale));
    texts.push_back(difference_interval_text(result, row.p50.scale));
    table.add(std::move(texts));
  }
}

std::string not_paired_text(const GroupLocks& locks, std::size_t variant) {
  std::string text;
  for (const NotPaired& one : locks.not_paired)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        number({1, "", 1}, one.per_boot[variant]), one.meaning);
  return text;
}

}  // namespace

std::string lock_section(const GroupLocks& locks) {
  if (locks.empty()) return {};
  using enum Align;
  std::string text = "Page locks\n";
  for (const LockBlock& block : locks.blocks) {
    Table table({Left, Right, Right, Right, Right, Right, Right, Left});
    table.add({"", "in a boot", "p50", "p90", "p99", "max", "p50 differs", "95 % interval"});
    for (const LockRow& row : block.rows) add_row(row, table);
    text += '\n' + block.title + '\n' + table.render(2);
  }
  text += '\n';
  const LockRow& first = locks.blocks.front().rows.front();
  for (std::size_t i = 0; i < first.p50.variants.size(); ++i) {
    const std::string& variant = first.p50.variants[i].variant;
    if (!locks.not_paired.empty())
      text +=
          wrap(fmt::format("not paired, in a boot of {}: {}", variant, not_paired_text(locks, i)),
               2, kLineWidth);
    if (!locks.chunks_max.empty())
      text += wrap(fmt::format("most chunks that one wake-up of {} took: {:.0f}", variant,
                               locks.chunks_max[i]),
                   2, kLineWidth);
  }
  return text + wrap(
                    "in a boot: mean number. p50, p90, p99: median over boots of the boot's own; "
                    "p90 and p99 are read off buckets of powers of two and may be a factor of two "
                    "away. max: of all boots.",
                    2, kLineWidth);
}

}  // namespace folioscope::report
