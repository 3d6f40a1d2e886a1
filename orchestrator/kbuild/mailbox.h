// SPDX-License-Identifier: GPL-3.0-or-later
// The mails of a mailbox, as git reads them: split, and each decoded (quoted-printable, base64).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace folioscope::kbuild {

struct Mail {
  int number = 0;               // in the mailbox, from 1
  std::string subject, author;  // without "[PATCH 1/2]"; "Name <address>"; empty: not said
  std::string text;             // what follows the message: the diff, if there is one

  bool has_patch() const { return text.find("\n+++ ") != std::string::npos; }
};

// In the order of the file. A file that begins like no mailbox is taken for one mail. Faults:
// User (cannot be read), Host.
Result<std::vector<Mail>> read_mailbox(const std::filesystem::path& path);

// Runs git; its message becomes the fault's text (User).
Result<std::string> git(const std::vector<std::string>& args, const std::string& input = {});

}  // namespace folioscope::kbuild
