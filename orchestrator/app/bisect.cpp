// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>

#include "app/bisect_run.h"
#include "app/bisect_text.h"
#include "app/cli.h"
#include "app/load.h"
#include "app/output.h"
#include "app/run_options.h"
#include "sys/files.h"

namespace folioscope::app {
namespace fs = std::filesystem;
namespace {

// Of each variant and step: a change of two standard deviations takes a quarter of them.
constexpr int kMostBoots = 40;
// A table has a variant for every patch.
constexpr int kBootsByPatch = 12;
constexpr int kPatchesInATable = 40;

struct BisectArguments {
  std::string file, profile, metric, good, bad, out, by;
  std::vector<std::string> series, condition;
  int boots = 0;
  double confidence = 0.95;
  bool json = false;
  RunOptions run;

  bool by_patch() const { return !by.empty(); }
  double error() const { return 1 - confidence; }
};

Result<bisect::Series> series_of(const BisectArguments& arguments, const spec::Spec& spec) {
  const bool history = !arguments.good.empty() || !arguments.bad.empty();
  if (history && !arguments.series.empty())
    return user_fault("both a series and a history are named",
                      "keep --series, or --good and --bad");
  if (!arguments.series.empty()) return bisect::read_series(arguments.series);
  if (!history)
    return user_fault("nothing to search is named",
                      "--series with a mailbox or patch files, or --good and --bad with revisions "
                      "of the experiment's git base");
  if (arguments.good.empty() || arguments.bad.empty())
    return user_fault("a history needs both ends", "name --good and --bad");
  return bisect::read_history(spec.bases.front().source, arguments.good, arguments.bad);
}

Status check_boots(const BisectArguments& arguments, const bisect::Question& question) {
  const int patches = static_cast<int>(question.series.patches.size());
  const int fewest = arguments.by_patch() ? fewest_boots_by_patch(patches, arguments.error()) : 6;
  if (question.boots < fewest)
    return user_fault(fmt::format("with {} boots nothing can be told apart at a confidence of {}",
                                  question.boots, arguments.confidence),
                      fmt::format("--boots {} at least", fewest));
  if (arguments.by_patch() && patches > kPatchesInATable)
    return user_fault(fmt::format("a table has room for {} patches, this series has {}",
                                  kPatchesInATable, patches),
                      "leave out --by patch, or search a part of the series");
  return {};
}

Result<bisect::Question> question_of(const BisectArguments& arguments, const plan::Plan& plan) {
  if (!(arguments.confidence >= 0.5 && arguments.confidence < 1))
    return user_fault(fmt::format("--confidence {} is not one", arguments.confidence),
                      "from 0.5 to 0.9999, such as 0.95");
  bisect::Question question;
  question.spec = plan.spec;
  TRY(question.condition, bisect::choose_condition(plan, arguments.condition));
  question.workload = plan.workloads[question.condition.workload];
  TRY(question.metric, bisect::metric_named(arguments.metric, question.workload.program));
  TRY(question.series, series_of(arguments, plan.spec));
  const int usual =
      arguments.by_patch()
          ? std::max(kBootsByPatch,
                     fewest_boots_by_patch(static_cast<int>(question.series.patches.size()),
                                           arguments.error()))
          : kMostBoots;
  question.boots = arguments.boots != 0 ? arguments.boots : usual;
  TRY_STATUS(check_boots(arguments, question));
  return question;
}

// What two commands have in common that ask the same.
std::string identity_of(const BisectArguments& arguments, const bisect::Question& question) {
  std::string patches;
  for (const bisect::Patch& patch : question.series.patches) patches += sys::sha256(patch.text);
  return fmt::format(
      "folioscope bisect 1\nexperiment: {} {}\nprofile: {}\ncondition: {}, {}\nmetric: {}\n"
      "series: {} patches {}\nbase: {}\nboots: {}\nconfidence: {}\nby: {}\n",
      question.spec.file, sys::sha256(question.spec.text).substr(0, 16), question.spec.profile,
      question.spec.machines[question.condition.machine].name, question.workload.key,
      question.metric, question.series.patches.size(), sys::sha256(patches).substr(0, 16),
      question.series.base, question.boots, arguments.confidence,
      arguments.by_patch() ? "patch" : "search");
}

// The directory of the search, new or begun by the same command.
Status enter(const fs::path& directory, const std::string& identity) {
  const fs::path file = directory / "bisect.txt";
  std::error_code error;
  if (fs::exists(directory / "run.db", error))
    return user_fault(fmt::format("{} is a run", directory.string()), "another --out");
  if (!fs::exists(file, error)) {
    fs::create_directories(directory, error);
    if (error) return host_fault(fmt::format("{}: {}", directory.string(), error.message()));
    return sys::write_file(file, identity);
  }
  TRY(const std::string there, sys::read_file(file));
  if (there == identity) return {};
  return user_fault(fmt::format("{} holds another search", directory.string()),
                    fmt::format("another --out; {} says what it asked", file.string()));
}

// Texts that end in NUL each, as /proc has command lines and environments.
Result<std::vector<std::string>> read_texts(const char* file) {
  TRY(const std::string all, sys::read_file(file));
  std::vector<std::string> texts;
  for (std::size_t begin = 0, end = 0; (end = all.find('\0', begin)) != all.npos; begin = end + 1)
    texts.push_back(all.substr(begin, end - begin));
  return texts;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The same command, in a process of its own. Signals that came meanwhile are still pending there.
Result<bisect::Answer> go_on_afresh(const fs::path& directory, ProgressLine& progress) {
  progress.erase();
  TRY(std::vector<std::string> words, read_texts("/proc/self/cmdline"));
  // As we were started: libvirt was told where this run's log is.
  TRY(std::vector<std::string> environment, read_texts("/proc/self/environ"));
  const auto names_out = [](const std::string& word) {
    return word.starts_with("--out") || (word.starts_with("-o") && !word.starts_with("--"));
  };
  if (std::ranges::none_of(words, names_out))
    words.insert(words.end(), {"--out", directory.string()});
  ::execve("/proc/self/exe", pointers_to(words).data(), pointers_to(environment).data());
  return host_fault(fmt::format("cannot start {} again: {}", words.front(), std::strerror(errno)),
                    "the same command goes on, with --out " + directory.string());
}

int exit_code_of(const bisect::Finding& finding) {
  switch (finding.kind) {
    case bisect::Finding::Kind::Culprit:
      return kExitDone;
    case bisect::Finding::Kind::EndsUntestable:
      return kExitUsage;
    default:
      return kExitInconclusive;
  }
}

Status search_it(const BisectArguments& arguments, const Search& search, Context& context) {
  BootingProber prober(search, arguments.error());
  TRY(const bisect::Trail trail,
      bisect::drive(bisect::Search(static_cast<int>(search.question.series.patches.size()),
                                   arguments.error()),
                    prober));
  const SearchReport report{search.question, search.directory, arguments.confidence,
                            trail.finding,   prober.records(), prober.code()};
  print_out("{}", arguments.json ? json_of(report) : text_of(report));
  context.exit_code = exit_code_of(trail.finding);
  return {};
}

Status table_it(const BisectArguments& arguments, const Search& search, Context& context) {
  TRY(ByPatch table, boot_by_patch(search, arguments.error()));
  const bool changed = std::ranges::any_of(
      table.rows, [](const ComparedPrefixes& row) { return row.result.differs; });
  const TableReport report{search.question, search.directory, arguments.confidence,
                           std::move(table)};
  print_out("{}", arguments.json ? json_of(report) : text_of(report));
  context.exit_code = changed ? kExitDone : kExitInconclusive;
  return {};
}

Status bisect_it(const BisectArguments& arguments, const plan::Plan& plan, Context& context) {
  TRY(bisect::Question question, question_of(arguments, plan));
  const fs::path directory =
      fs::absolute(!arguments.out.empty()
                       ? arguments.out
                       : fmt::format("runs/bisect-{}-{:%Y%m%d-%H%M%S}", plan.spec.name,
                                     fmt::localtime(std::time(nullptr))))
          .lexically_normal();
  TRY_STATUS(enter(directory, identity_of(arguments, question)));
  TRY(const sys::FileLock lock, sys::FileLock::take(directory / "lock"));
  TRY_STATUS(bisect::write_series(question.series, directory / "series"));
  ProgressLine progress;
  const Search search{question, directory, arguments.run,
                      context,  progress,  [&] { return go_on_afresh(directory, progress); }};
  return arguments.by_patch() ? table_it(arguments, search, context)
                              : search_it(arguments, search, context);
}

void add_options(Command& command, BisectArguments& arguments) {
  command.add_option("FILE", arguments.file, "experiment file (YAML)")->required();
  add_profile_option(command, arguments.profile);
  command.add_option("--metric,-m", arguments.metric, "what moved, such as cma_failure_rate")
      ->required();
  command
      .add_option("--series", arguments.series,
                  "mailboxes, patch files, directories of *.patch files, in their order")
      ->type_name("MBOX");
  command.add_option("--good", arguments.good, "the older revision of the experiment's git base")
      ->type_name("REV");
  command.add_option("--bad", arguments.bad, "the newer one")->type_name("REV");
  command
      .add_option("--condition", arguments.condition,
                  "where an experiment has several: machine=, program=, arguments, settings")
      ->type_name("NAME=VALUE");
  command
      .add_option("--boots", arguments.boots,
                  "of each variant in a step at most (default: 40); with --by patch exactly\n"
                  "(default: 12, or more where a long series needs them)")
      ->between(1, 1000);
  command.add_option("--confidence", arguments.confidence, "that what is named is right")
      ->capture_default_str();
  command.add_option("--by", arguments.by, "`patch`: no search, a table of what each patch did")
      ->one_of({"patch"});
  command.add_option("--out,-o", arguments.out,
                     "directory of the search; default: runs/bisect-NAME-DATE-TIME");
  command.add_flag("--json", arguments.json, "print JSON");
  add_run_options(command, arguments.run);
}

}  // namespace

void add_bisect(Command& app, Context& context) {
  auto* command = app.add_subcommand("bisect", "find the patch of a series that moved a metric");
  command->footer(
      "The series goes on top of the experiment's first variant, or on --good. First the ends are\n"
      "compared; where they differ, prefixes in between, each with both ends of what is left, by\n"
      "exact tests whose error is shared over all steps. A step gets boots until it is decided.\n"
      "Prefixes that do not apply, build or boot are passed over; patches that change no code "
      "cost\n"
      "no boots.\n"
      "\n"
      "Ctrl-C stops cleanly; the same command with the same --out goes on. Every step is a run\n"
      "directory that `folioscope report` and `folioscope-analyzer` read.\n"
      "\n"
      "  folioscope bisect configs/experiments/quickstart.yaml --metric cma_failure_rate \\\n"
      "    --series series.mbox --out runs/search\n"
      "\n"
      "Exit codes: 0 a patch is named, 3 none is (the ends are not shown to differ, or several\n"
      "patches are left), 2 and 4 as of `run`.");
  auto arguments = std::make_shared<BisectArguments>();
  add_options(*command, *arguments);
  command->callback([arguments, &context] {
    const auto plan = load_plan(arguments->file, arguments->profile, context);
    if (!plan) return;
    if (const Status status = bisect_it(*arguments, *plan, context); !status)
      context.fail(status.fault());
  });
}

}  // namespace folioscope::app
