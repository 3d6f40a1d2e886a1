// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "app/cli.h"
#include "app/load.h"
#include "app/outcome_code.h"
#include "app/output.h"
#include "resultpage/write.h"
#include "run/directory.h"
#include "run/experiment_rows.h"

namespace folioscope::app {
namespace {

enum class Shape { Text, Data, Markdown, Changelog };

struct ReportArguments {
  std::string run, out, index, about;
  std::string format = "text";
  bool json = false;
  bool all = false;
};

const std::map<std::string, Shape> kFormats{{"text", Shape::Text},
                                            {"json", Shape::Data},
                                            {"markdown", Shape::Markdown},
                                            {"changelog", Shape::Changelog}};

void print_paths(const std::vector<std::filesystem::path>& paths) {
  for (const std::filesystem::path& path : paths) print_out("{}\n", path.string());
}

void write_index(const std::string& directory, Context& context) {
  const auto paths = resultpage::write_index(directory);
  if (!paths)
    context.fail(paths.fault());
  else
    print_paths(*paths);
}

// What the experiment file says about itself now. Nothing when it has mistakes; they are printed.
std::optional<query::AboutOverride> read_about(const std::string& file, Context& context) {
  const auto plan = load_plan(file, "", context);
  if (!plan) return std::nullopt;
  return query::AboutOverride{plan->spec.name, file, run::about_rows(plan->spec.about),
                              plan->spec.about.decide.at, run::claim_rows(plan->spec.about)};
}

void write_page(const std::filesystem::path& file, const std::string& directory,
                const std::optional<query::AboutOverride>& about, Context& context) {
  const auto written = resultpage::write_page(file, directory, about);
  if (!written) {
    context.fail(written.fault());
    return;
  }
  print_paths(written->paths);
  context.exit_code = outcome_code(written->overall);
}

void print_report(const ReportArguments& arguments, Context& context) {
  const auto file = run::find_store(arguments.run);
  if (!file) {
    context.fail(file.fault());
    return;
  }
  const Shape format = arguments.json ? Shape::Data : kFormats.at(arguments.format);
  std::optional<query::AboutOverride> about;
  if (!arguments.about.empty()) {
    about = read_about(arguments.about, context);
    if (!about) return;
  }
  if (!arguments.out.empty()) {
    if (format == Shape::Markdown)
      write_page(*file, arguments.out, about, context);
    else
      context.fail(
          user_fault("--out is for pages", "add --format markdown, or redirect the output"));
    return;
  }
  text::Options options;
  options.format = format == Shape::Data        ? text::Format::Json
                   : format == Shape::Changelog ? text::Format::Changelog
                                                : text::Format::Text;
  options.all = arguments.all;
  options.about = about;
  const auto report = format == Shape::Markdown ? resultpage::page_text(*file, about)
                                                : text::report(*file, options);
  if (!report) {
    context.fail(report.fault());
    return;
  }
  print_out("{}", report->text);
  context.exit_code = outcome_code(report->overall);
}

constexpr const char* kReportFooter =
    "Per metric and variant: mean and IQR over boots, the difference to the first variant inside\n"
    "blocks of boots with Student's 95 % interval, its p (exact, by relabeling the boots of each\n"
    "block; adjusted for all that is tested together), and the smallest difference that so many\n"
    "boots show. The same store gives the same report. Then, where the kernels were instrumented,\n"
    "who held pages that could not be migrated, and how long page locks were held; what became of\n"
    "the trace events; what did not run.\n"
    "\n"
    "Exits 0 where nothing regressed, 1 where something did (a metric that the experiment leads\n"
    "with under any condition, or boots that end worse), 3 where the deciding metric is\n"
    "inconclusive for a variant. Nothing to compare is 0.\n"
    "\n"
    "With --format changelog: the answer for a commit's message, at most 72 columns.\n"
    "With --format markdown --out DIR: a page to link to, DIR/EXPERIMENT.md, with its charts\n"
    "and a summary (EXPERIMENT.json); of another profile than `quick`, EXPERIMENT-PROFILE.md.\n"
    "With --index DIR: DIR/README.md and a page for every discussion, from the summaries.";

}  // namespace

void add_report(Command& app, Context& context) {
  auto* command = app.add_subcommand("report", "compare the variants of a run");
  command->footer(kReportFooter);
  auto arguments = std::make_shared<ReportArguments>();
  auto* run = command->add_option("RUN", arguments->run, "run directory or its run.db");
  auto* format =
      command->add_option("--format", arguments->format, "text, json, markdown or changelog")
          ->one_of({"text", "json", "markdown", "changelog"})
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
      write_index(arguments->index, context);
    else if (arguments->run.empty())
      context.fail(user_fault("no run is named", "name a run directory, or --index DIR"));
    else
      print_report(*arguments, context);
  });
}

}  // namespace folioscope::app
