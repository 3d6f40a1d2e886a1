// SPDX-License-Identifier: GPL-3.0-or-later
#include "suggest/draft.h"

#include <fmt/format.h>

#include <cctype>

namespace folioscope::suggest {
namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kMostFiles = 6;  // named in a comment

// A scalar of YAML, whatever is in it.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out + '"';
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = ' ';
  return text;
}

std::string files_text(const std::vector<Touched>& touched) {
  std::string text;
  for (std::size_t i = 0; i < touched.size() && i < kMostFiles; ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", one_line(touched[i].file));
  if (touched.size() > kMostFiles) text += fmt::format(" and {} more", touched.size() - kMostFiles);
  return text;
}

}  // namespace

std::string name_of(const std::string& subject) {
  const std::size_t colon = subject.rfind(": ");
  std::string name;
  for (const char c : subject.substr(colon == subject.npos ? 0 : colon + 2)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  // At a word's end, if one is near.
  if (name.size() > kLongestName) {
    const std::size_t dash = name.rfind('-', kLongestName);
    name.resize(dash == name.npos || dash < kLongestName / 2 ? kLongestName : dash);
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "patch" : name;
}

std::string subject_of(std::string_view text) {
  constexpr std::string_view kHeader = "Subject: ";
  std::string subject;
  while (!text.empty() && subject.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("diff --git ") || line.starts_with("--- ")) break;
    if (!line.starts_with(kHeader)) continue;
    subject = line.substr(kHeader.size());
    // Folded headers go on in lines that begin with a blank.
    while (text.starts_with(' ') || text.starts_with('\t')) {
      const std::size_t rest = std::min(text.find('\n'), text.size());
      subject += ' ' + std::string(text.substr(1, rest - 1));
      text.remove_prefix(std::min(rest + 1, text.size()));
    }
  }
  while (subject.starts_with('[')) {
    const std::size_t close = subject.find(']');
    if (close == subject.npos) break;
    subject.erase(0, subject.find_first_not_of(' ', close + 1));
  }
  while (subject.ends_with('\r') || subject.ends_with(' ')) subject.pop_back();
  return subject;
}

std::string experiment_text(const Draft& draft) {
  const std::string name = name_of(draft.subject);
  std::string text = "# SPDX-License-Identifier: GPL-3.0-or-later\n";
  if (!draft.subject.empty()) text += fmt::format("# {}\n#\n", one_line(draft.subject));
  text += fmt::format("# Touches {}.\n", files_text(draft.touched));
  text += fmt::format("# Suggested by configs/suggest/{}.yaml: {}.\n", draft.suggestion.name,
                      draft.suggestion.why);
  text +=
      "#\n# `folioscope check` says what is wrong with it, `plan` what it will do and how long, "
      "`run` "
      "does it.\n";
  text += fmt::format("name: {}\n", name);
  text += fmt::format("# {}\nbase: {}\n", one_line(draft.base_reason), draft.base);
  text +=
      "config: [base, tracing, mm-debug]  # fragments of configs/kernel; a file of yours goes "
      "here\n"
      "instrumentation: auto               # page locks and holders made visible; leave it out for "
      "a "
      "kernel as it is\n"
      "variants:\n"
      "  - {name: stock}                   # the first one is the baseline\n";
  text +=
      fmt::format("  - {{name: {}, {}: {}}}\n", name == "stock" ? "patched" : name, draft.patch_key,
                  draft.patch_key == "patches" ? fmt::format("[{}]", quoted(draft.patch_value))
                                               : quoted(draft.patch_value));
  text += draft.suggestion.body;
  text +=
      "boots: 6  # of each variant: 4 is the least that can show anything, 6 to 10 are usual\n"
      "seed: 1\n";
  return text;
}

}  // namespace folioscope::suggest
