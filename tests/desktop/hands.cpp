// SPDX-License-Identifier: GPL-3.0-or-later
#include "desktop/hands.h"

#include <gtest/gtest.h>

#include <QTest>

#include "sys/process.h"

namespace folioscope::desktop {
namespace {

constexpr int kAppearMs = 30'000;

sys::Exit xdotool_exit(std::vector<std::string> words) {
  const auto program = sys::find_program("xdotool");
  if (!program) {
    ADD_FAILURE() << program.fault().what << ": ./dev setup installs it";
    return {.code = 127, .signal = 0, .out = {}, .err = {}};
  }
  words.insert(words.begin(), *program);
  const auto exit = sys::run({.argv = words, .cwd = {}, .env = {}, .input = {}, .log = {}});
  if (exit) return *exit;
  ADD_FAILURE() << exit.fault().what;
  return {.code = 127, .signal = 0, .out = {}, .err = {}};
}

std::vector<std::string> place_words(const QPoint& at) {
  return {"mousemove", std::to_string(at.x()), std::to_string(at.y())};
}

void follow_with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  xdotool(words);
}

}  // namespace

std::string xdotool(std::vector<std::string> words) {
  const sys::Exit exit = xdotool_exit(words);
  EXPECT_TRUE(exit.ok()) << sys::shell_line(words) << ": " << exit.err;
  return exit.out;
}

void press(const std::string& keys) { xdotool({"key", keys}); }
void type(const std::string& text) { xdotool({"type", "--delay", "2", text}); }

void click(const QPoint& on_screen, int times) {
  follow_with(place_words(on_screen),
              {"click", "--repeat", std::to_string(times), "--delay", "30", "1"});
}
void click(const QWidget& widget, const QPoint& at, int times) {
  EXPECT_TRUE(widget.isVisible());
  EXPECT_TRUE(widget.rect().contains(at)) << at.x() << ' ' << at.y();
  click(widget.mapToGlobal(at), times);
}
void click(const QWidget& widget) { click(widget, widget.rect().center()); }

void take_hold(const QPoint& on_screen) { follow_with(place_words(on_screen), {"mousedown", "1"}); }
void move_to(const QPoint& on_screen) { xdotool(place_words(on_screen)); }
void let_go() { xdotool({"mouseup", "1"}); }

bool window_appears(const std::string& title) {
  return QTest::qWaitFor(
      [&] {
        return !xdotool_exit({"search", "--onlyvisible", "--name", title}).out.empty();
      },
      kAppearMs);
}

}  // namespace folioscope::desktop
