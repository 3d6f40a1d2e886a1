// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/mailbox.h"

#include <fmt/format.h>

#include "base/temp_dir.h"
#include "patches/git.h"
#include "patches/patch_file.h"
#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::patches {
namespace fs = std::filesystem;
namespace {

using sys::split_lines;
using sys::trim;

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

// The first message id in a header.
std::string id_in(const std::string& header) {
  const std::size_t open = header.find('<'), close = header.find('>', open);
  if (open == header.npos || close == header.npos) return {};
  return header.substr(open + 1, close - open - 1);
}

std::string without_returns(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] != '\r' || at + 1 == text.size() || text[at + 1] != '\n') out += text[at];
  return out;
}

// What a diff is when nothing undoes the mail's line breaking: some programs say format=flowed and
// send the lines as they are.
std::string body_as_it_is(const std::string& mail) {
  const std::size_t body = mail.find("\n\n");
  return body == mail.npos ? std::string() : mail.substr(body + 2);
}

struct Decoded {
  std::string info, message, text;
};

// -k: "[PATCH v2 3/5]" is wanted.
Result<Decoded> decode(const std::string& mail, const TempDir& dir) {
  const fs::path message = dir / "message", text = dir / "text";
  Decoded decoded;
  TRY(decoded.info,
      git({"mailinfo", "-k", "--no-scissors", "--encoding=UTF-8", message.string(), text.string()},
          mail));
  TRY(decoded.message, sys::read_file(message));
  TRY(decoded.text, sys::read_file(text));
  return decoded;
}

Status mend_flowed(const std::string& raw, const std::string& name, Mail& mail) {
  if (!mail.has_patch()) return {};
  const auto decoded = parse_patch(mail.text, name);
  if (decoded.ok()) return {};
  std::string as_it_is = body_as_it_is(raw);
  if (parse_patch(as_it_is, name).ok()) {
    mail.text = std::move(as_it_is);
    return {};
  }
  return user_fault(
      fmt::format("{}, {}: sent as format=flowed, which broke the lines of its diff", name,
                  describe(mail)),
      "take the patch from the list's archive (`lore:`), or ask its author for it as sent by "
      "`git send-email`");
}

}  // namespace

bool Mail::has_patch() const { return has_diff(text); }

std::string describe(const Mail& mail) {
  return fmt::format("mail {} ({})", mail.number,
                     mail.subject.title.empty() ? "no subject" : mail.subject.title);
}

Result<std::vector<Mail>> read_mails(const std::string& text, const std::string& name) {
  TRY(const TempDir dir, TempDir::create("folioscope-mail"));
  std::vector<Mail> mails;
  for (const std::string& split : split_mails(text)) {
    const std::string raw = without_returns(split);
    TRY(Decoded decoded, decode(raw, dir));
    Mail mail;
    mail.number = static_cast<int>(mails.size()) + 1;
    mail.subject = parse_subject(field(decoded.info, "Subject:"));
    mail.author = author_of(decoded.info);
    mail.id = id_in(header_of(raw, "Message-ID"));
    mail.thread = id_in(header_of(raw, "References"));
    if (mail.thread.empty()) mail.thread = id_in(header_of(raw, "In-Reply-To"));
    if (mail.thread.empty()) mail.thread = mail.id;
    mail.message = std::move(decoded.message);
    mail.text = without_returns(decoded.text);  // an encoding may have hidden them
    mail.flowed = is_flowed(raw);
    if (mail.flowed) TRY_STATUS(mend_flowed(raw, name, mail));
    mails.push_back(std::move(mail));
  }
  return mails;
}

Result<std::vector<Mail>> read_mailbox(const fs::path& path) {
  TRY(const std::string text, sys::read_file(path));
  return read_mails(text, path.filename().string());
}

}  // namespace folioscope::patches
