// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>

#include "app/boot_settler.h"
#include "app/cli.h"
#include "app/run_options.h"

namespace folioscope::app {
namespace {

struct ResumeArguments {
  std::string directory;
  RunOptions run;
};

}  // namespace

void add_resume(Command& app, Context& context) {
  auto* command = app.add_subcommand("resume", "go on with a run that was stopped or killed");
  command->footer(
      "Removes what the killed process left (guests, sockets, disks), keeps every finished boot "
      "as\n"
      "it is, runs what is missing and what the host failed. The profile is the one that was "
      "begun.");
  auto arguments = std::make_shared<ResumeArguments>();
  command->add_option("RUN", arguments->directory, "run directory")->required();
  add_run_options(*command, arguments->run);
  add_host_option(*command, arguments->run);
  command->callback([arguments, &context] {
    if (!find_hosts(arguments->run, context)) return;
    std::optional<Result<run::Summary>> summary;
    {
      ProgressLine progress;
      BootSettler settler;
      run::Options options = make_options(arguments->run, arguments->directory, context, progress);
      options.settler = &settler;
      summary = run::resume(options);
    }
    print_end(*summary, context);
  });
}

}  // namespace folioscope::app
