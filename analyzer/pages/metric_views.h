// SPDX-License-Identifier: GPL-3.0-or-later
// One metric, drawn in one of several ways: its boots side by side, the share of boots below a
// value, the samples inside the boots, or the metric over a number that the run sweeps. Only the
// ways that the metric has are offered, and only the one that is looked at is computed.
#pragma once

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QWidget>
#include <map>
#include <optional>
#include <vector>

#include "charts/boot_chart.h"
#include "charts/hold_chart.h"
#include "charts/line_chart.h"
#include "charts/pictures.h"
#include "models/run_data.h"
#include "models/store_queries.h"

namespace folioscope::pages {

enum class MetricView { Boots, Shares, Samples, Sweep };

// What is drawn; everything lives as long as the runs.
struct ShownMetric {
  models::RunData run, other;
  const query::Condition* condition = nullptr;
  const query::Series* series = nullptr;
  compare::MetricResult result;
  std::optional<charts::BesideSeries> beside;  // of `other`
};

class MetricViews : public QWidget {
  Q_OBJECT
 public:
  explicit MetricViews(QWidget* parent = nullptr);

  void show_metric(const ShownMetric& shown);
  void show_message(const QString& message);
  void emphasize(std::optional<std::size_t> variant);
  // Chosen by the reader; the metric may not have it, then its boots are drawn.
  void choose(MetricView view);
  QWidget* picture();

  // What is offered for the metric, and drawn.
  bool offers(MetricView view) const { return button(view).isVisibleTo(this); }
  MetricView drawn() const { return drawn_; }
  const QString& note() const { return note_; }  // how to read it

  const charts::BootChart& boots() const { return *boots_; }
  const charts::LineChart& lines() const { return *lines_; }
  const charts::LineChart& shifts() const { return *shifts_; }
  bool has_chart() const { return stack_->currentWidget() != message_; }
  QString message() const { return message_->text(); }
  QCheckBox& paired() { return *paired_; }
  QAbstractButton& button(MetricView view) const {
    return *buttons_->button(static_cast<int>(view));
  }

 Q_SIGNALS:
  // Another note is to be shown, because another view is.
  void note_changed();

 private:
  QWidget* switches();
  void offer();
  void draw();
  void draw_boots();
  void draw_shares();
  void draw_sweep();
  void ask_for_samples();
  void draw_samples(const std::map<CellId, query::Distribution>& boots);
  const compare::GrowthAxis* axis() const;

  ShownMetric shown_;
  std::vector<compare::GrowthAxis> axes_;  // of shown_.run
  MetricView wanted_ = MetricView::Boots, drawn_ = MetricView::Boots;
  QString note_;
  std::optional<std::size_t> emphasis_;
  models::StoreQueries* queries_;
  QButtonGroup* buttons_;
  QCheckBox* paired_;
  QComboBox* swept_;
  QStackedWidget* stack_;
  charts::BootChart* boots_;
  charts::LineChart *lines_, *shifts_;
  charts::HoldChart* samples_;
  QWidget* inside_;  // samples_ above shifts_
  QLabel* message_;
};

}  // namespace folioscope::pages
