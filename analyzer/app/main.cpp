// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <cstdio>

#include "app/arguments.h"
#include "app/main_window.h"
#include "app/screenshot.h"
#include "app/theme.h"

namespace {

using namespace folioscope;

constexpr int kDone = 0, kBadInput = 2, kInfra = 4;

int report_fault(const Fault& fault) {
  std::fprintf(stderr, "folioscope-analyzer: %s\n", fault.what.c_str());
  if (!fault.remedy.empty()) std::fprintf(stderr, "  %s\n", fault.remedy.c_str());
  return fault.domain == FaultDomain::User ? kBadInput : kInfra;
}

// Before there is an application, which needs a display even to print its help.
QStringList words_of(int argc, char** argv) {
  QStringList words;
  for (int i = 1; i < argc; ++i) words << QString::fromLocal8Bit(argv[i]);
  return words;
}

int print(const QString& text) {
  std::fputs(text.toLocal8Bit().constData(), stdout);
  return kDone;
}

// Ends the event loop with the program's exit code as soon as the run is shown or refused.
void end_with_screenshot(app::MainWindow& window, const QString& file) {
  QObject::connect(&window, &app::MainWindow::ready, &window, [&window, file] {
    const Status saved = app::save_screenshot(window, file);
    QApplication::exit(saved.ok() ? kDone : report_fault(saved.fault()));
  });
  QObject::connect(&window, &app::MainWindow::failed, &window,
                   [](const Fault& fault) { QApplication::exit(report_fault(fault)); });
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = app::parse_arguments(words_of(argc, argv));
  if (!arguments) return report_fault(arguments.fault());
  if (arguments->help) return print(app::help_text());
  if (arguments->version) return print("folioscope-analyzer " FOLIOSCOPE_VERSION "\n");

  const bool picture = !arguments->screenshot.isEmpty();
  if (picture) app::render_without_display();
  int qt_argc = 1;  // Qt's own options are not ours to offer
  QApplication application(qt_argc, argv);
  QApplication::setApplicationName("folioscope-analyzer");
  app::apply_theme(application);
  if (picture)
    if (const Status fonts = app::check_fonts(); !fonts.ok()) return report_fault(fonts.fault());

  app::MainWindow window;
  window.resize(arguments->size);
  window.show_page(arguments->page);
  window.choose_metric(arguments->metric);
  if (picture) end_with_screenshot(window, arguments->screenshot);
  if (!arguments->run.isEmpty()) window.open(arguments->run);
  if (!picture) window.show();  // a picture is laid out when it is taken
  return QApplication::exec();
}
