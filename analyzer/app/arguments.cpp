// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/arguments.h"

#include <QCommandLineParser>
#include <QRegularExpression>

#include "app/page_table.h"

namespace folioscope::app {
namespace {

constexpr const char* kRunHelp = "Run directory, or its run.db.";
constexpr int kSmallest = 320, kLargest = 16'384;  // pixels a side

Fault usage(const QString& what) {
  return user_fault(what.toStdString(), "folioscope-analyzer --help lists the options");
}

QString page_keys() {
  QStringList keys;
  for (const PageEntry& page : page_table()) keys << page.key;
  return keys.join(", ");
}

Result<models::PageId> parse_page(const QString& name) {
  for (const PageEntry& page : page_table())
    if (name == page.key) return page.id;
  return usage(QStringLiteral("--page %1: there are the pages %2").arg(name, page_keys()));
}

Result<QSize> parse_size(const QString& text) {
  static const QRegularExpression shape(QStringLiteral("^(\\d{1,5})x(\\d{1,5})$"));
  const auto match = shape.match(text);
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  const auto fits = [](int side) { return side >= kSmallest && side <= kLargest; };
  if (!match.hasMatch() || !fits(size.width()) || !fits(size.height()))
    return usage(QStringLiteral("--size %1: say WIDTHxHEIGHT, each from %2 to %3 pixels")
                     .arg(text)
                     .arg(kSmallest)
                     .arg(kLargest));
  return size;
}

Result<Theme> parse_theme_option(const QString& name) {
  if (const auto theme = parse_theme(name)) return *theme;
  return usage(QStringLiteral("--theme %1: say light, dark or system").arg(name));
}

struct Parser {
  QCommandLineOption page{
      "page", QStringLiteral("Page to open, the first by default: %1.").arg(page_keys()), "NAME"};
  QCommandLineOption metric{"metric", "Metric to compare; opens the comparison page.", "NAME"};
  QCommandLineOption screenshot{"screenshot",
                                "Write the page to FILE (PNG; .svg, .pdf: such a drawing) and end; "
                                "needs no display.",
                                "FILE"};
  QCommandLineOption size{
      "size", "Size of the window in pixels; default 1280x860, or as it was last.", "WxH"};
  QCommandLineOption theme{
      "theme", "Colours: light, dark, or system to follow the system; a picture is light.", "NAME"};
  QCommandLineOption help{{"h", "help"}, "Print this text."};
  QCommandLineOption version{{"v", "version"}, "Print the version."};
  QCommandLineParser parser;

  Parser() {
    parser.setApplicationDescription(
        "Shows a run of folioscope: what became of every boot, the variants side by side, who\n"
        "held pages that could not be migrated, and how long page locks were held.\n"
        "A run that goes on is followed live. F1 lists the keys; a run can be dropped on the\n"
        "window, too.\n\n"
        "Exit codes: 0 done, 2 bad input, 4 the screenshot could not be made, or there is no\n"
        "display or no font.");
    parser.addPositionalArgument("RUN", kRunHelp, "[RUN]");
    parser.addOptions(all());
  }

  QList<QCommandLineOption> all() const {
    return {page, metric, screenshot, size, theme, help, version};
  }
};

std::vector<std::string> words_of(const QCommandLineOption& option) {
  std::vector<std::string> words;
  if (option.names().contains("page"))
    for (const PageEntry& page : page_table()) words.emplace_back(page.key);
  if (option.names().contains("theme")) words = {"light", "dark", "system"};
  return words;
}

manual::Option description_of(const QCommandLineOption& given) {
  manual::Option option;
  for (const QString& name : given.names())
    option.names.push_back((name.size() == 1 ? "-" : "--") + name.toStdString());
  option.value_name = given.valueName().toStdString();
  option.help = given.description().toStdString();
  option.words = words_of(given);
  if (!option.value_name.empty())
    option.value = option.value_name == "FILE" ? manual::Value::File : manual::Value::Text;
  return option;
}

}  // namespace

Result<Arguments> parse_arguments(const QStringList& words) {
  Parser options;
  QCommandLineParser& parser = options.parser;
  if (!parser.parse(QStringList("folioscope-analyzer") + words)) return usage(parser.errorText());
  Arguments arguments;
  arguments.help = parser.isSet(options.help);
  arguments.version = parser.isSet(options.version);
  if (parser.positionalArguments().size() > 1) return usage("more than one RUN");
  if (!parser.positionalArguments().isEmpty()) arguments.run = parser.positionalArguments().first();
  arguments.metric = parser.value(options.metric);
  arguments.screenshot = parser.value(options.screenshot);
  if (!arguments.metric.isEmpty()) arguments.page = models::PageId::Compare;
  if (parser.isSet(options.page)) {
    TRY(arguments.page, parse_page(parser.value(options.page)));
  }
  if (parser.isSet(options.size)) {
    TRY(arguments.size, parse_size(parser.value(options.size)));
  }
  if (parser.isSet(options.theme)) {
    TRY(arguments.theme, parse_theme_option(parser.value(options.theme)));
  }
  if (!arguments.screenshot.isEmpty() && arguments.run.isEmpty())
    return usage("--screenshot without a RUN to show");
  return arguments;
}

QString help_text() {
  // Mostly there is no application yet whose name the parser could know.
  static const QRegularExpression program(QStringLiteral("^Usage: \\S+"));
  return Parser().parser.helpText().replace(program, QStringLiteral("Usage: folioscope-analyzer"));
}

manual::Command description() {
  const Parser options;
  manual::Command command;
  command.name = "folioscope-analyzer";
  command.description = options.parser.applicationDescription().toStdString();
  manual::Option run;
  run.value = manual::Value::File;
  run.value_name = "RUN";
  run.help = kRunHelp;
  command.options.push_back(run);
  for (const QCommandLineOption& option : options.all())
    command.options.push_back(description_of(option));
  return command;
}

}  // namespace folioscope::app
