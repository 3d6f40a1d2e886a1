// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_text.h"

#include <QObject>
#include <QStringList>

#include "catalog/classes.h"
#include "format/time_axis.h"
#include "format/units.h"
#include "models/qt_text.h"
#include "query/stack_chain.h"

namespace folioscope::charts {
namespace {

using models::text;

QString length_text(const query::TimeSpan& span) {
  return text(format::short_time(static_cast<double>(span.length())));
}

QString stretch_text(const query::TimeSpan& span) {
  return QObject::tr("from %1, for %2")
      .arg(text(format::guest_time(span.begin_ns)), length_text(span));
}

QString class_text(const std::string& name) {
  if (name.empty()) return QObject::tr("not classified");
  const catalog::Class* known = catalog::find_holder_class(name);
  if (known == nullptr) known = catalog::find_lock_class(name);
  return known == nullptr ? text(name) : text(name) + ": " + text(known->meaning);
}

void add_stack(std::int64_t id, const query::BootOutline& boot, QStringList& lines) {
  const auto stack = boot.stacks.find(id);
  if (stack != boot.stacks.end()) lines << text(query::stack_chain(stack->second, 6));
}

QString task_text(const std::optional<std::int64_t>& pid, const std::string& comm, int cpu) {
  QStringList parts;
  if (!comm.empty()) parts << text(comm);
  if (pid) parts << QObject::tr("pid %1").arg(*pid);
  if (cpu >= 0) parts << QObject::tr("CPU %1").arg(cpu);
  return parts.join(", ");
}

}  // namespace

QString text_of(const store::OperationRow& operation) {
  const query::TimeSpan span{query::bounded_time(operation.begin),
                             query::bounded_time(operation.end)};
  QStringList lines;
  lines << (operation.reason.empty() ? text(operation.kind)
                                     : text(operation.kind + " " + operation.reason)) +
               (operation.failed ? QObject::tr(" failed") : QString());
  lines << QObject::tr("pid %1, %2").arg(QString::number(operation.pid), stretch_text(span));
  lines << QObject::tr("%1, %2, %3")
               .arg(text(format::plural(operation.pages, "page")),
                    text(format::plural(operation.attempts, "attempt")),
                    QObject::tr("%1 of them failed")
                        .arg(text(format::count(operation.failed_attempts))));
  if (operation.retries > 0)
    lines << QObject::tr("ranges found busy: %1").arg(text(format::count(operation.retries)));
  if (operation.error != 0) lines << QObject::tr("error %1").arg(operation.error);
  return lines.join('\n');
}

QString text_of(const store::FailureRow& failure, const query::BootOutline& boot) {
  QStringList lines;
  lines << QObject::tr("pfn 0x%1 could not be migrated (%2)")
               .arg(static_cast<std::uint64_t>(failure.pfn), 0, 16)
               .arg(text(failure.kind));
  lines << QObject::tr("%1, pid %2")
               .arg(text(format::guest_time(query::bounded_time(failure.time))),
                    QString::number(failure.pid));
  lines << QObject::tr("%1 references, %2 expected: holders %3")
               .arg(QString::number(failure.seen), QString::number(failure.expected),
                    text(failure.attribution));
  for (const store::HolderRow& holder : boot.references.holders)
    if (holder.failure == failure.id)
      lines << QObject::tr("%1 (%2)").arg(
          class_text(holder.holder_class),
          task_text(holder.pid, holder.comm, holder.cpu.value_or(-1)));
  return lines.join('\n');
}

QString text_of(const query::PageHold& hold, const QString& what, const query::BootOutline& boot) {
  QStringList lines;
  lines << class_text(hold.holder_class);
  lines << QStringLiteral("%1 %2").arg(what, stretch_text(hold.span));
  if (!hold.begin_seen) lines << QObject::tr("its begin was not seen");
  if (!hold.end_seen) lines << QObject::tr("its end was not seen");
  if (const QString task = task_text(hold.pid, hold.comm, hold.cpu); !task.isEmpty()) lines << task;
  if (hold.waiters > 0)
    lines << QObject::tr("%1 began to wait").arg(text(format::plural(hold.waiters, "task")));
  add_stack(hold.stack, boot, lines);
  return lines.join('\n');
}

QString text_of(const query::PageWait& wait) {
  QStringList lines;
  lines << QObject::tr("pid %1 waited %2")
               .arg(QString::number(wait.pid),
                    wait.bit == 0 ? QObject::tr("for the lock")
                                  : QObject::tr("for bit %1 of the page's flags").arg(wait.bit));
  lines << stretch_text(wait.span);
  if (!wait.begin_seen) lines << QObject::tr("its begin was not seen");
  if (!wait.end_seen) lines << QObject::tr("its end was not seen");
  if (wait.waker)
    lines << QObject::tr("woken by pid %1, went on %2 later")
                 .arg(QString::number(*wait.waker), length_text({wait.woken_ns, wait.span.end_ns}));
  return lines.join('\n');
}

QString text_of(const query::PageMark& mark) {
  QString name = name_of(mark.event);
  if (mark.kind == query::PageMarkKind::FailedAttempt) name += QObject::tr(" failed");
  return QObject::tr("%1\n%2, pid %3, CPU %4")
      .arg(name, text(format::guest_time(mark.time_ns)), QString::number(mark.pid),
           QString::number(mark.cpu));
}

QString name_of(const query::EventName& event) {
  return event.name.empty() ? QStringLiteral("?") : text(event.system + "." + event.name);
}

}  // namespace folioscope::charts
