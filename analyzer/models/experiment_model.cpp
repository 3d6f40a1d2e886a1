// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/experiment_model.h"

#include <QFileInfo>
#include <algorithm>

#include "format/labels.h"
#include "format/units.h"
#include "models/colors.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

QString joined(const std::vector<std::string>& texts, const QString& between) {
  QStringList all;
  for (const std::string& one : texts) all << text(one);
  return all.join(between);
}

QString patches_text(const store::VariantRow& kernel) {
  QStringList titles;
  for (const store::PatchRow& patch : kernel.patches)
    if (is_of_experiment(patch)) titles << patch_title(patch);
  return titles.join(", ");
}

QString notes_text(const store::VariantRow& kernel) {
  if (kernel.fault) return QStringLiteral("no kernel: ") + text(*kernel.fault);
  QStringList all;
  if (!kernel.notes.empty()) all << joined(kernel.notes, "; ");
  for (const store::PatchRow& patch : kernel.patches)
    if (!patch.notes.empty()) all << patch_title(patch) + ": " + joined(patch.notes, "; ");
  if (!kernel.missing_hooks.empty())
    all << "without the hooks " + joined(kernel.missing_hooks, ", ");
  return all.join("; ");
}

QString disks_text(const store::MachineRow& machine) {
  QStringList all;
  for (const store::DiskRow& disk : machine.detail.disks) {
    QString one = text(format::bytes(disk.size));
    if (!disk.filesystem.empty()) one += ' ' + text(disk.filesystem);
    for (const store::DiskLimit& limit : store::kDiskLimits)
      if (const auto value = disk.*limit.value)
        one += QStringLiteral(", %1 %2").arg(
            limit.name, text(format::count(static_cast<std::int64_t>(*value))));
    all << one;
  }
  return all.join("; ");
}

template <class Row>
Column<Row> plain_column(const QString& title, std::function<QString(const Row&)> shown) {
  return {.title = title, .text = shown, .detail = shown};
}

template <class Row>
Column<Row> count_column(const QString& title, std::function<qlonglong(const Row&)> number) {
  return {.title = title,
          .alignment = Qt::AlignRight,
          .text = [number](const Row& row) { return text(format::count(number(row))); },
          .key = [number](const Row& row) { return number(row); }};
}

}  // namespace

bool is_of_experiment(const store::PatchRow& patch) { return patch.kind != "instrumentation"; }

QString patch_title(const store::PatchRow& patch) {
  if (patch.kind == "revert") return QStringLiteral("revert of ") + text(patch.target);
  return QFileInfo(text(patch.target)).fileName();
}

QString named_text(const store::NamedValues& values) {
  QStringList all;
  for (const auto& [name, value] : values) all << text(name) + '=' + text(value);
  return all.join(", ");
}

std::vector<Column<KernelLine>> kernel_columns() {
  using Line = KernelLine;
  Column<Line> variant{.title = "Variant",
                       .text = [](const Line& line) { return text(line.kernel.name); },
                       .color = [](const Line& line) { return variant_color(line.position); }};
  return {
      std::move(variant),
      plain_column<Line>("Base",
                         [](const Line& line) {
                           const QString base = text(line.kernel.base);
                           const QString source = text(line.kernel.source);
                           return base.isEmpty() ? source : base + " (" + source + ')';
                         }),
      plain_column<Line>(
          "Kernel", [](const Line& line) { return text(line.kernel.kernel_release.value_or("")); }),
      plain_column<Line>("Patches", [](const Line& line) { return patches_text(line.kernel); }),
      plain_column<Line>("Functions", [](const Line& line) { return line.functions; }),
      plain_column<Line>("Settings",
                         [](const Line& line) { return named_text(line.kernel.settings); }),
      plain_column<Line>("Notes", [](const Line& line) { return notes_text(line.kernel); })};
}

std::vector<KernelLine> kernel_lines(const query::Comparison& run) {
  std::vector<KernelLine> lines;
  for (std::size_t at = 0; at < run.variants.size(); ++at)
    for (const store::VariantRow* kernel : format::kernels_of(run.variants[at])) {
      const std::string functions =
          at == 0 ? std::string()
                  : format::functions_text(run.variants.front().on(kernel->base), *kernel);
      lines.push_back({*kernel, text(functions), at});
    }
  return lines;
}

std::vector<Column<store::MachineRow>> machine_columns() {
  using Row = store::MachineRow;
  return {plain_column<Row>("Machine", [](const Row& row) { return text(row.name); }),
          count_column<Row>("vCPUs", [](const Row& row) { return qlonglong{row.vcpus}; }),
          {.title = "Memory",
           .alignment = Qt::AlignRight,
           .text = [](const Row& row) { return text(format::bytes(row.memory)); },
           .key = [](const Row& row) { return qulonglong{row.memory.count}; }},
          count_column<Row>("NUMA nodes", [](const Row& row) { return qlonglong{row.numa_nodes}; }),
          plain_column<Row>("Disks", disks_text),
          plain_column<Row>("Command line", [](const Row& row) { return text(row.cmdline); })};
}

std::vector<Column<store::WorkloadRow>> workload_columns() {
  using Row = store::WorkloadRow;
  return {plain_column<Row>("Workload", [](const Row& row) { return text(row.name); }),
          plain_column<Row>("Program", [](const Row& row) { return text(row.program); }),
          plain_column<Row>("Arguments", [](const Row& row) { return named_text(row.args); }),
          plain_column<Row>("Settings", [](const Row& row) { return named_text(row.settings); }),
          plain_column<Row>("Base", [](const Row& row) { return text(row.base); }),
          plain_column<Row>("Numbers found in its output", [](const Row& row) {
            QStringList names;
            for (const store::MetricPatternRow& metric : row.metrics) names << text(metric.name);
            return names.join(", ");
          })};
}

std::vector<Column<compare::ConfigChange>> config_columns() {
  using Row = compare::ConfigChange;
  return {plain_column<Row>("Option", [](const Row& row) { return text(row.option); }),
          plain_column<Row>("Baseline", [](const Row& row) { return text(row.baseline); }),
          plain_column<Row>("This kernel", [](const Row& row) { return text(row.kernel); })};
}

std::vector<Column<query::KnownEvent>> known_event_columns() {
  using Row = query::KnownEvent;
  return {plain_column<Row>("System", [](const Row& row) { return text(row.system); }),
          plain_column<Row>("Event", [](const Row& row) { return text(row.name); }),
          count_column<Row>("Boots with it", [](const Row& row) { return qlonglong{row.boots}; })};
}

QString patches_as_text(const std::vector<query::PatchText>& patches) {
  QStringList all;
  for (const query::PatchText& one : patches) {
    QString head = QStringLiteral("### ") + patch_title(one.patch);
    for (const std::string& note : one.patch.notes) head += "\n### " + text(note);
    if (one.patch.kind == "revert") {
      all << head;
    } else if (!one.text) {
      all << head + QObject::tr("\n### the run did not keep its text; sha256 %1")
                        .arg(text(one.patch.sha256.empty() ? "unknown" : one.patch.sha256));
    } else {
      QString diff = text(*one.text);
      diff.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
      all << head + '\n' + diff;
    }
  }
  return all.join('\n');
}

QString functions_as_text(const KernelLine& kernel) {
  if (!kernel.kernel.functions) return kernel.functions;
  QStringList lines;
  const auto add = [&](const QString& verb, const std::vector<std::string>& names) {
    for (const std::string& name : names) lines << verb + text(name);
  };
  add(QStringLiteral("changed  "), kernel.kernel.functions->changed);
  add(QStringLiteral("added    "), kernel.kernel.functions->added);
  add(QStringLiteral("removed  "), kernel.kernel.functions->removed);
  return lines.isEmpty() ? kernel.functions : lines.join('\n');
}

}  // namespace folioscope::models
