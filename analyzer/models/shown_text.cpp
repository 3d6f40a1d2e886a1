// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shown_text.h"

#include "base/shown_text.h"
#include "models/qt_text.h"

namespace folioscope::models {
namespace {

constexpr QChar kEllipsis(0x2026);

QChar harmless(QChar one) {
  if (one == '\n' || one == '\r' || one == '\t' || one.unicode() == 0x2028 ||
      one.unicode() == 0x2029)
    return ' ';
  if (turns_direction(one.unicode()) || one.category() == QChar::Other_Control)
    return QChar::ReplacementCharacter;
  return one;
}

// No half of a pair of surrogates stays at the cut.
QString without_middle(const QString& text, qsizetype most) {
  if (text.size() <= most) return text;
  qsizetype begin = (most - 1) * 2 / 3, end = text.size() - (most - 1 - begin);
  if (begin > 0 && text.at(begin - 1).isHighSurrogate()) --begin;
  if (end < text.size() && text.at(end).isLowSurrogate()) ++end;
  return text.left(begin) + kEllipsis + text.mid(end);
}

}  // namespace

QString shown(const QString& text, qsizetype most) {
  QString line = without_middle(text, most);
  for (QChar& one : line) one = harmless(one);
  return line;
}

QString shown(std::string_view text, qsizetype most) { return shown(models::text(text), most); }

QString shown_lines(const QString& text, qsizetype most) {
  QString lines = without_middle(text, most);
  for (QChar& one : lines)
    if (one != '\n') one = harmless(one);
  return lines;
}

}  // namespace folioscope::models
