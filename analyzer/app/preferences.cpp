// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/preferences.h"

#include <QDir>
#include <algorithm>

namespace folioscope::app {
namespace {

constexpr const char* kRecentKey = "recent";
constexpr const char* kThemeKey = "theme";
constexpr const char* kTextKey = "text_points";

}  // namespace

std::unique_ptr<QSettings> open_settings() {
  return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                     QStringLiteral("folioscope"), QStringLiteral("analyzer"));
}

QStringList recent_runs() {
  QStringList runs = open_settings()->value(kRecentKey).toStringList();
  runs.removeAll(QString());
  return runs.mid(0, kRecentRuns);
}

void add_recent_run(const QString& run) {
  const QString place = QDir::cleanPath(QDir().absoluteFilePath(run));
  QStringList runs = recent_runs();
  runs.removeAll(place);
  runs.prepend(place);
  open_settings()->setValue(kRecentKey, QStringList(runs.mid(0, kRecentRuns)));
}

void forget_recent_runs() { open_settings()->remove(kRecentKey); }

Look remembered_look() {
  const auto settings = open_settings();
  Look look;
  look.theme = parse_theme(settings->value(kThemeKey).toString()).value_or(Theme::System);
  const double points = settings->value(kTextKey, look.text_points).toDouble();
  if (points >= kSmallestText && points <= kLargestText) look.text_points = points;
  return look;
}

void remember_look(const Look& look) {
  const auto settings = open_settings();
  settings->setValue(kThemeKey, theme_name(look.theme));
  settings->setValue(kTextKey, look.text_points);
}

}  // namespace folioscope::app
