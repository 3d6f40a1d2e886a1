// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/experiment_page.h"

#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "catalog/acceleration.h"
#include "format/units.h"
#include "models/qt_text.h"
#include "pages/parts.h"

namespace folioscope::pages {
namespace {

QString experiment_facts(const store::RunRow& run) {
  const QString tool = QObject::tr("folioscope %1").arg(models::text(run.tool_version));
  if (run.acceleration == catalog::kImported)
    return QObject::tr("imported boots").append(QStringLiteral(" · ")).append(tool);
  QStringList facts{models::text(run.spec_file)};
  if (!run.profile.empty()) facts << QObject::tr("profile %1").arg(models::text(run.profile));
  facts << QObject::tr("at most %1 of each variant under each condition")
               .arg(models::text(format::plural(run.boots, "boot")));
  if (run.fewest_boots > 0) facts << QObject::tr("at least %1").arg(run.fewest_boots);
  facts << QObject::tr("seed %1").arg(run.seed);
  facts << tool;
  return facts.join(QStringLiteral(" · "));
}

// What is asked of the store when another is chosen.
bool has_same_texts(const store::VariantRow& a, const store::VariantRow& b) {
  return a.name == b.name && a.base == b.base && a.kernel_hash == b.kernel_hash &&
         a.patches == b.patches;
}

}  // namespace

ExperimentPage::ExperimentPage(QWidget* parent)
    : Page(parent),
      title_(label("title", this)),
      facts_(label("caption", this)),
      tabs_(new QTabWidget(this)),
      kernel_tabs_(new QTabWidget(this)),
      file_(new CodeView(Language::Yaml, tr("Experiment file"), this)),
      kernel_rows_(new models::KernelModel(models::kernel_columns(), this)),
      machine_rows_(new models::MachineModel(models::machine_columns(), this)),
      workload_rows_(new models::WorkloadModel(models::workload_columns(), this)),
      event_rows_(new models::KnownEventModel(models::known_event_columns(), this)),
      config_rows_(new models::ConfigModel(models::config_columns(), this)),
      kernels_(add_table(kernel_rows_, tr("Kernels"), this)),
      machines_(add_table(machine_rows_, tr("Machines"), this)),
      workloads_(add_table(workload_rows_, tr("Workloads"), this)),
      events_(add_table(event_rows_, tr("Recorded events"), this)),
      patches_(new CodeView(Language::Diff, tr("Patches of the kernel"), this)),
      functions_(new CodeView(Language::Plain, tr("Functions that differ"), this)),
      config_(add_table(config_rows_, tr("Options that differ"), this)),
      config_note_(label("caption", this)) {
  tabs_->setAccessibleName(tr("Parts of the experiment"));
  kernel_tabs_->setAccessibleName(tr("Details of the kernel"));
  for (QTabWidget* tabs : {tabs_, kernel_tabs_}) tabs->setDocumentMode(true);
  tabs_->addTab(file_, tr("File"));
  tabs_->addTab(kernel_tab(), tr("Kernels"));
  tabs_->addTab(machines_, tr("Machines"));
  tabs_->addTab(workloads_, tr("Workloads"));
  tabs_->addTab(events_, tr("Events"));
  facts_->setWordWrap(true);
  QVBoxLayout* layout = page_layout(this);
  layout->addWidget(title_);
  layout->addWidget(facts_);
  layout->addWidget(tabs_, 1);
  connect(kernels_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ExperimentPage::show_kernel);
}

template <class Model>
QTableView* ExperimentPage::add_table(Model* model, const QString& name, QWidget* parent) {
  QTableView* view = table(name, parent);
  auto* sorted = new QSortFilterProxyModel(view);
  sorted->setSortRole(models::kSortRole);
  sorted->setSourceModel(model);
  view->setModel(sorted);
  view->setSelectionMode(QAbstractItemView::SingleSelection);
  view->sortByColumn(-1, Qt::AscendingOrder);  // as the experiment has them
  return view;
}

QWidget* ExperimentPage::kernel_tab() {
  kernel_tabs_->addTab(patches_, tr("Patches"));
  kernel_tabs_->addTab(functions_, tr("Functions"));
  kernel_tabs_->addTab(config_tab(), tr("Configuration"));
  auto* split = new QSplitter(Qt::Vertical, this);
  split->setObjectName(QStringLiteral("experiment"));
  split->setChildrenCollapsible(false);
  split->addWidget(kernels_);
  split->addWidget(kernel_tabs_);
  split->setSizes({180, 400});
  return split;
}

QWidget* ExperimentPage::config_tab() {
  auto* tab = new QWidget(this);
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->addWidget(config_note_);
  layout->addWidget(config_, 1);
  return tab;
}

void ExperimentPage::show_run(const models::RunData& run) {
  const bool another = !run_ || run_->file != run->file;
  run_ = run;
  title_->setText(models::text(run->run.name));
  facts_->setText(experiment_facts(run->run));
  file_->show_text(models::text(run->run.spec_text));
  kernel_rows_->set_rows(models::kernel_lines(*run));
  machine_rows_->set_rows(run->machines);
  workload_rows_->set_rows(run->workloads);
  if (another) {
    shown_kernel_ = {};
    // What tells the first patched kernel from the baseline is what is looked for.
    const int first = std::min(1, kernel_rows_->rowCount() - 1);
    kernels_->setCurrentIndex(kernels_->model()->index(first, 0));
  }
  show_kernel();
  ask_for_events();
}

const QAbstractItemModel* ExperimentPage::shown_table() const {
  const QWidget* shown = tabs_->currentWidget();
  for (const QTableView* view : {machines_, workloads_, events_})
    if (view == shown) return view->model();
  if (shown == file_) return nullptr;
  return config_->isVisible() ? config_->model() : kernels_->model();
}

void ExperimentPage::show_kernel() {
  const QModelIndex at = kernels_->currentIndex();
  if (!run_ || !at.isValid()) return;
  const auto* sorted = static_cast<const QSortFilterProxyModel*>(kernels_->model());
  const models::KernelLine& line = kernel_rows_->row(sorted->mapToSource(at).row());
  functions_->show_text(models::functions_as_text(line));
  if (has_same_texts(line.kernel, shown_kernel_)) return;
  shown_kernel_ = line.kernel;
  patches_->clear();
  config_rows_->set_rows({});
  config_note_->setText(tr("Reading…"));
  ask_for_texts(line.kernel);
}

void ExperimentPage::ask_for_texts(const store::VariantRow& kernel) {
  const store::VariantRow baseline = run_->variants.front().on(kernel.base);
  texts_.ask(
      run_->file,
      [baseline, kernel](store::Reader& reader, const std::stop_token&) {
        return query::load_kernel_texts(reader, baseline, kernel);
      },
      [this](const Result<query::KernelTexts>& texts) { show_texts(texts); });
}

void ExperimentPage::show_texts(const Result<query::KernelTexts>& texts) {
  if (!texts.ok()) {
    config_note_->setText(models::text(texts.fault().what));
    return;
  }
  QString patches = models::patches_as_text(texts->patches);
  if (patches.isEmpty()) patches = tr("### no patches: the base as it is");
  patches_->show_text(patches);
  if (!texts->config || !texts->baseline_config) {
    config_note_->setText(tr("The run did not keep the configuration of this kernel."));
    return;
  }
  config_rows_->set_rows(compare::config_changes(*texts->baseline_config, *texts->config));
  config_note_->setText(config_rows_->rowCount() == 0
                            ? tr("The configuration is that of the baseline.")
                            : tr("Options that are not as in the baseline's kernel."));
}

void ExperimentPage::ask_for_events() {
  event_names_.ask(
      run_->file,
      [](store::Reader& reader, const std::stop_token&) {
        return query::load_known_events(reader);
      },
      [this](Result<std::vector<query::KnownEvent>> events) {
        if (events.ok()) event_rows_->set_rows(*std::move(events));
      });
}

}  // namespace folioscope::pages
