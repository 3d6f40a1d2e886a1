// SPDX-License-Identifier: GPL-3.0-or-later
// Text of a file in a fixed-width font, with the numbers of its lines: read, searched and copied,
// never changed. Plain text whatever it holds; its colours follow the palette.
#pragma once

#include <QPlainTextEdit>
#include <QSyntaxHighlighter>

namespace folioscope::pages {

enum class Language { Plain, Yaml, Diff };

class CodeView : public QPlainTextEdit {
  Q_OBJECT
 public:
  CodeView(Language language, const QString& accessible_name, QWidget* parent);

  // The place that is looked at stays where the text is the same.
  void show_text(const QString& text);

  // For the margin that draws the numbers.
  int margin_width() const;
  void paint_margin(QPaintEvent* event);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QWidget* margin_;
  QSyntaxHighlighter* highlighter_ = nullptr;
};

}  // namespace folioscope::pages
