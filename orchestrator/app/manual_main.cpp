// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the manual pages and completions of folioscope while it is built:
//   write_folioscope_manual DIRECTORY DATA README
// DATA is where configs/ is going to be installed, README the one of configs/.
#include <exception>
#include <filesystem>
#include <string>

#include "app/commands.h"
#include "app/output.h"
#include "manual/markdown.h"
#include "manual/roff.h"
#include "manual/schema_keys.h"
#include "manual/write.h"
#include "run/version.h"
#include "spec/schema.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

std::string files_text(const std::string& data) {
  return "  " + data +
         "/configs\n"
         "experiments, fragments of kernel configurations, groups of events and patches that come "
         "along: to run, and to copy from. An experiment's own files are looked for in the nearest "
         "directory upwards from it that holds configs/, then here.\n\n"
         "  ~/.config/folioscope/hosts.yaml\n"
         "hosts that guests boot on without --host.\n\n"
         "  ~/.cache/folioscope\n"
         "kernels, images and sources; may be removed at any time.";
}

constexpr const char* kEnvironment =
    "`FOLIOSCOPE_CACHE` is the directory of the cache, without it folioscope in "
    "`XDG_CACHE_HOME`.\n\n"
    "`FOLIOSCOPE_DEBIAN_MIRROR` is where packages of other suites are fetched from, as in "
    "sources.list.\n\n"
    "`FOLIOSCOPE_TIME_SCALE` multiplies every timeout.\n\n"
    "`FOLIOSCOPE_PRODUCT_DIR` and `FOLIOSCOPE_GUEST_DIR` are the directory with configs and that "
    "of the guests' programs, where they are not where they were installed.";

manual::Surroundings surroundings_of(const std::string& data) {
  return {run::kVersion,
          {{"environment", kEnvironment}, {"files", files_text(data)}},
          {"folioscope(1)", "folioscope-experiment(5)", "folioscope-analyzer(1)"}};
}

manual::Page experiment_page(const std::string& data, const std::string& readme) {
  using manual::heading;
  std::string text = ".\\\" Made from configs/README.md and the schema.\n" +
                     manual::title("folioscope-experiment", 5, run::kVersion);
  text += heading("name") + "folioscope\\-experiment \\- what folioscope runs, in YAML\n";
  text += heading("description") + manual::roff_of_markdown(readme);
  text += heading("keys") + manual::roff_of_schema(spec::experiment_schema());
  text += heading("files") + manual::paragraphs("  " + data +
                                                "/configs/experiments/*.yaml\n"
                                                "experiments to copy from.");
  text += heading("see also") +
          "\\fBfolioscope\\fR(1), \\fBfolioscope\\-check\\fR(1), \\fBfolioscope\\-plan\\fR(1), "
          "\\fBfolioscope\\-schema\\fR(1)\n";
  return {"folioscope-experiment.5", text};
}

Status write_all(const std::filesystem::path& directory, const std::string& data,
                 const std::string& readme_file, Context& context) {
  TRY(const std::string readme, sys::read_file(readme_file));
  return manual::write_manual(directory, make_program(context)->describe(), surroundings_of(data),
                              {experiment_page(data, readme)});
}

int main(int argc, char** argv) {
  static auto& interrupt = *new Interrupt;  // its thread lives as long as the process
  Context context(interrupt);
  if (argc != 4)
    return context.fail(user_fault("usage: write_folioscope_manual DIRECTORY DATA README"));
  const Status written = write_all(argv[1], argv[2], argv[3], context);
  return written.ok() ? kExitDone : context.fail(written.fault());
}

}  // namespace
}  // namespace folioscope::app

int main(int argc, char** argv) {
  try {
    return folioscope::app::main(argc, argv);
  } catch (const std::exception& error) {
    folioscope::app::print_error("write_folioscope_manual: {}\n", error.what());
    return folioscope::app::kExitHost;
  }
}
