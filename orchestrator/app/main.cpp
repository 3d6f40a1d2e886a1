// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "app/cli.h"
#include "app/commands.h"
#include "app/output.h"

namespace folioscope::app {

namespace {

// Output is a result like any other: a full disk behind it is the host's failure.
void finish_output(Context& context) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  context.fail(host_fault(fmt::format("cannot write the output: {}", std::strerror(errno)),
                          "make room where it goes to, then do the same again"));
}

// What the libraries below throw when the host lacks something: a thread, memory, the right to look
// into a directory.
Fault fault_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
    return host_fault("out of memory", "raise `ulimit -v`, or close something");
  if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return user_fault(
        fmt::format("cannot look at {}: {}", file->path1().string(), file->code().message()),
        "check the permissions of the directories on the way to it");
  const auto* failed = dynamic_cast<const std::system_error*>(&error);
  if (failed != nullptr && failed->code() == std::errc::resource_unavailable_try_again)
    return host_fault(fmt::format("cannot start a thread: {}", error.what()),
                      "raise `ulimit -u` and `ulimit -v`");
  return host_fault(error.what());
}

int main(int argc, char** argv) {
  try {
    // Lives as long as the process: its thread does.
    static auto& interrupt = *new Interrupt;
    Context context(interrupt);
    try {
      if (!make_program(context)->parse(argc, argv)) context.exit_code = kExitUsage;
      finish_output(context);
    } catch (const std::exception& error) {
      context.fail(fault_of(error));
    }
    return context.exit_code;
  } catch (const std::exception& error) {
    print_error("folioscope: {}\n", fault_of(error).what);
    return kExitHost;
  }
}

}  // namespace
}  // namespace folioscope::app

int main(int argc, char** argv) { return folioscope::app::main(argc, argv); }
