// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>
#include <utility>

namespace folioscope::app {
namespace {

std::vector<std::string> long_names(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) names.push_back(option->get_name());
  std::ranges::sort(names);  // the set is in the order of addresses
  return names;
}

// What --help calls a value: "INT", "INT:INT in [1 - 1024]", "TEXT:{auto,kvm,tcg}", "RUN ...".
void describe_value(const std::string& type, manual::Option& option) {
  const std::size_t end = type.find(':');
  option.value_name = type.substr(0, std::min(end, type.find(" ...")));
  if (end == type.npos) return;
  const std::string checked = type.substr(end + 1);
  if (checked.starts_with('{')) {
    option.words = CLI::detail::split(checked.substr(1, checked.size() - 2), ',');
  } else if (const std::size_t begin = checked.find('['); begin != checked.npos) {
    option.range = checked.substr(begin + 1, checked.size() - begin - 2);
    const std::size_t dash = option.range.find(" - ");
    if (dash != option.range.npos) option.range.replace(dash, 3, " to ");
  }
}

manual::Value value_of(const manual::Option& option, const std::string& type) {
  static const std::set<std::string> kFiles = {"FILE", "RUN",   "RUN2",  "DIR",   "MBOX",
                                               "TREE", "PATCH", "--out", "--run", "--experiment"};
  if (type == "INT" || type == "FLOAT" || type == "UINT") return manual::Value::Number;
  const bool is_file = kFiles.contains(option.value_name) ||
                       std::ranges::any_of(option.names, [](const std::string& name) {
                         return kFiles.contains(name);
                       });
  return is_file ? manual::Value::File : manual::Value::Text;
}

manual::Option description_of(const CLI::Option& given, bool positional) {
  manual::Option option;
  if (!positional) {
    for (const std::string& name : given.get_snames()) option.names.push_back("-" + name);
    for (const std::string& name : given.get_lnames()) option.names.push_back("--" + name);
  }
  option.help = given.get_description();
  option.required = given.get_required();
  option.needs = long_names(given.get_needs());
  option.excludes = long_names(given.get_excludes());
  if (given.get_items_expected_max() == 0) return option;  // a flag
  describe_value(given.get_type_name(), option);
  const std::string type = option.value_name;
  if (positional) option.value_name = given.get_name(true, false);
  option.value = value_of(option, type);
  option.standard = given.get_default_str();
  option.repeats = given.get_expected_max() == CLI::detail::expected_max_vector_size;
  return option;
}

// Of a command and of the groups of its options.
void describe_options(const CLI::App& app, manual::Command& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) command.options.push_back(description_of(*option, true));
    if (!option->nonpositional()) continue;
    command.options.push_back(description_of(*option, false));
    names.push_back(command.options.back().names.back());
  }
  if (app.get_name().empty() && app.get_require_option_min() == 1 &&
      app.get_require_option_max() == 1)
    command.exactly_one.push_back(names);
  for (const CLI::App* group : app.get_subcommands([](const CLI::App*) { return true; }))
    if (group->get_name().empty()) describe_options(*group, command);
}

manual::Command description_of(const CLI::App& app) {
  manual::Command command;
  command.name = app.get_name();
  command.description = app.get_description();
  // A command without a footer has that of the program.
  const CLI::App* above = app.get_parent();
  if (above == nullptr || above->get_footer() != app.get_footer())
    command.footer = app.get_footer();
  command.needs_command = app.get_require_subcommand_min() > 0;
  describe_options(app, command);
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
    if (!one->get_name().empty()) command.commands.push_back(description_of(*one));
  return command;
}

}  // namespace

Option* Option::required() {
  option_->required();
  return this;
}

Option* Option::excludes(Option* other) {
  option_->excludes(other->option_);
  return this;
}

Option* Option::needs(Option* other) {
  option_->needs(other->option_);
  return this;
}

Option* Option::one_of(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return this;
}

Option* Option::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return this;
}

Option* Option::type_name(const std::string& name) {
  option_->type_name(name);
  return this;
}

Option* Option::capture_default_str() {
  option_->capture_default_str();
  return this;
}

Command::Command(const std::string& description, const std::string& name)
    : program_(std::make_unique<CLI::App>(description, name)), app_(program_.get()) {}

Command::Command(CLI::App* app) : app_(app) {}

Command::~Command() = default;

Command* Command::add_subcommand(const std::string& name, const std::string& description) {
  commands_.push_back(
      std::unique_ptr<Command>(new Command(app_->add_subcommand(name, description))));
  return commands_.back().get();
}

Command* Command::add_option_group(const std::string& name, const std::string& description) {
  commands_.push_back(
      std::unique_ptr<Command>(new Command(app_->add_option_group(name, description))));
  return commands_.back().get();
}

void Command::footer(const std::string& text) { app_->footer(text); }
void Command::version(const std::string& text) { app_->set_version_flag("--version", text); }
void Command::require_option(int count) { app_->require_option(count); }
void Command::require_subcommand(int count) { app_->require_subcommand(count); }
void Command::callback(std::function<void()> action) { app_->callback(std::move(action)); }

Option* Command::add_option(const std::string& names, std::string& value, const std::string& help) {
  return keep(app_->add_option(names, value, help));
}

Option* Command::add_option(const std::string& names, int& value, const std::string& help) {
  return keep(app_->add_option(names, value, help));
}

Option* Command::add_option(const std::string& names, double& value, const std::string& help) {
  return keep(app_->add_option(names, value, help));
}

Option* Command::add_option(const std::string& names, std::optional<std::int64_t>& value,
                            const std::string& help) {
  return keep(app_->add_option(names, value, help));
}

Option* Command::add_option(const std::string& names, std::vector<std::string>& values,
                            const std::string& help) {
  return keep(app_->add_option(names, values, help));
}

Option* Command::add_flag(const std::string& names, bool& value, const std::string& help) {
  return keep(app_->add_flag(names, value, help));
}

Option* Command::add_flag_callback(const std::string& names, std::function<void()> action,
                                   const std::string& help) {
  return keep(app_->add_flag_callback(names, std::move(action), help));
}

Option* Command::keep(CLI::Option* option) {
  options_.push_back(std::make_unique<Option>(option));
  return options_.back().get();
}

manual::Command Command::describe() const { return description_of(*app_); }

bool Command::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0;
  }
  return true;
}

}  // namespace folioscope::app
