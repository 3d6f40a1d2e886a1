// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that is known of one boot: why it ended as it did, in full; its attempts with what the
// host gave them; its console.
#pragma once

#include <QLabel>
#include <QTabWidget>
#include <QTableView>
#include <filesystem>
#include <optional>

#include "models/attempt_model.h"
#include "models/cell_model.h"
#include "pages/console_view.h"

namespace folioscope::pages {

class BootDetail : public QWidget {
  Q_OBJECT
 public:
  explicit BootDetail(QWidget* parent = nullptr);

  // Null: no boot is chosen.
  void show_boot(const models::CellLine* line, const std::filesystem::path& store);

  QString title() const { return title_->text(); }
  QString reason() const { return reason_->toPlainText(); }
  const QTableView& attempts() const { return *attempt_table_; }
  const ConsoleView& console() const { return *console_; }
  // "Console", "Reason", "Attempts and host"
  QString tab() const { return tabs_->tabText(tabs_->currentIndex()); }

 private:
  std::optional<CellId> shown_;
  QLabel* title_;
  QLabel* facts_;
  QTabWidget* tabs_;
  CodeView* reason_;
  ConsoleView* console_;
  models::AttemptModel* attempts_;
  QTableView* attempt_table_;
};

}  // namespace folioscope::pages
