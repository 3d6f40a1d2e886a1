// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "app/cli.h"
#include "app/command.h"
#include "app/draft.h"
#include "app/outcome_code.h"
#include "app/output.h"
#include "app/run_experiment.h"
#include "text/report.h"

namespace folioscope::app {
namespace {

struct TryArguments {
  std::string patch, out;
  DraftArguments draft;
  RunOptions run;
};

// A file, else a message id.
void take_patch(const std::string& patch, DraftArguments& draft) {
  std::error_code error;
  const bool is_id = !std::filesystem::exists(patch, error) && patch.find('@') != patch.npos;
  (is_id ? draft.lore : draft.patch) = patch;
}

void try_patch(TryArguments& arguments, Context& context) {
  if (!arguments.patch.empty()) take_patch(arguments.patch, arguments.draft);
  const auto drafted = write_draft(arguments.draft);
  if (!drafted) {
    context.fail(drafted.fault());
    return;
  }
  print_draft(*drafted);
  const auto done = run_experiment(
      {.file = drafted->file.string(), .profile = {}, .out = arguments.out, .run = arguments.run},
      context);
  if (!done) return;
  const auto report = text::report(*done, {});
  if (!report) {
    context.fail(report.fault());
    return;
  }
  print_out("\n{}", report->text);
  context.exit_code = outcome_code(report->overall);
}

}  // namespace

void add_try(Command& app, Context& context) {
  auto* command = app.add_subcommand("try", "from a patch to an answer: init, run and report");
  command->footer(
      "PATCH is a file (a diff, a mail, a mailbox) or a message id of the lists.\n"
      "\n"
      "  folioscope try fix.patch\n"
      "\n"
      "The experiment's file stays, NAME.yaml, to be changed and run again. Exit codes are those "
      "of\n"
      "report.");
  auto arguments = std::make_shared<TryArguments>();
  command->add_option("PATCH", arguments->patch, "file or message id");
  add_draft_options(*command, arguments->draft);
  command
      ->add_option("--experiment", arguments->draft.out,
                   "where the experiment's file is written; default: NAME.yaml")
      ->type_name("FILE");
  command->add_flag("--force", arguments->draft.force,
                    "replace an experiment's file that is there");
  command->add_option("--out,-o", arguments->out,
                      "run directory to make; default: runs/NAME-DATE-TIME");
  add_run_options(*command, arguments->run);
  add_host_option(*command, arguments->run);
  command->callback([arguments, &context] {
    if (find_hosts(arguments->run, context)) try_patch(*arguments, context);
  });
}

}  // namespace folioscope::app
