// SPDX-License-Identifier: GPL-3.0-or-later
// What was compared: the experiment file, and as tables the kernels with what tells them apart, the
// machines, the workloads and the events.
#pragma once

#include <QLabel>
#include <QTabWidget>
#include <QTableView>

#include "models/experiment_model.h"
#include "models/store_queries.h"
#include "pages/code_view.h"
#include "pages/page.h"

namespace folioscope::pages {

class ExperimentPage : public Page {
  Q_OBJECT
 public:
  explicit ExperimentPage(QWidget* parent = nullptr);

  // Replaces what is shown; tab, place and chosen kernel stay.
  void show_run(const models::RunData& run) override;
  const QAbstractItemModel* shown_table() const override;
  bool busy() const override { return texts_.busy() || event_names_.busy(); }

  // For tests and tools that look at the page.
  const CodeView& file() const { return *file_; }
  QTabWidget& tabs() { return *tabs_; }
  QTableView& kernels() const { return *kernels_; }
  const CodeView& patches() const { return *patches_; }
  const CodeView& functions() const { return *functions_; }
  const QTableView& config() const { return *config_; }
  QString config_note() const { return config_note_->text(); }
  const QTableView& machines() const { return *machines_; }
  const QTableView& workloads() const { return *workloads_; }
  const QTableView& events() const { return *events_; }

 private:
  QWidget* kernel_tab();
  QWidget* config_tab();
  template <class Model>
  QTableView* add_table(Model* model, const QString& name, QWidget* parent);
  void show_kernel();
  void ask_for_texts(const store::VariantRow& kernel);
  void show_texts(const Result<query::KernelTexts>& texts);
  void ask_for_events();

  models::RunData run_;
  store::VariantRow shown_kernel_;
  QLabel* title_;
  QLabel* facts_;
  QTabWidget* tabs_;
  QTabWidget* kernel_tabs_;
  CodeView* file_;
  models::KernelModel* kernel_rows_;
  models::MachineModel* machine_rows_;
  models::WorkloadModel* workload_rows_;
  models::KnownEventModel* event_rows_;
  models::ConfigModel* config_rows_;
  QTableView* kernels_;
  QTableView* machines_;
  QTableView* workloads_;
  QTableView* events_;
  CodeView* patches_;
  CodeView* functions_;
  QTableView* config_;
  QLabel* config_note_;
  models::StoreQueries texts_, event_names_;
};

}  // namespace folioscope::pages
