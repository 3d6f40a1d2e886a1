// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QApplication>
#include <QIcon>
#include <QTimer>
#include <cstdio>

#include "app/arguments.h"
#include "app/main_window.h"
#include "app/picture.h"
#include "app/preferences.h"
#include "app/theme.h"
#include "base/shown_text.h"

namespace {

using namespace folioscope;

constexpr const char* kDesktopId = "org.folioscope.Analyzer";  // as in desktop/
constexpr int kDone = 0, kBadInput = 2, kInfra = 4;
constexpr int kLookMs = 20, kLongestWaitMs = 30'000;  // for what a page asks of the store

int report_fault(const Fault& fault) {
  std::fprintf(stderr, "folioscope-analyzer: %s\n", printable_lines(fault.what).c_str());
  if (!fault.remedy.empty()) std::fprintf(stderr, "  %s\n", printable_lines(fault.remedy).c_str());
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

const Fault& no_display() {
  static const Fault fault =
      host_fault("there is no display to show a window on",
                 "start it in a graphical session (ssh -X has one); --screenshot FILE writes a "
                 "page as a picture and needs none");
  return fault;
}

Status check_display() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
    if (!qEnvironmentVariableIsEmpty(name)) return {};
  return no_display();
}

// Qt ends the process by abort() where it finds no display that answers.
void end_plainly(QtMsgType type, const QMessageLogContext&, const QString& message) {
  if (type == QtFatalMsg) {
    report_fault(no_display());
    std::fprintf(stderr, "  %s\n", message.toLocal8Bit().constData());
    ::_exit(kInfra);
  }
  if (type != QtDebugMsg && type != QtInfoMsg)
    std::fprintf(stderr, "%s\n", message.toLocal8Bit().constData());
}

// Ends the event loop with the program's exit code as soon as the page shows the run, with all that
// it asks for, or the run is refused.
void end_with_picture(app::MainWindow& window, const QString& file) {
  QObject::connect(&window, &app::MainWindow::ready, &window, [&window, file] {
    auto* look = new QTimer(&window);
    const auto save = [&window, file, look, waited = 0]() mutable {
      waited += kLookMs;
      if (window.busy() && waited < kLongestWaitMs) return;
      look->stop();
      const Status saved = app::save_picture(window, file);
      QApplication::exit(saved.ok() ? kDone : report_fault(saved.fault()));
    };
    QObject::connect(look, &QTimer::timeout, &window, save);
    look->start(kLookMs);
  });
  QObject::connect(&window, &app::MainWindow::failed, &window,
                   [](const Fault& fault) { QApplication::exit(report_fault(fault)); });
}

app::Look look_of(const app::Arguments& arguments) {
  const bool picture = !arguments.screenshot.isEmpty();
  app::Look look = picture ? app::Look{app::Theme::Light} : app::remembered_look();
  look.theme = arguments.theme.value_or(look.theme);
  return look;
}

int show(const app::Arguments& arguments) {
  const bool picture = !arguments.screenshot.isEmpty();
  app::MainWindow window;
  window.resize(app::kDefaultSize);
  if (!picture) window.remember();
  if (arguments.size) window.resize(*arguments.size);
  if (arguments.page) window.show_page(*arguments.page);
  window.choose_metric(arguments.metric);
  if (picture) end_with_picture(window, arguments.screenshot);
  if (!arguments.run.isEmpty()) window.open(arguments.run);
  if (!picture) window.show();  // a picture is laid out when it is taken
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = app::parse_arguments(words_of(argc, argv));
  if (!arguments) return report_fault(arguments.fault());
  if (arguments->help) return print(app::help_text());
  if (arguments->version) return print("folioscope-analyzer " FOLIOSCOPE_VERSION "\n");

  if (!arguments->screenshot.isEmpty()) app::render_without_display();
  if (const Status display = check_display(); !display.ok()) return report_fault(display.fault());
  qInstallMessageHandler(end_plainly);
  int qt_argc = 1;  // Qt's own options are not ours to offer
  QApplication application(qt_argc, argv);
  QApplication::setApplicationName("folioscope-analyzer");
  QApplication::setApplicationVersion(FOLIOSCOPE_VERSION);
  QGuiApplication::setDesktopFileName(kDesktopId);
  QGuiApplication::setWindowIcon(QIcon::fromTheme(kDesktopId));
  if (const Status fonts = app::check_fonts(); !fonts.ok()) return report_fault(fonts.fault());
  app::apply_look(application, look_of(*arguments));
  return show(*arguments);
}
