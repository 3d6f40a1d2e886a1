// SPDX-License-Identifier: GPL-3.0-or-later
// Mails as bytes: where one ends and the next begins, and what their headers say. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::patches {

// At the lines "From SENDER DATE" that a mailbox has before each mail; lines quoted as ">From " are
// unquoted. A text that begins with no such line is one mail.
std::vector<std::string> split_mails(std::string_view text);

// A header's value, its folded lines joined; empty: there is none. `name` in any case.
std::string header_of(std::string_view mail, std::string_view name);

// Whether it begins with the headers of a mail: what git format-patch writes, or a mail program.
bool begins_like_mail(std::string_view text);

// The transfer encoding, parts or line breaking of the mail hide the lines of its diff.
bool has_to_be_decoded(std::string_view mail);
bool is_flowed(std::string_view mail);

// "[PATCH v2 3/5] mm: drain" taken apart.
struct Subject {
  std::string title;      // without brackets and "Re:"
  bool is_reply = false;  // "Re:" or the like
  bool is_patch = false;  // a bracket holds the word PATCH, or a number of parts
  int version = 1;
  int part = 0, parts = 0;  // 0 of 5 is a cover letter; parts 0: it is not numbered

  bool operator==(const Subject&) const = default;
};
Subject parse_subject(std::string_view text);

}  // namespace folioscope::patches
