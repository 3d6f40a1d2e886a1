// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kbuild/kconfig_help.h"
#include "kbuild/make.h"
#include "kbuild/text.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kNotSet = " is not set";

// "CONFIG_X=value" or "# CONFIG_X is not set"; an empty option for anything else.
Wish parse_option(std::string_view line) {
  Wish wish;
  if (line.starts_with("# CONFIG_") && line.ends_with(kNotSet)) {
    wish.option = line.substr(2, line.size() - 2 - kNotSet.size());
    wish.value = "n";
  } else if (line.starts_with("CONFIG_")) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return wish;
    wish.option = line.substr(0, equals);
    wish.value = trim(line.substr(equals + 1));
  }
  return wish;
}

std::map<std::string, std::string> options_of(const std::string& config) {
  std::map<std::string, std::string> options;
  for (const std::string_view line : split_lines(config))
    if (Wish wish = parse_option(trim(line)); !wish.option.empty())
      options[wish.option] = wish.value;
  return options;
}

Fault unmet_fault(const std::vector<Wish>& unmet, const std::string& config,
                  const fs::path& source) {
  const auto options = options_of(config);
  std::string what = unmet.size() == 1 ? "an option of the kernel configuration did not stick:"
                                       : "options of the kernel configuration did not stick:";
  for (const Wish& wish : unmet) {
    const auto found = options.find(wish.option);
    what += fmt::format("\n  {}:{}: {}={} became {}{}", wish.file, wish.line, wish.option,
                        wish.value, found == options.end() ? "n" : found->second,
                        explain_option(source, wish.option.substr(7)));
  }
  return user_fault(what, "add what it depends on to a fragment, or take the option out");
}

}  // namespace

Result<std::vector<Fragment>> read_fragments(const std::vector<std::string>& paths) {
  std::vector<Fragment> fragments;
  for (const std::string& path : paths) {
    auto text = sys::read_file(path);
    if (!text.ok()) return user_fault(text.fault().what, "fragments are in configs/kernel/");
    fragments.push_back({path, std::move(text).value()});
  }
  return fragments;
}

Result<std::vector<Wish>> read_wishes(const std::vector<Fragment>& fragments) {
  std::vector<Wish> wishes;
  for (const Fragment& fragment : fragments) {
    int number = 0;
    for (const std::string_view raw : split_lines(fragment.text)) {
      ++number;
      const std::string_view line = trim(raw);
      Wish wish = parse_option(line);
      if (wish.option.empty() && (line.empty() || line.starts_with('#'))) continue;
      if (wish.option.empty())
        return user_fault(fmt::format("{}:{}: not an option: {}", fragment.file, number, line),
                          "write CONFIG_NAME=value or # CONFIG_NAME is not set");
      wish.file = fragment.file;
      wish.line = number;
      std::erase_if(wishes, [&](const Wish& other) { return other.option == wish.option; });
      wishes.push_back(std::move(wish));
    }
  }
  return wishes;
}

std::vector<Wish> unmet_wishes(const std::vector<Wish>& wishes, const std::string& config) {
  const auto options = options_of(config);
  std::vector<Wish> unmet;
  for (const Wish& wish : wishes) {
    const auto found = options.find(wish.option);
    if ((found == options.end() ? "n" : found->second) != wish.value) unmet.push_back(wish);
  }
  return unmet;
}

Status configure(const fs::path& source, const std::vector<Fragment>& fragments,
                 const fs::path& log, std::stop_token stop) {
  TRY(const std::vector<Wish> wishes, read_wishes(fragments));
  std::string answers;
  for (const Wish& wish : wishes) answers += fmt::format("{}={}\n", wish.option, wish.value);
  TRY_STATUS(sys::write_file(source / ".folioscope.config", answers));
  sys::Command command = make_command(source, {"allnoconfig"});
  command.env.emplace_back("KCONFIG_ALLCONFIG", ".folioscope.config");
  command.log = log;
  TRY(const sys::Exit exit, sys::run(command, stop));
  if (!exit.ok())
    return user_fault(fmt::format("the kernel cannot be configured: {}", trim(exit.err)),
                      fmt::format("the whole log is {}", log.string()));
  TRY(const std::string config, sys::read_file(source / ".config"));
  const std::vector<Wish> unmet = unmet_wishes(wishes, config);
  if (!unmet.empty()) return unmet_fault(unmet, config, source);
  return {};
}

}  // namespace folioscope::kbuild
