// SPDX-License-Identifier: GPL-3.0-or-later
// What each patch changed: the answer in a sentence and a paragraph for each variant, what touches
// it and what to do about that, and the effects on every headline metric beside a line at zero.
#pragma once

#include <QLabel>
#include <QTextBrowser>

#include "charts/forest_plot.h"
#include "models/effects.h"
#include "pages/condition_choice.h"
#include "pages/page.h"

namespace folioscope::pages {

class AnswerPage : public Page {
  Q_OBJECT
 public:
  explicit AnswerPage(QWidget* parent = nullptr);

  // Replaces what is shown; places in the texts and the chosen condition stay.
  void show_run(const models::RunData& run) override;
  const QAbstractItemModel* shown_table() const override { return effects_; }
  QWidget* shown_picture() override { return forest_; }

  // For tests and tools that look at the page.
  QString title() const { return title_->text(); }
  QString question() const { return question_->text(); }
  QString answers() const { return answers_->toPlainText(); }
  QString notices() const { return notices_->toPlainText(); }
  charts::ForestPlot& forest() { return *forest_; }
  QComboBox& condition_choice() { return conditions_->choice(); }
  bool chooses_condition() const { return conditions_->isVisibleTo(this); }

 private:
  QWidget* texts();
  QWidget* effects_part();
  void show_effects();

  models::RunData run_;
  QLabel *title_, *question_;
  QTextBrowser *answers_, *notices_;
  ConditionChoice* conditions_;
  charts::ForestPlot* forest_;
  models::EffectModel* effects_;
  QLabel* note_;
};

}  // namespace folioscope::pages
