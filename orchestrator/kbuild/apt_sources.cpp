// SPDX-License-Identifier: GPL-3.0-or-later
// sources.list(5), as far as it says where Debian is.
#include <fmt/format.h>

#include <algorithm>

#include "kbuild/apt.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

constexpr const char* kDebian = "http://deb.debian.org/debian";
constexpr const char* kKeyring = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    text = sys::trim(text);
    if (text.empty()) return words;
    const std::size_t end = text.find_first_of(" \t");
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  }
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view without_slash(std::string_view uri) {
  while (uri.ends_with('/')) uri.remove_suffix(1);
  return uri;
}

// Debian's archives are called so on every mirror, and those of others are not.
bool is_debian(std::string_view uri, const std::vector<std::string>& components) {
  uri = without_slash(uri);
  return contains(components, "main") &&
         (uri.ends_with("/debian") || uri.ends_with("/debian-security"));
}

// "deb [options] uri suite component..."
void read_line(std::string_view line, std::vector<AptSource>& sources) {
  line = sys::trim(line.substr(0, line.find('#')));
  if (!line.starts_with("deb ") && !line.starts_with("deb\t")) return;
  line = sys::trim(line.substr(3));
  AptSource source;
  if (line.starts_with('[')) {
    const std::size_t end = line.find(']');
    if (end == std::string_view::npos) return;
    source.options = line.substr(0, end + 1);
    line.remove_prefix(end + 1);
  }
  const std::vector<std::string> words = words_of(line);
  if (words.size() < 3 || !is_debian(words[0], {words.begin() + 2, words.end()})) return;
  source.uri = words[0];
  source.suites = {words[1]};
  sources.push_back(std::move(source));
}

struct Stanza {
  std::vector<std::string> types, uris, suites, components, signed_by;
  bool enabled = true;
};

void read_field(std::string_view line, Stanza& stanza) {
  const std::size_t colon = line.find(':');
  if (line.starts_with('#') || line.starts_with(' ') || colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  const std::vector<std::string> words = words_of(line.substr(colon + 1));
  if (name == "Types") stanza.types = words;
  if (name == "URIs") stanza.uris = words;
  if (name == "Suites") stanza.suites = words;
  if (name == "Components") stanza.components = words;
  if (name == "Signed-By") stanza.signed_by = words;
  if (name == "Enabled" && contains(words, "no")) stanza.enabled = false;
}

void add_stanza(const Stanza& stanza, std::vector<AptSource>& sources) {
  if (!stanza.enabled || !contains(stanza.types, "deb")) return;
  for (const std::string& uri : stanza.uris) {
    if (!is_debian(uri, stanza.components) || stanza.suites.empty()) continue;
    std::string options;
    if (stanza.signed_by.size() == 1 && stanza.signed_by.front().starts_with('/'))
      options = fmt::format("[signed-by={}]", stanza.signed_by.front());
    sources.push_back({options, uri, stanza.suites});
  }
}

// The mirror that has what a suite is of; security updates lie beside the rest.
std::string uri_for(std::string_view uri, std::string_view suite) {
  uri = without_slash(uri);
  constexpr std::string_view kSecurity = "-security";
  const bool is = uri.ends_with(kSecurity), wanted = suite.ends_with(kSecurity);
  if (is && !wanted) uri.remove_suffix(kSecurity.size());
  std::string found(uri);
  if (wanted && !is && uri.ends_with("/debian")) found += kSecurity;
  return found;
}

std::string line_of(const AptSource& source, const std::string& suite) {
  return fmt::format("deb {}{}{} {} main\n", source.options, source.options.empty() ? "" : " ",
                     source.uri, suite);
}

}  // namespace

std::vector<AptSource> read_sources(std::string_view text, SourcesForm form) {
  std::vector<AptSource> sources;
  Stanza stanza;
  for (const std::string_view line : sys::split_lines(text)) {
    if (form == SourcesForm::OneLine) {
      read_line(line, sources);
    } else if (sys::trim(line).empty()) {
      add_stanza(stanza, sources);
      stanza = {};
    } else {
      read_field(line, stanza);
    }
  }
  if (form == SourcesForm::Deb822) add_stanza(stanza, sources);
  return sources;
}

std::string sources_list(const std::vector<AptSource>& sources, const std::string& suite,
                         const std::string& release) {
  AptSource mirror = sources.empty() ? AptSource{kKeyring, kDebian, {}} : sources.front();
  const std::string uri = mirror.uri;
  const auto on_mirror = [&](const std::string& wanted) {
    mirror.uri = uri_for(uri, wanted);
    return line_of(mirror, wanted);
  };
  if (!suite.empty()) return on_mirror(suite);
  std::string lines;
  for (const AptSource& source : sources)
    for (const std::string& one : source.suites) lines += line_of(source, one);
  const std::string backports = release + "-backports";
  if (lines.empty()) lines = on_mirror(release.empty() ? "stable" : release);
  if (!release.empty() && lines.find(" " + backports + " ") == std::string::npos)
    lines += on_mirror(backports);
  return lines;
}

}  // namespace folioscope::kbuild
