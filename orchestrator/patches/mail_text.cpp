// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/mail_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "patches/hunk_header.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace {

using sys::split_lines;
using sys::trim;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

// "From somebody@example.org Mon Sep 17 00:00:00 2001": a sentence may begin with "From ", but it
// has no time of day and year.
bool is_separator(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon + 2 >= line.size()) return false;
  const bool time = is_digit(line[colon - 1]) && is_digit(line[colon + 1]);
  const std::size_t year = line.find_last_of(' ');
  return time && line.size() - year >= 5;
}

bool is_quoted_separator(std::string_view line) {
  const std::size_t rest = line.find_first_not_of('>');
  return rest != 0 && rest != std::string_view::npos && line.substr(rest).starts_with("From ");
}

bool is_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::ranges::all_of(line.substr(0, colon), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

// More is no number of parts: the longest series on the lists have some hundreds.
constexpr int kMostParts = 9999;

// A word in the brackets of a subject: "PATCH", "v2", "3/5", "PATCHv2", "mm-hotfixes".
void read_word(std::string_view word, Subject& subject) {
  if (const std::size_t slash = word.find('/'); slash != std::string_view::npos) {
    const auto part = count_in(word.substr(0, slash)), parts = count_in(word.substr(slash + 1));
    if (part && parts && *part <= kMostParts && *parts <= kMostParts)
      subject.part = *part, subject.parts = *parts, subject.is_patch = true;
    return;
  }
  const std::string small = lower(word);
  if (small.starts_with("patch")) {
    subject.is_patch = true;
    word.remove_prefix(5);
  }
  if (word.empty() || (word.front() != 'v' && word.front() != 'V')) return;
  if (const auto version = count_in(word.substr(1))) subject.version = *version;
}

void read_brackets(std::string_view text, Subject& subject) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,\t"), text.size());
    if (end > 0) read_word(text.substr(0, end), subject);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::vector<std::string> split_mails(std::string_view text) {
  std::vector<std::string> mails;
  if (!text.starts_with("From ")) mails.emplace_back();
  bool after_blank = true;  // a separator stands at the top or behind a blank line
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == text.npos ? end : end + 1);
    if (after_blank && is_separator(trim(line)))
      mails.emplace_back();
    else if (mails.empty())
      mails.emplace_back(line);
    else
      mails.back() += is_quoted_separator(line) ? line.substr(1) : line;
    after_blank = trim(line).empty();
    text.remove_prefix(line.size());
  }
  std::erase_if(mails, [](const std::string& mail) { return trim(mail).empty(); });
  return mails;
}

std::string header_of(std::string_view mail, std::string_view name) {
  const std::string wanted = lower(name) + ":";
  std::string value;
  bool found = false;
  for (const std::string_view line : split_lines(mail)) {
    if (trim(line).empty()) break;
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    if (found && !folded) break;
    if (found) value += (value.empty() ? "" : " ") + std::string(trim(line));
    if (found || folded || !lower(line.substr(0, wanted.size())).starts_with(wanted)) continue;
    found = true;
    value = trim(line.substr(wanted.size()));
  }
  return value;
}

bool begins_like_mail(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text.substr(0, 64 * 1024));
  if (lines.empty()) return false;
  const std::size_t first = lines.front().starts_with("From ") ? 1 : 0;
  if (first >= lines.size() || !is_header_line(lines[first])) return false;
  return !header_of(text.substr(first == 0 ? 0 : text.find('\n') + 1), "From").empty() &&
         !header_of(text.substr(first == 0 ? 0 : text.find('\n') + 1), "Subject").empty();
}

bool is_flowed(std::string_view mail) {
  const std::string type = lower(header_of(mail, "Content-Type"));
  return type.find("format=flowed") != type.npos || type.find("format=\"flowed\"") != type.npos;
}

bool has_to_be_decoded(std::string_view mail) {
  const std::string encoding = lower(header_of(mail, "Content-Transfer-Encoding"));
  const std::string type = lower(header_of(mail, "Content-Type"));
  return encoding == "quoted-printable" || encoding == "base64" || type.starts_with("multipart/") ||
         is_flowed(mail);
}

Subject parse_subject(std::string_view text) {
  constexpr std::array kReplies = {"re:", "aw:", "fwd:", "fw:", "sv:"};
  Subject subject;
  text = trim(text);
  for (bool more = true; more && !text.empty();) {
    more = false;
    const std::string small = lower(text.substr(0, 4));
    for (const std::string_view reply : kReplies)
      if (small.starts_with(reply)) {
        subject.is_reply = subject.is_reply || reply[0] != 'f';
        text = trim(text.substr(reply.size()));
        more = true;
        break;
      }
    if (const std::size_t end = text.find(']'); text.starts_with('[') && end != text.npos) {
      read_brackets(text.substr(1, end - 1), subject);
      text = trim(text.substr(end + 1));
      more = true;
    }
  }
  subject.title = text;
  return subject;
}

}  // namespace folioscope::patches
