// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/holder_details.h"

#include <QObject>
#include <QStringList>
#include <algorithm>

#include "format/units.h"
#include "format/wording.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::pages {
namespace {

constexpr std::size_t kMostStacks = 20;
constexpr qsizetype kFrameLength = 500, kTaskNames = 10;

QString mean_text(double value) { return models::text(format::number({1, "", 1}, value)); }

QString differences_text(const compare::MetricResult& failures) {
  QString text;
  for (const compare::VariantResult& result : failures.variants)
    if (result.asked && result.outcome != compare::Outcome::Baseline)
      text += QObject::tr("%1: %2\n")
                  .arg(models::shown(result.variant, models::kCellLength),
                       models::text(format::explain(result, failures.scale)));
  return text;
}

QString tasks_text(const compare::HolderRow& holder) {
  QString text;
  for (std::size_t i = 0; i < holder.variants.size(); ++i) {
    const compare::HolderVariant& variant = holder.variants[i];
    std::vector<compare::TaskCount> tasks = variant.tasks;
    std::ranges::stable_sort(tasks, std::greater(), &compare::TaskCount::failures);
    QStringList names;
    for (const compare::TaskCount& task : tasks)
      if (names.size() < kTaskNames)
        names << QStringLiteral("%1 (%2)").arg(models::shown(task.comm),
                                               models::text(format::count(task.failures)));
    if (names.isEmpty()) continue;
    text += QObject::tr("%1: held by %2")
                .arg(models::shown(holder.failures.variants[i].variant), names.join(", "));
    if (variant.median_age_ns)
      text += QObject::tr("; for %1 before the failure, median")
                  .arg(models::text(format::short_time(*variant.median_age_ns)));
    text += '\n';
  }
  return text;
}

QString stack_text(const compare::StackOfHolder& stack, const compare::HolderRow& holder) {
  QStringList counts;
  for (std::size_t i = 0; i < stack.per_boot.size() && i < holder.variants.size(); ++i)
    if (holder.variants[i].boots > 0)
      counts << QStringLiteral("%1 %2").arg(models::shown(holder.failures.variants[i].variant),
                                            mean_text(stack.per_boot[i]));
  QString text = QObject::tr("In a boot: %1\n").arg(counts.join(", "));
  for (const QString& frame : models::text(stack.frames).split(';'))
    text += "    " + models::shown(frame, kFrameLength) + '\n';
  return text;
}

QString stacks_text(const HolderDetails& details) {
  if (!details.stacks_loaded) return QObject::tr("The whole stacks are being read...\n");
  std::vector<const compare::StackOfHolder*> fitting;
  for (const compare::StackOfHolder& stack : details.stacks)
    if (stack.holder_class == details.holder->holder_class &&
        (details.holder->place.empty() || stack.chain == details.holder->chain))
      fitting.push_back(&stack);
  if (fitting.empty()) return QObject::tr("No stack was recorded.\n");
  QString text = QObject::tr("Whole stacks, innermost frame first: %1\n").arg(fitting.size());
  for (std::size_t i = 0; i < std::min(fitting.size(), kMostStacks); ++i)
    text += '\n' + stack_text(*fitting[i], *details.holder);
  if (fitting.size() > kMostStacks)
    text += QObject::tr("\n%1 more, each in fewer failures\n").arg(fitting.size() - kMostStacks);
  return text;
}

}  // namespace

QString holder_details_text(const HolderDetails& details) {
  if (details.holder == nullptr)
    return details.all == nullptr ? QString() : differences_text(*details.all);
  const compare::HolderRow& holder = *details.holder;
  QString text = models::shown(holder.holder_class, models::kCellLength);
  if (const auto meaning = compare::describe_class(holder.holder_class); !meaning.empty())
    text += ": " + models::text(meaning);
  text += '\n';
  if (!holder.place.empty()) text += models::shown(holder.place, kFrameLength) + '\n';
  if (!details.task.isEmpty())
    text += QObject::tr("task %1\n").arg(models::shown(details.task, models::kCellLength));
  return text + '\n' + differences_text(holder.failures) + tasks_text(holder) + '\n' +
         stacks_text(details);
}

}  // namespace folioscope::pages
