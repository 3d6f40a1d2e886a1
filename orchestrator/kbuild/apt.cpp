// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/apt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// "bookworm"; empty where the machine does not say.
std::string release_name() {
  const std::string text = sys::read_or_empty("/etc/os-release");
  constexpr std::string_view kName = "VERSION_CODENAME=";
  for (const std::string_view line : sys::split_lines(text))
    if (line.starts_with(kName)) return std::string(sys::trim(line.substr(kName.size())));
  return {};
}

std::vector<AptSource> sources_of_machine() {
  std::vector<AptSource> sources =
      read_sources(sys::read_or_empty("/etc/apt/sources.list"), SourcesForm::OneLine);
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at("/etc/apt/sources.list.d", error), end; !error && at != end;
       at.increment(error))
    files.push_back(at->path());
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    if (file.extension() != ".list" && file.extension() != ".sources") continue;
    const auto form = file.extension() == ".list" ? SourcesForm::OneLine : SourcesForm::Deb822;
    for (AptSource& source : read_sources(sys::read_or_empty(file), form))
      sources.push_back(std::move(source));
  }
  return sources;
}

// "[trusted=yes] file:/srv/mirror"
AptSource source_of(std::string_view mirror) {
  AptSource source;
  mirror = sys::trim(mirror);
  if (const std::size_t end = mirror.find(']');
      mirror.starts_with('[') && end != std::string_view::npos) {
    source.options = mirror.substr(0, end + 1);
    mirror = sys::trim(mirror.substr(end + 1));
  }
  source.uri = mirror;
  return source;
}

// One suite, or for "" the machine's own.
std::string lines_for(const std::string& suite) {
  const std::string release = release_name();
  const char* mirror = std::getenv(kMirrorVariable);
  if (mirror == nullptr || *mirror == '\0')
    return sources_list(sources_of_machine(), suite, release);
  AptSource source = source_of(mirror);
  if (suite.empty() && !release.empty()) source.suites = {release};
  return sources_list({source}, suite, release);
}

std::string list_for(const std::vector<std::string>& suites) {
  if (suites.empty()) return lines_for("");
  std::string lines;
  for (const std::string& suite : suites) lines += lines_for(suite);
  return lines;
}

}  // namespace

Status Apt::update(std::stop_token stop) const {
  std::error_code error;
  for (const char* directory : {"lists/partial", "cache/archives/partial", "download"})
    fs::create_directories(request_.top / directory, error);
  TRY_STATUS(sys::write_file(request_.top / "status", ""));
  TRY_STATUS(sys::write_file(request_.top / "sources.list", list_for(request_.suites)));
  TRY(const sys::Exit exit, run({"apt-get", "--quiet", "update"}, stop));
  return exit.ok() ? Status() : fault_of(exit.err + exit.out);
}

Result<sys::Exit> Apt::run(std::vector<std::string> argv, std::stop_token stop) const {
  const std::string top = request_.top.string();
  std::vector<std::string> options = {"Dir::Etc::sourcelist=" + top + "/sources.list",
                                      "Dir::Etc::sourceparts=-",
                                      "Dir::Etc::preferences=-",
                                      "Dir::Etc::preferencesparts=-",
                                      "Dir::State=" + top,
                                      "Dir::State::lists=" + top + "/lists",
                                      "Dir::State::status=" + top + "/status",
                                      "Dir::Cache=" + top + "/cache",
                                      "APT::Architecture=amd64",
                                      "APT::Architectures=amd64",
                                      "APT::Sandbox::User=root",
                                      "APT::Update::Error-Mode=any",
                                      "Acquire::Languages=none",
                                      "Acquire::Retries=1",
                                      "Acquire::http::Timeout=30"};
  if (request_.suites.size() > 1)
    options.push_back("APT::Default-Release=" + request_.suites.front());
  std::vector<std::string> all = {argv.front()};  // before what may follow a "--"
  for (std::string& option : options) {
    all.emplace_back("-o");
    all.push_back(std::move(option));
  }
  all.insert(all.end(), argv.begin() + 1, argv.end());
  sys::Command command;
  command.argv = std::move(all);
  command.cwd = downloads();
  command.env = {{"LC_ALL", "C"}, {"DEBIAN_FRONTEND", "noninteractive"}};
  return sys::run(command, stop);
}

Fault Apt::fault_of(const std::string& said) const {
  const auto says = [&](std::initializer_list<const char*> parts) {
    return std::ranges::any_of(
        parts, [&](const char* part) { return said.find(part) != std::string::npos; });
  };
  std::string lines;
  for (const std::string_view line : sys::split_lines(said))
    if (line.starts_with("E: ") || line.starts_with("Err:")) lines += fmt::format("\n  {}", line);
  if (says({"No space left", "enough free space"}))
    return host_fault(
        fmt::format("no space left to fetch {}{}", request_.subject, lines),
        fmt::format("it takes {}: free some space, or set FOLIOSCOPE_CACHE", request_.space));
  if (says({"NO_PUBKEY", "BADSIG", "EXPKEYSIG", "is not signed"}))
    return host_fault("the archive's signature cannot be checked:" + lines,
                      "apt-get install debian-archive-keyring, of a newer release if need be");
  if (says({"does not have a Release file", "404  Not Found", "File not found"}))
    return user_fault(
        fmt::format("there is no suite {} at the mirror:{}",
                    request_.suites.empty() ? "of that name" : request_.suites.front(), lines),
        fmt::format("is it spelt so? {} names another mirror", kMirrorVariable));
  return host_fault(fmt::format("{} cannot be fetched:{}", request_.subject, lines),
                    fmt::format("is there a network? {} names another mirror; where there is "
                                "none, {}",
                                kMirrorVariable, request_.otherwise));
}

std::string Apt::where() const {
  return request_.suites.empty() ? "the machine's own sources of Debian and its backports"
                                 : request_.suites.front();
}

Status check_apt(const std::string& otherwise) {
  for (const char* program : {"apt-get", "dpkg-deb"})
    if (!sys::find_program(program).ok())
      return host_fault(fmt::format("fetching a Debian package needs {}", program), otherwise);
  return {};
}

bool is_suite_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return !text.empty() && kLetters.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
}

Scratch::Scratch(fs::path path) : path_(std::move(path)) {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace folioscope::kbuild
