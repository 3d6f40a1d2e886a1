// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/lore.h"

#include <fmt/format.h>

#include "base/temp_dir.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace fs = std::filesystem;
namespace {

// b4 names its results after what it is told to; it wants to know of whom a mail is, which asks the
// network for keys, and whose patch it is does not matter to a measurement.
constexpr const char* kName = "series";

// b4 0.12 may look for ever for a mail that is answered and not in the mailbox.
constexpr const char* kSecondsLocal = "30";
constexpr const char* kSecondsFetched = "180";
constexpr int kTimedOut = 124;  // of timeout(1)

std::string revision_of(const spec::PatchStep& step) {
  return step.version > 0 ? fmt::format(" v{}", step.version) : std::string();
}

std::string remedy(const spec::PatchStep& step) {
  return fmt::format(
      "where there is a network and b4: `b4 mbox {0}`; then say `lore: {{id: {0}, mailbox: FILE}}`",
      step.target);
}

std::string last_line(std::string_view said) {
  const auto lines = sys::split_lines(sys::trim(said));
  return lines.empty() ? std::string("it says nothing") : std::string(sys::trim(lines.back()));
}

sys::Command command_for(const spec::PatchStep& step, const fs::path& directory) {
  sys::Command command;
  command.argv = {
      "timeout", "--kill-after=5", step.mailbox.empty() ? kSecondsFetched : kSecondsLocal,
      "b4",      "--no-stdin",     "--no-interactive"};
  if (!step.mailbox.empty()) command.argv.emplace_back("--offline-mode");
  command.argv.insert(command.argv.end(), {"am", "-o", directory.string(), "-n", kName});
  if (!step.mailbox.empty()) command.argv.insert(command.argv.end(), {"-m", step.mailbox});
  if (step.version > 0)
    command.argv.insert(command.argv.end(), {"-v", fmt::to_string(step.version)});
  command.argv.push_back(step.target);
  command.cwd = directory;
  command.env = {{"LC_ALL", "C.UTF-8"},
                 {"GIT_CONFIG_COUNT", "1"},
                 {"GIT_CONFIG_KEY_0", "b4.attestation-policy"},
                 {"GIT_CONFIG_VALUE_0", "off"}};
  return command;
}

constexpr const char* kIncomplete = "Thread incomplete";

Result<Thread> run_b4(const spec::PatchStep& step) {
  if (!sys::find_program("b4"))
    return host_fault(fmt::format("lore {}: there is no b4, which fetches series", step.target),
                      "apt-get install b4; or, " + remedy(step));
  TRY(const TempDir dir, TempDir::create("folioscope-lore"));
  TRY(const sys::Exit exit, sys::run(command_for(step, dir.path())));
  const std::string said = exit.out + exit.err;
  Thread thread;
  auto mails = sys::read_file(dir / fmt::format("{}.mbx", kName));
  if (auto cover = sys::read_file(dir / fmt::format("{}.cover", kName)); cover.ok())
    thread.cover = *std::move(cover);
  if (mails.ok() && exit.ok()) {
    thread.mails = *std::move(mails);
    thread.is_whole = said.find(kIncomplete) == said.npos;
    return thread;
  }
  if (exit.code == kTimedOut)
    return host_fault(fmt::format("lore {}: b4 did not end", step.target),
                      step.mailbox.empty()
                          ? remedy(step)
                          : "the thread may lack mails that others answer: name the "
                            "mails that are wanted under `mbox:`");
  if (said.find("ConnectionError") != said.npos || said.find("Timeout") != said.npos)
    return host_fault(fmt::format("lore {}: lore.kernel.org cannot be reached", step.target),
                      remedy(step));
  return user_fault(fmt::format("lore {}{}: b4 finds no such series: {}", step.target,
                                revision_of(step), last_line(said)),
                    step.mailbox.empty()
                        ? "check the message id and the version"
                        : fmt::format("{} has to be the thread with that message", step.mailbox));
}

}  // namespace

Result<Thread> fetch_thread(const spec::PatchStep& step, const Sources& sources) {
  if (!step.mailbox.empty()) return run_b4(step);
  const std::string key = sys::sha256(step.target + revision_of(step)).substr(0, 16);
  const fs::path kept = sources.cache / "lore" / key;
  const auto mails = sys::read_file(kept.string() + ".mbx");
  if (mails.ok()) {
    const auto cover = sys::read_file(kept.string() + ".cover");
    return Thread{*mails, cover.ok() ? *cover : std::string()};
  }
  if (sources.network == Network::Forbidden)
    return user_fault(fmt::format("lore {}{} was not fetched yet", step.target, revision_of(step)),
                      "`folioscope build` fetches it, once");
  TRY(Thread thread, run_b4(step));
  if (!thread.is_whole) return thread;  // the rest may still come
  std::error_code error;
  fs::create_directories(kept.parent_path(), error);
  TRY_STATUS(sys::write_file(kept.string() + ".cover", thread.cover));
  TRY_STATUS(sys::write_file(kept.string() + ".mbx", thread.mails));
  return thread;
}

}  // namespace folioscope::patches
