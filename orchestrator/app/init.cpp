// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "app/cli.h"
#include "app/command.h"
#include "app/draft.h"
#include "app/output.h"

namespace folioscope::app {

void add_init(Command& app, Context& context) {
  auto* command = app.add_subcommand("init", "write an experiment for a patch");
  command->footer(
      "What is measured is suggested by the files that the patch touches (configs/suggest); the "
      "file\n"
      "is short and says what to change. Nothing is built.\n"
      "\n"
      "Without --base the patch says what it was made for: its base-commit (git format-patch "
      "--base,\n"
      "b4), looked for in the repository that you are in and in the one that the patch lies in; "
      "else\n"
      "the hashes of its index lines, compared with the files there and with those of\n"
      "configs/suggest/bases.yaml that are on this host. A repository as --base without @REVISION "
      "is\n"
      "taken at the base-commit, where it has that, else at HEAD.\n"
      "\n"
      "  folioscope init --patch fix.patch\n"
      "  folioscope init --mbox series.mbox --base ~/linux@v7.3\n"
      "  folioscope init --lore 20260430040427.4672-1-baohua@kernel.org");
  auto arguments = std::make_shared<DraftArguments>();
  add_draft_options(*command, *arguments);
  command->add_option("--out,-o", arguments->out, "the file to write; default: NAME.yaml")
      ->type_name("FILE");
  command->add_flag("--force", arguments->force, "replace a file that is there");
  command->callback([arguments, &context] {
    const auto drafted = write_draft(*arguments);
    if (!drafted) {
      context.fail(drafted.fault());
      return;
    }
    print_draft(*drafted);
    print_out("\n  folioscope plan {0}\n  folioscope run {0}\n", drafted->file.string());
  });
}

}  // namespace folioscope::app
