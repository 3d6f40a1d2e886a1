// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: any bytes as a mailbox, as far as it is read without git. No text of a mail is made
// up, and what is chosen of a series are patches.
#include <string>
#include <vector>

#include "patches/mail_text.h"
#include "patches/mailbox.h"
#include "patches/series.h"
#include "testing/fuzz.h"

using namespace folioscope;
using namespace folioscope::patches;
using fuzz::check;

namespace {

constexpr std::size_t kMostMails = 64;

Mail read(const std::string& text, int number) {
  for (const char* name : {"From", "Subject", "Content-Type", "message-id"})
    check(header_of(text, name).size() <= text.size());
  (void)has_to_be_decoded(text);
  (void)begins_like_mail(text);
  const std::string subject = header_of(text, "Subject");
  Mail mail{.number = number,
            .subject = parse_subject(subject),
            .author = header_of(text, "From"),
            .id = header_of(text, "Message-Id"),
            .thread = {},
            .message = text.substr(0, text.find("\n---")),
            .text = text,
            .flowed = is_flowed(text)};
  check(subject.find(mail.subject.title) != subject.npos);
  check(mail.subject.part >= 0 && mail.subject.parts >= 0);
  check(!describe(mail).empty());
  for (const std::string& id : prerequisites_of(text)) check(!id.empty());
  return mail;
}

void check_series(const std::vector<Mail>& mails) {
  const auto series = choose_series(mails, "fuzz.mbox");
  if (!series) {
    check(series.fault().domain == FaultDomain::Patch && !series.fault().what.empty());
    return;
  }
  check(!series->mails.empty() || !series->notes.empty());
  check(series->mails.size() <= mails.size());
  for (const Mail& mail : series->mails) check(mail.has_patch());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text({data, size});
  const std::vector<std::string> texts = split_mails(text);
  std::size_t sum = 0;
  std::vector<Mail> mails;
  for (const std::string& one : texts) {
    sum += one.size();
    if (mails.size() < kMostMails) mails.push_back(read(one, static_cast<int>(mails.size()) + 1));
  }
  check(sum <= text.size());
  check_series(mails);
  return 0;
}
