// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attempt_model.h"

#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

using store::AttemptRow;
using Milliseconds = std::optional<std::int64_t> store::HostUseRow::*;

// Empty: not measured.
Column<AttemptRow> host_column(const QString& title, const QString& hint, Milliseconds what) {
  return {.title = title,
          .hint = hint,
          .alignment = Qt::AlignRight,
          .text =
              [what](const AttemptRow& attempt) {
                const auto ms = attempt.host.*what;
                return ms ? text(format::duration(*ms * 1'000'000)) : QString();
              },
          .key =
              [what](const AttemptRow& attempt) {
                return qlonglong{(attempt.host.*what).value_or(-1)};
              }};
}

QString took_text(const AttemptRow& attempt) {
  if (!attempt.started || !attempt.finished) return {};
  return text(format::duration(attempt.finished->ns - attempt.started->ns));
}

}  // namespace

std::vector<Column<AttemptRow>> attempt_columns() {
  using Host = store::HostUseRow;
  return {
      {.title = "Attempt",
       .alignment = Qt::AlignRight,
       .text = [](const AttemptRow& attempt) { return QString::number(attempt.attempt); },
       .key = [](const AttemptRow& attempt) { return attempt.attempt; }},
      {.title = "Status",
       .text = [](const AttemptRow& attempt) { return text(to_string(attempt.status)); },
       .color = [](const AttemptRow& attempt) { return status_color(attempt.status); }},
      {.title = "Took", .alignment = Qt::AlignRight, .text = took_text},
      host_column("QEMU ran", "CPU time of the QEMU process", &Host::qemu_ran),
      host_column("vCPUs waited", "for a CPU of the host, summed up", &Host::qemu_waited),
      host_column("Stolen", "by a hypervisor below the host, all CPUs summed up", &Host::steal),
      host_column("CPU pressure", "some task of the host waited for a CPU", &Host::cpu_pressure),
      host_column("Memory pressure", "some task of the host waited for memory",
                  &Host::memory_pressure),
      host_column("I/O pressure", "some task of the host waited for a disk", &Host::io_pressure),
      {.title = "End of QEMU",
       .text = [](const AttemptRow& attempt) { return text(attempt.host.qemu_end); }},
      {.title = "Reason",
       .text = [](const AttemptRow& attempt) { return text(attempt.reason).simplified(); },
       .detail = [](const AttemptRow& attempt) { return text(attempt.reason); }}};
}

}  // namespace folioscope::models
