// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces that pages are put together from, so that they all look alike.
#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>

namespace folioscope::pages {

inline constexpr int kMargin = 24, kGap = 12, kControlHeight = 30;  // pixels

// The column of a page, with its margins.
QVBoxLayout* page_layout(QWidget* page);

// Labels show plain text: what they say may come from a guest. The object name is the role that the
// style sheet knows: "title", "subtitle", "caption", "fact", "number".
QLabel* label(const QString& role, QWidget* parent);

// Sortable rows without a grid; the whole row is selected; columns as wide as their content.
QTableView* table(const QString& accessible_name, QWidget* parent);

// A tree of rows that looks like the tables; in its own order until a header is clicked.
QTreeView* tree(const QString& accessible_name, QWidget* parent);

// Plain text that is read, not edited: whole stacks and reasons.
QPlainTextEdit* details(const QString& accessible_name, QWidget* parent);

// A number with its meaning below, in a frame.
struct Card {
  QWidget* frame = nullptr;
  QLabel* number = nullptr;
  QLabel* caption = nullptr;
};
Card card(const QString& caption, QWidget* parent);

}  // namespace folioscope::pages
