// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "app/cli.h"
#include "app/load.h"
#include "resultpage/write.h"
#include "run/directory.h"
#include "run/experiment_rows.h"
#include "text/report.h"

namespace folioscope::app {
namespace {

enum class Format { Text, Json, Markdown };

struct Arguments {
  std::string run, out, index, about;
  std::string format = "text";
  bool json = false;
  bool all = false;
};

const std::map<std::string, Format> kFormats{
    {"text", Format::Text}, {"json", Format::Json}, {"markdown", Format::Markdown}};

void print_paths(const Result<std::vector<std::filesystem::path>>& paths, Context& context) {
  if (!paths) {
    context.fail(paths.fault());
    return;
  }
  for (const std::filesystem::path& path : *paths) fmt::print("{}\n", path.string());
}

// What the experiment file says about itself now. Nothing when it has mistakes; they are printed.
std::optional<query::AboutOverride> read_about(const std::string& file, Context& context) {
  const auto plan = load_plan(file, "", context);
  if (!plan) return std::nullopt;
  return query::AboutOverride{plan->spec.name, file, run::about_rows(plan->spec.about),
                              plan->spec.about.decide.at, run::claim_rows(plan->spec.about)};
}

void print_report(const Arguments& arguments, Context& context) {
  const auto file = run::find_store(arguments.run);
  if (!file) {
    context.fail(file.fault());
    return;
  }
  const Format format = arguments.json ? Format::Json : kFormats.at(arguments.format);
  std::optional<query::AboutOverride> about;
  if (!arguments.about.empty()) {
    about = read_about(arguments.about, context);
    if (!about) return;
  }
  if (!arguments.out.empty()) {
    if (format == Format::Markdown)
      print_paths(resultpage::write_page(*file, arguments.out, about), context);
    else
      context.fail(
          user_fault("--out is for pages", "add --format markdown, or redirect the output"));
    return;
  }
  text::Options options;
  options.format = format == Format::Json ? text::Format::Json : text::Format::Text;
  options.all = arguments.all;
  options.about = about;
  const auto text = format == Format::Markdown ? resultpage::page_text(*file, about)
                                               : text::report(*file, options);
  if (!text)
    context.fail(text.fault());
  else
    fmt::print("{}", *text);
}

}  // namespace

void add_report(Command& app, Context& context) {
  auto* command = app.add_subcommand("report", "compare the variants of a run");
  command->footer(
      "Per metric and variant: boots, median, IQR, and the difference to the first variant\n"
      "with a 95 % bootstrap interval over boots (blocks kept together, seeded: the same store\n"
      "gives the same report). Then, where the kernels were instrumented, who held pages that\n"
      "could not be migrated, and how long page locks were held; what became of the trace events; "
      "what\n"
      "did not run.\n"
      "\n"
      "With --format markdown --out DIR: a page to link to, DIR/EXPERIMENT.md, with its charts\n"
      "and a summary (EXPERIMENT.json); of another profile than `quick`, EXPERIMENT-PROFILE.md.\n"
      "With --index DIR: DIR/README.md and a page for every discussion, from the summaries.");
  auto arguments = std::make_shared<Arguments>();
  auto* run = command->add_option("RUN", arguments->run, "run directory or its run.db");
  auto* format = command->add_option("--format", arguments->format, "text, json or markdown")
                     ->one_of({"text", "json", "markdown"})
                     ->type_name("FORMAT");
  command->add_flag("--json", arguments->json, "the same as --format json")->excludes(format);
  command->add_flag("--all", arguments->all, "every metric, not only those that matter here");
  auto* out = command->add_option("--out", arguments->out,
                                  "with --format markdown: write the page and its charts there");
  command
      ->add_option("--about", arguments->about,
                   "take question, headline, deciding condition, claims and caveats from this\n"
                   "experiment file, not from the run; the page says so")
      ->type_name("FILE");
  command->add_option("--index", arguments->index, "write the index of the pages in DIR")
      ->type_name("DIR")
      ->excludes(run)
      ->excludes(out);
  command->callback([arguments, &context] {
    if (!arguments->index.empty())
      print_paths(resultpage::write_index(arguments->index), context);
    else if (arguments->run.empty())
      context.fail(user_fault("no run is named", "name a run directory, or --index DIR"));
    else
      print_report(*arguments, context);
  });
}

}  // namespace folioscope::app
