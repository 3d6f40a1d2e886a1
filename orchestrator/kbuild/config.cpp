// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "kbuild/kconfig_help.h"
#include "kbuild/make.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kNotSet = " is not set";

// "CONFIG_X=value" or "# CONFIG_X is not set"; an empty option for anything else.
RequestedOption parse_option(std::string_view line) {
  RequestedOption option;
  if (line.starts_with("# CONFIG_") && line.ends_with(kNotSet)) {
    option.name = line.substr(2, line.size() - 2 - kNotSet.size());
    option.value = "n";
  } else if (line.starts_with("CONFIG_")) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return option;
    option.name = line.substr(0, equals);
    option.value = sys::trim(line.substr(equals + 1));
  }
  return option;
}

std::map<std::string, std::string> options_of(const std::string& config) {
  std::map<std::string, std::string> options;
  for (const std::string_view line : sys::split_lines(config))
    if (RequestedOption option = parse_option(sys::trim(line)); !option.name.empty())
      options[option.name] = option.value;
  return options;
}

// What was asked for and is not so.
struct Unmet {
  std::vector<std::string> lines;       // "FILE:LINE: CONFIG_X=y became n (why)" of each
  std::vector<std::string> overridden;  // of a choice, that a later fragment decides otherwise
};

std::string place_of(const RequestedOption& option) {
  return fmt::format("{}:{}", fs::path(option.file).filename().string(), option.line);
}

Unmet describe_unmet(const std::vector<RequestedOption>& requested, const std::string& config,
                     const fs::path& source) {
  const auto options = options_of(config);
  std::vector<RequestedOption> unmet = unmet_options(requested, config);
  for (const RequestedOption& option : requested) {
    const auto found = options.find(option.name);  // a module is built, and no guest gets it
    if (option.value == "m" && found != options.end() && found->second == "m")
      unmet.push_back(option);
  }
  Unmet result;
  if (unmet.empty()) return result;
  const KconfigHelp help(source, options);
  for (const RequestedOption& option : unmet) {
    const std::string other = option.value == "y" ? help.taken_instead_of(option.name) : "";
    const auto winner = std::ranges::find(requested, other, &RequestedOption::name);
    const auto own = std::ranges::find(requested, option.name, &RequestedOption::name);
    if (winner != requested.end() && winner > own && winner->value == "y") {
      result.overridden.push_back(fmt::format("{} of {} gives way to {} of {}: one choice",
                                              option.name, place_of(option), other,
                                              place_of(*winner)));
      continue;
    }
    const auto found = options.find(option.name);
    result.lines.push_back(
        fmt::format("{}:{}: {}={} became {}{}", option.file, option.line, option.name, option.value,
                    found == options.end() ? "n" : found->second, help.explain(option)));
  }
  return result;
}

Fault unmet_fault(const std::vector<std::string>& lines) {
  std::string what = lines.size() == 1 ? "an option of the kernel configuration did not stick:"
                                       : "options of the kernel configuration did not stick:";
  for (const std::string& line : lines) what += "\n  " + line;
  return user_fault(what,
                    "add what it depends on to a fragment, or take the option out; "
                    "`config_unmet: take` in the experiment takes what sticks");
}

Result<std::string> run_make(const fs::path& source, const std::string& goal,
                             const std::pair<std::string, std::string>& variable,
                             const fs::path& log, std::stop_token stop) {
  sys::Command command = make_command(source, {goal});
  if (!variable.first.empty()) command.env.push_back(variable);
  command.log = log;
  TRY(const sys::Exit exit, sys::run(command, stop));
  if (!exit.ok())
    return user_fault(fmt::format("the kernel cannot be configured: {}", sys::trim(exit.err)),
                      fmt::format("the whole log is {}", log.string()));
  return sys::read_file(source / ".config");
}

// `config` without the lines that settle these options, so that kconfig gives them their defaults.
std::string without(const std::string& config, const std::vector<std::string>& names) {
  std::string rest;
  for (const std::string_view line : sys::split_lines(config))
    if (std::ranges::find(names, parse_option(sys::trim(line)).name) == names.end())
      rest.append(line).append("\n");
  return rest;
}

// What the patches bring and no fragment mentions.
std::vector<std::string> left_to_defaults(const std::vector<std::string>& brought,
                                          const std::vector<RequestedOption>& requested) {
  std::vector<std::string> names = brought;
  std::erase_if(names, [&](const std::string& name) {
    return std::ranges::find(requested, name, &RequestedOption::name) != requested.end();
  });
  return names;
}

// As lines, which the log gets as well.
std::string tell(const std::vector<std::string>& notes, const fs::path& log) {
  std::ofstream file(log, std::ios::app);
  std::string lines;
  for (const std::string& note : notes) {
    file << "folioscope: " << note << "\n";
    lines += note + "\n";
  }
  return lines;
}

Result<Fragment> read_fragment(const std::string& path) {
  auto text = sys::read_file(path);
  if (!text.ok()) return user_fault(text.fault().what, "fragments are in configs/kernel/");
  return Fragment{path, std::move(text).value()};
}

// Where the "-6.10" of a name without its suffix begins; npos where there is none.
std::size_t version_at(std::string_view stem) {
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string_view::npos || !parse_version(stem.substr(dash + 1)).ok())
    return std::string_view::npos;
  return dash;
}

// The versions for which there is a NAME-VERSION.config beside NAME.config.
std::vector<std::pair<KernelVersion, fs::path>> versions_of(const fs::path& path) {
  std::vector<std::pair<KernelVersion, fs::path>> versions;
  const std::string stem = path.stem().string() + "-";
  std::error_code error;
  for (fs::directory_iterator at(path.parent_path(), error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().stem().string();
    if (at->path().extension() != ".config" || !name.starts_with(stem)) continue;
    if (const auto version = parse_version(std::string_view(name).substr(stem.size()));
        version.ok())
      versions.emplace_back(*version, at->path());
  }
  std::ranges::sort(versions);
  return versions;
}

}  // namespace

Result<std::vector<Fragment>> read_fragments(const std::vector<std::string>& paths,
                                             const KernelVersion& version) {
  std::vector<Fragment> fragments;
  for (const std::string& path : paths) {
    TRY(fragments.emplace_back(), read_fragment(path));
    for (const auto& [since, file] : versions_of(path)) {
      if (since > version) break;
      TRY(fragments.emplace_back(), read_fragment(file));
    }
  }
  return fragments;
}

Status check_needs(const std::vector<Fragment>& needs,
                   const std::vector<RequestedOption>& requested) {
  TRY(const std::vector<RequestedOption> needed, read_requested_options(needs));
  std::string what;
  for (const RequestedOption& option : needed) {
    const auto found = std::ranges::find(requested, option.name, &RequestedOption::name);
    if (found != requested.end() && found->value == option.value) continue;
    const std::string file = fs::path(option.file).stem().string();
    what += fmt::format("\n  {} needs {}={}", file.substr(0, version_at(file)), option.name,
                        option.value);
  }
  if (what.empty()) return {};
  return user_fault(
      "no fragment of `config` asks for what the workloads need of the kernel:" + what,
      "the fragments base and mm-debug have most of it; else add the option to a fragment");
}

Result<std::vector<RequestedOption>> read_requested_options(
    const std::vector<Fragment>& fragments) {
  std::vector<RequestedOption> requested;
  for (const Fragment& fragment : fragments) {
    int number = 0;
    for (const std::string_view raw : sys::split_lines(fragment.text)) {
      ++number;
      const std::string_view line = sys::trim(raw);
      RequestedOption option = parse_option(line);
      if (option.name.empty() && (line.empty() || line.starts_with('#'))) continue;
      if (option.name.empty())
        return user_fault(fmt::format("{}:{}: not an option: {}", fragment.file, number, line),
                          "write CONFIG_NAME=value or # CONFIG_NAME is not set");
      option.file = fragment.file;
      option.line = number;
      std::erase_if(requested,
                    [&](const RequestedOption& other) { return other.name == option.name; });
      requested.push_back(std::move(option));
    }
  }
  return requested;
}

std::vector<RequestedOption> unmet_options(const std::vector<RequestedOption>& requested,
                                           const std::string& config) {
  const auto options = options_of(config);
  std::vector<RequestedOption> unmet;
  for (const RequestedOption& option : requested) {
    const auto found = options.find(option.name);
    if ((found == options.end() ? "n" : found->second) != option.value) unmet.push_back(option);
  }
  return unmet;
}

Result<std::string> configure(const fs::path& source, const ConfigPlan& plan, const fs::path& log,
                              std::stop_token stop) {
  TRY(const std::vector<RequestedOption> requested, read_requested_options(plan.fragments));
  std::string answers;
  for (const RequestedOption& option : requested)
    answers += fmt::format("{}={}\n", option.name, option.value);
  TRY_STATUS(sys::write_file(source / ".folioscope.config", answers));
  TRY(std::string config,
      run_make(source, "allnoconfig", {"KCONFIG_ALLCONFIG", ".folioscope.config"}, log, stop));
  const std::vector<std::string> defaults = left_to_defaults(plan.brought, requested);
  if (!defaults.empty()) {
    TRY_STATUS(sys::write_file(source / ".config", without(config, defaults)));
    TRY(config, run_make(source, "olddefconfig", {}, log, stop));
  }
  std::vector<std::string> notes;
  const auto options = options_of(config);
  for (const std::string& name : defaults) {
    const auto found = options.find(name);
    notes.push_back(fmt::format("option of a patch: {}={}", name,
                                found == options.end() ? "n" : found->second));
  }
  Unmet unmet = describe_unmet(requested, config, source);
  if (!unmet.lines.empty() && plan.unmet == spec::Unmet::Refuse) return unmet_fault(unmet.lines);
  for (const std::string& line : unmet.lines) notes.push_back("did not stick: " + line);
  std::ranges::move(unmet.overridden, std::back_inserter(notes));
  return tell(notes, log);
}

}  // namespace folioscope::kbuild
