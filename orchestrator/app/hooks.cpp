// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/hooks.h"
#include "base/shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/output.h"
#include "catalog/hook_groups.h"
#include "sys/files.h"

namespace folioscope::app {
namespace {

namespace fs = std::filesystem;
using kbuild::HookFit;

struct HooksArguments {
  std::string tree, series;
  bool json = false;
};

const char* to_string(HookFit::How how) {
  switch (how) {
    case HookFit::How::Applies:
      return "applies";
    case HookFit::How::Fuzz:
      return "fuzz";
    case HookFit::How::There:
      return "there";
    case HookFit::How::Reject:
      return "reject";
  }
  return "?";
}

Result<kbuild::HookSeries> choose_series(const HooksArguments& arguments) {
  const fs::path hooks = sys::product_dir() / "guest-image/instrumentation/hooks";
  auto makefile = sys::read_file(fs::path(arguments.tree) / "Makefile");
  if (!makefile.ok())
    return user_fault(fmt::format("{} holds no kernel source: no Makefile", arguments.tree),
                      "give the top directory of a kernel's source");
  TRY(kbuild::KernelVersion version, kbuild::version_in_makefile(*makefile));
  if (!arguments.series.empty()) {
    TRY(version, kbuild::parse_version(arguments.series));
  }
  return kbuild::series_for(hooks, version);
}

// A group is there when all of its hooks are.
std::map<std::string, std::size_t> rejects_by_group(const std::vector<HookFit>& fits) {
  std::map<std::string, std::size_t> rejects;
  for (const HookFit& fit : fits) rejects[fit.group] += fit.how == HookFit::How::Reject ? 1 : 0;
  return rejects;
}

void print_fits(const kbuild::HookSeries& series, const std::vector<HookFit>& fits) {
  print_out("hooks of the series {}\n", series.name);
  const auto there = std::ranges::count(fits, HookFit::How::There, &HookFit::how);
  for (const HookFit& fit : fits)
    print_out("{:12} {:32} hunk {:<3} {:8} {}\n", fit.group, fit.file, fit.hunk, to_string(fit.how),
              fit.text);
  for (const auto& [group, rejects] : rejects_by_group(fits))
    if (rejects > 0)
      print_out("group {} is left out: {} of its hooks do not apply; without it there is not: {}\n",
                group, rejects, catalog::lost_without(group));
  if (there > 0)
    print_out(
        "already there: {} of {} hooks; this tree is patched with them. As a base of an experiment "
        "take it as it was before, or leave `instrumentation` out\n",
        there, fits.size());
}

void print_json(const kbuild::HookSeries& series, const std::vector<HookFit>& fits) {
  nlohmann::json hooks = nlohmann::json::array();
  for (const HookFit& fit : fits)
    hooks.push_back({{"group", fit.group},
                     {"file", fit.file},
                     {"hunk", fit.hunk},
                     {"how", to_string(fit.how)},
                     {"text", fit.text}});
  nlohmann::json missing = nlohmann::json::array();
  for (const auto& [group, rejects] : rejects_by_group(fits))
    if (rejects > 0) missing.push_back(group);
  const nlohmann::json all{
      {"series", series.name}, {"hooks", std::move(hooks)}, {"missing_groups", std::move(missing)}};
  print_out("{}\n", json_text(all));
}

Status show_hooks(const HooksArguments& arguments) {
  TRY(const kbuild::HookSeries series, choose_series(arguments));
  const patches::ReadOriginal original =
      [&](const std::string& path) -> Result<std::optional<std::string>> {
    const fs::path file = fs::path(arguments.tree) / path;
    if (!fs::exists(file)) return std::optional<std::string>();
    TRY(std::string text, sys::read_file(file));
    return std::optional(std::move(text));
  };
  TRY(const std::vector<HookFit> fits, kbuild::fit_of(series, original));
  if (arguments.json)
    print_json(series, fits);
  else
    print_fits(series, fits);
  return {};
}

}  // namespace

void add_hooks(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("hooks", "how the instrumentation's hooks apply to a kernel's source");
  command->footer(
      "Every hook by itself, of the series that the version of the tree chooses: applies (with an\n"
      "offset, or with fuzz), there already, or reject, with what stands there instead. For "
      "whoever ports a "
      "series;\n"
      "`instrumentation: auto` leaves out the groups that do not apply, and reports say so.");
  auto arguments = std::make_shared<HooksArguments>();
  command->add_option("TREE", arguments->tree, "top directory of a kernel's source")->required();
  command->add_option("--series", arguments->series, "take this series, such as 6.12");
  command->add_flag("--json", arguments->json, "print JSON");
  command->callback([arguments, &context] {
    if (const Status status = show_hooks(*arguments); !status) context.fail(status.fault());
  });
}

}  // namespace folioscope::app
