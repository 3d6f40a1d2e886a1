// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/mailbox.h"

#include <fmt/format.h>

#include <charconv>

#include "base/temp_dir.h"
#include "kbuild/text.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// A line of `git mailinfo`: "Subject: ...".
std::string field(std::string_view info, std::string_view name) {
  for (const std::string_view line : split_lines(info))
    if (line.starts_with(name)) return std::string(trim(line.substr(name.size())));
  return {};
}

std::string author_of(std::string_view info) {
  const std::string name = field(info, "Author:"), email = field(info, "Email:");
  if (name.empty() || email.empty()) return name + email;
  return fmt::format("{} <{}>", name, email);
}

}  // namespace

Result<std::string> git(const std::vector<std::string>& args, const std::string& input) {
  sys::Command command;
  command.argv = {"git"};
  command.argv.insert(command.argv.end(), args.begin(), args.end());
  command.input = input;
  TRY(sys::Exit exit, sys::run(command));
  if (!exit.ok())
    return user_fault(fmt::format("{}: {}", sys::shell_line(command.argv), trim(exit.err)));
  return std::move(exit.out);
}

Result<std::vector<Mail>> read_mailbox(const fs::path& path) {
  TRY(const std::string all, sys::read_file(path));
  if (trim(all).empty()) return std::vector<Mail>();  // git takes that for an error
  TRY(const TempDir dir, TempDir::create("folioscope-mbox"));
  TRY(const std::string split,
      git({"mailsplit", "-b", "--keep-cr", "-o" + dir.path().string(), "--", path.string()}));
  int count = 0;
  const std::string_view written = trim(split);
  std::from_chars(written.data(), written.data() + written.size(), count);
  std::vector<Mail> mails;
  for (int i = 1; i <= count; ++i) {
    TRY(const std::string mail, sys::read_file(dir.path() / fmt::format("{:04}", i)));
    const fs::path body = dir.path() / "body";
    TRY(const std::string info,
        git({"mailinfo", (dir.path() / "message").string(), body.string()}, mail));
    TRY(std::string text, sys::read_file(body));
    mails.push_back({i, field(info, "Subject:"), author_of(info), std::move(text)});
  }
  return mails;
}

}  // namespace folioscope::kbuild
