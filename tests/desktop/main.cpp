// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a display for the tests of this program; and is the second process of those that watch a
// run go on (committer.h).
#include <gmock/gmock.h>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <cstdio>
#include <string_view>

#include "app/theme.h"
#include "desktop/committer.h"
#include "desktop/display.h"

int main(int argc, char** argv) {
  using namespace folioscope;
  if (argc == 3 && std::string_view(argv[1]) == desktop::kCommit)
    return desktop::commit_cells(argv[2]);
  ::testing::InitGoogleMock(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  const auto display = desktop::Display::start();
  if (!display) {
    std::fprintf(stderr, "%s\n  %s\n", display.fault().what.c_str(),
                 display.fault().remedy.c_str());
    return 1;
  }
  qputenv("DISPLAY", (*display)->name().c_str());
  qputenv("QT_QPA_PLATFORM", "xcb");
  qunsetenv("WAYLAND_DISPLAY");
  // Nothing of whoever runs the tests is read, nothing is left behind.
  const QTemporaryDir settings;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QApplication application(argc, argv);
  app::apply_look(application, {app::Theme::Light, 10});
  return RUN_ALL_TESTS();
}
