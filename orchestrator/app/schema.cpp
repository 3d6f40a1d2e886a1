// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/schema.h"
#include "app/output.h"

#include <fmt/format.h>

#include <memory>

#include "app/cli.h"

namespace folioscope::app {
namespace {

constexpr const char* kExperiment = "experiment";
constexpr const char* kEventGroup = "event-group";

}  // namespace

void add_schema(Command& app, Context&) {
  auto* command =
      app.add_subcommand("schema", "print the JSON schema of experiment files, for editors");
  command->footer(
      "JSON Schema, draft 7. With yaml-language-server (VS Code's YAML extension, vim, Emacs) "
      "editors\n"
      "complete keys, show what they mean, and underline what `check` would refuse. First line of "
      "a\n"
      "file:\n"
      "  # yaml-language-server: $schema=experiment.schema.json\n"
      "configs/ has both schemas as files.");
  auto what = std::make_shared<std::string>(kExperiment);
  command->add_option("WHAT", *what, "of an experiment file, or of configs/events/NAME.yaml")
      ->one_of({kExperiment, kEventGroup})
      ->capture_default_str();
  command->callback([what] {
    print_out("{}", *what == kEventGroup ? spec::event_group_schema() : spec::experiment_schema());
  });
}

}  // namespace folioscope::app
