// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/operation_things.h"

#include <QObject>
#include <algorithm>
#include <array>
#include <utility>

#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"
#include "models/shown_text.h"

namespace folioscope::charts {
namespace {

using ThingKind = LaneThing::Kind;

double ns_since(GuestTime begin, GuestTime time) {
  return time < begin ? -static_cast<double>(begin.ns - time.ns)
                      : static_cast<double>(time.ns - begin.ns);
}

QString lane_time_text(double ns) { return models::text(format::short_time(ns)); }

QString holder_task_text(const store::IntervalRow& interval) {
  QString text;
  if (!interval.comm.empty()) text += QStringLiteral(" ") + models::shown(interval.comm);
  if (interval.pid) text += QStringLiteral(" %1").arg(*interval.pid);
  if (interval.cpu) text += QObject::tr(" on CPU %1").arg(*interval.cpu);
  return text;
}

LaneThing interval_thing(const query::OperationPages& pages, const store::IntervalRow& interval,
                         ThingKind kind) {
  const GuestTime begin = pages.operation.begin;
  const double from = ns_since(begin, interval.begin), to = ns_since(begin, interval.end),
               all = ns_since(begin, pages.operation.end);
  LaneThing thing{.kind = kind,
                  .begin_ns = std::clamp(from, 0.0, all),
                  .end_ns = std::clamp(to, 0.0, all),
                  .own = kind == ThingKind::Lock && pages.own(interval),
                  .holder_class = interval.holder_class};
  const QString what = kind == ThingKind::Reference ? QObject::tr("reference of %1")
                       : thing.own ? QObject::tr("lock held by the operation's task, %1")
                                   : QObject::tr("lock held by %1");
  thing.text = what.arg(models::shown(interval.holder_class)) + holder_task_text(interval) +
               QObject::tr(", %1 long").arg(lane_time_text(to - from));
  if (from < 0)
    thing.text += QObject::tr(", since %1 before the operation").arg(lane_time_text(-from));
  if (interval.waiters > 0)
    thing.text += QObject::tr(", %1 slept for it")
                      .arg(models::text(format::plural(interval.waiters, "task")));
  return thing;
}

LaneThing failure_thing(const query::OperationPages& pages, const store::FailureRow& failure) {
  const double at = std::max(ns_since(pages.operation.begin, failure.time), 0.0);
  return {.kind = ThingKind::Failure,
          .begin_ns = at,
          .end_ns = at,
          .holder_class = failure.kind,
          .text = QObject::tr("failed at %1, %2 after the begin: %3 references, %4 accounted for")
                      .arg(models::shown(failure.kind), lane_time_text(at),
                           QString::number(failure.seen), QString::number(failure.expected))};
}

}  // namespace

std::vector<LaneThing> things_of(const query::OperationPages& pages,
                                 const query::OperationPage& page) {
  std::vector<LaneThing> things;
  for (const store::IntervalRow& lock : page.locks)
    things.push_back(interval_thing(pages, lock, ThingKind::Lock));
  std::array<double, kReferenceRows> busy_until{};
  for (const store::IntervalRow& reference : page.references) {
    LaneThing thing = interval_thing(pages, reference, ThingKind::Reference);
    const auto* const free =
        std::ranges::find_if(busy_until, [&](double until) { return until <= thing.begin_ns; });
    thing.row =
        free == busy_until.end() ? kReferenceRows - 1 : static_cast<int>(free - busy_until.begin());
    double& until = busy_until.at(static_cast<std::size_t>(thing.row));
    until = std::max(until, thing.end_ns);
    things.push_back(std::move(thing));
  }
  for (const store::FailureRow& failure : page.failures)
    things.push_back(failure_thing(pages, failure));
  std::ranges::stable_sort(things, {}, &LaneThing::begin_ns);
  return things;
}

QColor thing_color(const LaneThing& thing) {
  switch (thing.kind) {
    case ThingKind::Lock:
      return models::lock_color(thing.holder_class);
    case ThingKind::Reference:
      return models::class_color(thing.holder_class);
    case ThingKind::Failure:
      break;
  }
  return models::status_color(CellStatus::Hang);
}

QBrush own_hatch(const LaneThing& thing) {
  constexpr int kDarker = 180;  // percent
  return {thing_color(thing).darker(kDarker), Qt::BDiagPattern};
}

std::vector<LaneClass> legend_of(const std::vector<std::vector<LaneThing>>& lanes) {
  std::vector<LaneClass> legend;
  const auto same = [](const LaneThing& one, const LaneThing& other) {
    if (one.kind != other.kind || one.own != other.own) return false;
    return one.own || one.kind == ThingKind::Failure || one.holder_class == other.holder_class;
  };
  for (const auto& lane : lanes)
    for (const LaneThing& thing : lane) {
      if (std::ranges::any_of(legend, [&](const auto& has) { return same(has.thing, thing); }))
        continue;
      const QString name = models::shown(thing.holder_class);
      legend.push_back({thing, thing.kind == ThingKind::Failure ? QObject::tr("failed")
                               : thing.kind == ThingKind::Reference
                                   ? QObject::tr("reference: %1").arg(name)
                               : thing.own ? QObject::tr("lock: own task")
                                           : QObject::tr("lock: %1").arg(name)});
    }
  return legend;
}

}  // namespace folioscope::charts
