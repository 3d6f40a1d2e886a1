// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/git.h"

#include <fmt/format.h>

#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::patches {

Result<std::string> git(const std::vector<std::string>& args, const std::string& input) {
  if (!sys::find_program("git"))
    return host_fault("there is no git, which reads mails and repositories", "apt-get install git");
  sys::Command command;
  command.argv = {"git"};
  command.argv.insert(command.argv.end(), args.begin(), args.end());
  command.env = {{"LC_ALL", "C"}, {"GIT_TERMINAL_PROMPT", "0"}};
  command.input = input;
  TRY(sys::Exit exit, sys::run(command));
  if (!exit.ok())
    return user_fault(fmt::format("{}: {}", sys::shell_line(command.argv), sys::trim(exit.err)));
  return std::move(exit.out);
}

}  // namespace folioscope::patches
