// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "compare/page_locks.h"
#include "format/labels.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/run_sections.h"
#include "text/table.h"
#include "text/tables.h"

namespace folioscope::text {
namespace {

void add_row(const compare::LockRow& row, Table& table) {
  table.add_line(row.title);
  for (std::size_t i = 0; i < row.variants.size(); ++i) {
    const compare::LockVariant& variant = row.variants[i];
    const compare::VariantResult& result = row.p50.variants[i];
    if (!result.asked) continue;
    const std::string name = result.variant + (result.touched_by_loss ? "*" : "");
    if (variant.per_boot == 0) {
      table.add({name, "0.0", "", "", "", "", "", ""});
      continue;
    }
    std::vector<std::string> texts{name, format::number({1, "", 1}, variant.per_boot)};
    for (const double value : {variant.p50, variant.p90, variant.p99, variant.largest})
      texts.push_back(format::lock_value(row, value));
    texts.push_back(format::difference_text(result, row.p50.scale));
    texts.push_back(format::difference_interval_text(result, row.p50.scale));
    table.add(std::move(texts));
  }
}

std::string not_paired_text(const compare::LockTable& locks, std::size_t variant) {
  std::string text;
  for (const compare::NotPaired& one : locks.not_paired)
    if (const auto mean = one.per_boot[variant])
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", format::number({1, "", 1}, *mean),
                          one.meaning);
  return text;
}

}  // namespace

std::string lock_section(const compare::LockTable& locks) {
  if (locks.empty()) return {};
  using enum Align;
  std::string text = "Page locks\n";
  for (const compare::LockBlock& block : locks.blocks) {
    Table table({Left, Right, Right, Right, Right, Right, Right, Left});
    table.add({"", "in a boot", "p50", "p90", "p99", "max", "p50 differs", "95 % interval"});
    for (const compare::LockRow& row : block.rows) add_row(row, table);
    text += '\n' + block.title + '\n' + table.render(2);
  }
  text += '\n';
  const compare::LockRow& first = locks.blocks.front().rows.front();
  for (std::size_t i = 0; i < first.p50.variants.size(); ++i) {
    const std::string& variant = first.p50.variants[i].variant;
    if (const std::string not_paired = not_paired_text(locks, i); !not_paired.empty())
      text +=
          wrap(fmt::format("not paired, in a boot of {}: {}", variant, not_paired), 2, kLineWidth);
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

}  // namespace folioscope::text
