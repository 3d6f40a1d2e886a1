// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/code_view.h"

#include <QEvent>
#include <QFontDatabase>
#include <QPaintEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QTextBlock>
#include <algorithm>

#include "models/colors.h"

namespace folioscope::pages {
namespace {

using models::Ink;

constexpr int kMarginPad = 8;  // pixels beside the number of a line

class LineNumbers : public QWidget {
 public:
  explicit LineNumbers(CodeView* view) : QWidget(view), view_(view) {}
  QSize sizeHint() const override { return {view_->margin_width(), 0}; }

 protected:
  void paintEvent(QPaintEvent* event) override { view_->paint_margin(event); }

 private:
  CodeView* view_;
};

// Light colouring: keys, quoted values and comments; a diff by its first characters.
class Highlighter : public QSyntaxHighlighter {
 public:
  Highlighter(Language language, CodeView* view)
      : QSyntaxHighlighter(view->document()), language_(language), view_(view) {}

 protected:
  void highlightBlock(const QString& line) override {
    if (language_ == Language::Yaml) yaml(line);
    if (language_ == Language::Diff) diff(line);
  }

 private:
  void color(qsizetype from, qsizetype length, Ink ink) {
    setFormat(static_cast<int>(from), static_cast<int>(length),
              models::ink_color(ink, view_->palette()));
  }

  void yaml(const QString& line) {
    static const QRegularExpression kKey(
        QStringLiteral("(?:^|[{,]|- )\\s*([\\w./-]+)\\s*:(?=\\s|$)"));
    static const QRegularExpression kQuoted(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'"));
    static const QRegularExpression kComment(QStringLiteral("(?:^|\\s)(#.*)$"));
    for (auto all = kKey.globalMatch(line); all.hasNext();) {
      const auto key = all.next();
      color(key.capturedStart(1), key.capturedLength(1), Ink::Key);
    }
    qsizetype quoted_until = 0;
    for (auto all = kQuoted.globalMatch(line); all.hasNext();) {
      const auto quoted = all.next();
      color(quoted.capturedStart(), quoted.capturedLength(), Ink::Value);
      quoted_until = quoted.capturedEnd();
    }
    if (const auto comment = kComment.match(line, quoted_until); comment.hasMatch())
      color(comment.capturedStart(1), comment.capturedLength(1), Ink::Comment);
  }

  void diff(const QString& line) {
    const auto starts = [&](const char* with) { return line.startsWith(QLatin1String(with)); };
    if (starts("diff ") || starts("--- ") || starts("+++ ") || starts("@@"))
      color(0, line.size(), Ink::Heading);
    else if (line == QLatin1String("---"))
      return;  // of a mail: below it the message ends
    else if (starts("+"))
      color(0, line.size(), Ink::Added);
    else if (starts("-"))
      color(0, line.size(), Ink::Removed);
    else if (starts("index ") || starts("From ") || starts("From: ") || starts("Date: ") ||
             starts("Subject: "))
      color(0, line.size(), Ink::Comment);
  }

  Language language_;
  CodeView* view_;
};

}  // namespace

CodeView::CodeView(Language language, const QString& accessible_name, QWidget* parent)
    : QPlainTextEdit(parent),
      margin_(new LineNumbers(this)),
      highlighter_(new Highlighter(language, this)) {
  setAccessibleName(accessible_name);
  setReadOnly(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  setLineWrapMode(QPlainTextEdit::NoWrap);
  setTabChangesFocus(true);
  setUndoRedoEnabled(false);
  // The family alone: the size stays that of all text.
  QFont fixed;
  fixed.setFamilies({QFontDatabase::systemFont(QFontDatabase::FixedFont).family()});
  fixed.setStyleHint(QFont::Monospace);
  setFont(fixed);
  connect(this, &QPlainTextEdit::blockCountChanged, this,
          [this] { setViewportMargins(margin_width(), 0, 0, 0); });
  connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& part, int moved) {
    if (moved != 0)
      margin_->scroll(0, moved);
    else
      margin_->update(0, part.y(), margin_->width(), part.height());
  });
  setViewportMargins(margin_width(), 0, 0, 0);
}

void CodeView::show_text(const QString& text) {
  if (text != toPlainText()) setPlainText(text);
}

int CodeView::margin_width() const {
  const QString widest(QString::number(std::max(99, blockCount())).size(), QLatin1Char('9'));
  return fontMetrics().horizontalAdvance(widest) + 2 * kMarginPad;
}

void CodeView::paint_margin(QPaintEvent* event) {
  QPainter painter(margin_);
  painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
  painter.setFont(font());
  painter.setPen(models::ink_color(Ink::Comment, palette()));
  QTextBlock block = firstVisibleBlock();
  double top = blockBoundingGeometry(block).translated(contentOffset()).top();
  while (block.isValid() && top <= event->rect().bottom()) {
    const double height = blockBoundingRect(block).height();
    if (block.isVisible() && top + height >= event->rect().top())
      painter.drawText(QRectF(0, top, margin_->width() - kMarginPad, height), Qt::AlignRight,
                       QString::number(block.blockNumber() + 1));
    block = block.next();
    top += height;
  }
}

void CodeView::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  const QRect inside = contentsRect();
  margin_->setGeometry(inside.left(), inside.top(), margin_width(), inside.height());
}

void CodeView::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::FontChange) setViewportMargins(margin_width(), 0, 0, 0);
  if (event->type() == QEvent::PaletteChange && highlighter_ != nullptr)
    highlighter_->rehighlight();
}

}  // namespace folioscope::pages
