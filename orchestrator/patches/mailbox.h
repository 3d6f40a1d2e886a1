// SPDX-License-Identifier: GPL-3.0-or-later
// The mails of a mailbox, decoded by git: transfer encodings, parts and attachments.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/mail_text.h"

namespace folioscope::patches {

struct Mail {
  int number = 0;         // in the mailbox, from 1
  Subject subject;        // its title is what is shown
  std::string author;     // "Name <address>"; empty: not said
  std::string id;         // of the message, without the angle brackets; empty: not said
  std::string thread;     // of the first mail of its thread, as far as it says; else `id`
  std::string message;    // the description, before the diff
  std::string text = {};  // what follows it: the diff, if there is one
  bool flowed = false;

  bool has_patch() const;
};

// In the order of the file. A file that begins like no mailbox is taken for one mail. Faults:
// User (cannot be read; a mail in format=flowed whose diff was broken by that), Host (no git).
Result<std::vector<Mail>> read_mailbox(const std::filesystem::path& path);
// The same of a text that is there already; `name` is for messages.
Result<std::vector<Mail>> read_mails(const std::string& text, const std::string& name);

// "mail 2 (mm: drain)", "mail 2 ([PATCH v2 1/3] mm: drain)".
std::string describe(const Mail& mail);

}  // namespace folioscope::patches
