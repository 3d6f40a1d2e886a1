// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/debian_package.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// linux-source-* packages put one tarball into /usr/src.
std::optional<fs::path> tarball_in(const fs::path& directory, const std::string& package) {
  std::error_code error;
  for (const char* suffix : {".tar.xz", ".tar.zst", ".tar.gz"})
    if (fs::path tarball = directory / (package + suffix); fs::exists(tarball, error))
      return tarball;
  return std::nullopt;
}

fs::path place_of(const spec::Base& base, const fs::path& cache) {
  return cache / "sources" /
         fmt::format("{}_{}", base.source, base.suite.empty() ? "own" : base.suite);
}

std::string read_or_empty(const fs::path& file) {
  auto text = sys::read_file(file);
  return text.ok() ? *std::move(text) : std::string();
}

// "bookworm"; empty where the machine does not say.
std::string release_name() {
  const std::string text = read_or_empty("/etc/os-release");
  constexpr std::string_view kName = "VERSION_CODENAME=";
  for (const std::string_view line : sys::split_lines(text))
    if (line.starts_with(kName)) return std::string(sys::trim(line.substr(kName.size())));
  return {};
}

std::vector<AptSource> sources_of_machine() {
  std::vector<AptSource> sources =
      read_sources(read_or_empty("/etc/apt/sources.list"), SourcesForm::OneLine);
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at("/etc/apt/sources.list.d", error), end; !error && at != end;
       at.increment(error))
    files.push_back(at->path());
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    if (file.extension() != ".list" && file.extension() != ".sources") continue;
    const auto form = file.extension() == ".list" ? SourcesForm::OneLine : SourcesForm::Deb822;
    for (AptSource& source : read_sources(read_or_empty(file), form))
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

std::string list_for(const spec::Base& base) {
  const std::string release = release_name();
  const char* mirror = std::getenv(kMirrorVariable);
  if (mirror == nullptr || *mirror == '\0')
    return sources_list(sources_of_machine(), base.suite, release);
  AptSource source = source_of(mirror);
  if (base.suite.empty() && !release.empty()) source.suites = {release};
  return sources_list({source}, base.suite, release);
}

// apt with a state of its own under `top`.
class Apt {
 public:
  Apt(fs::path top, spec::Base base) : top_(std::move(top)), base_(std::move(base)) {}

  Status update(std::stop_token stop) const {
    std::error_code error;
    for (const char* directory : {"lists/partial", "cache/archives/partial", "download"})
      fs::create_directories(top_ / directory, error);
    TRY_STATUS(sys::write_file(top_ / "status", ""));
    TRY_STATUS(sys::write_file(top_ / "sources.list", list_for(base_)));
    TRY(const sys::Exit exit, run({"apt-get", "--quiet", "update"}, stop));
    return exit.ok() ? Status() : fault_of(exit.err + exit.out);
  }

  // Leaves PACKAGE_VERSION_ARCH.deb in the directory that it returns.
  Result<fs::path> download(std::stop_token stop) const {
    TRY(const sys::Exit exit, run({"apt-get", "--quiet", "download", base_.source}, stop));
    if (!exit.ok()) {
      const bool unknown = exit.err.find("Unable to locate package") != std::string::npos ||
                           exit.err.find("no installation candidate") != std::string::npos ||
                           exit.err.find("no candidate") != std::string::npos;
      return unknown ? unknown_package(stop) : fault_of(exit.err + exit.out);
    }
    std::error_code error;
    for (fs::directory_iterator at(top_ / "download", error), end; !error && at != end;
         at.increment(error))
      if (at->path().extension() == ".deb") return at->path();
    return host_fault("apt-get download left no package: " + std::string(sys::trim(exit.out)));
  }

 private:
  Result<sys::Exit> run(std::vector<std::string> argv, std::stop_token stop) const {
    const std::string top = top_.string();
    for (const std::string& option : std::initializer_list<std::string>{
             "Dir::Etc::sourcelist=" + top + "/sources.list", "Dir::Etc::sourceparts=-",
             "Dir::Etc::preferences=-", "Dir::Etc::preferencesparts=-", "Dir::State=" + top,
             "Dir::State::lists=" + top + "/lists", "Dir::State::status=" + top + "/status",
             "Dir::Cache=" + top + "/cache", "APT::Architecture=amd64", "APT::Architectures=amd64",
             "APT::Sandbox::User=root", "APT::Update::Error-Mode=any", "Acquire::Languages=none",
             "Acquire::Retries=1", "Acquire::http::Timeout=30"}) {
      argv.emplace_back("-o");
      argv.push_back(option);
    }
    sys::Command command;
    command.argv = std::move(argv);
    command.cwd = top_ / "download";
    command.env = {{"LC_ALL", "C"}, {"DEBIAN_FRONTEND", "noninteractive"}};
    return sys::run(command, stop);
  }

  Fault unknown_package(std::stop_token stop) const {
    const std::string where = base_.suite.empty() ? "the machine's own sources of Debian and its "
                                                    "backports"
                                                  : base_.suite;
    std::string remedy = "name the suite that has it, such as `suite: trixie-backports`";
    const auto search =
        run({"apt-cache", "search", "--names-only", "^linux-source-[0-9.]+$"}, stop);
    std::string there;
    if (search.ok())
      for (const std::string_view line : sys::split_lines(search->out))
        there += (there.empty() ? "" : ", ") + std::string(line.substr(0, line.find(' ')));
    if (!there.empty()) remedy = fmt::format("there is {}; or {}", there, remedy);
    return user_fault(fmt::format("there is no package {} in {}", base_.source, where), remedy);
  }

  // What apt says in many lines, as one of few reasons.
  Fault fault_of(const std::string& said) const {
    const auto says = [&](std::initializer_list<const char*> parts) {
      return std::ranges::any_of(
          parts, [&](const char* part) { return said.find(part) != std::string::npos; });
    };
    std::string lines;
    for (const std::string_view line : sys::split_lines(said))
      if (line.starts_with("E: ") || line.starts_with("Err:")) lines += fmt::format("\n  {}", line);
    if (says({"No space left"}))
      return host_fault("no space left to fetch " + base_.source + lines,
                        "it takes 400 MB: free some space, or set FOLIOSCOPE_CACHE");
    if (says({"NO_PUBKEY", "BADSIG", "EXPKEYSIG", "is not signed"}))
      return host_fault("the archive's signature cannot be checked:" + lines,
                        "apt-get install debian-archive-keyring, of a newer release if need be");
    if (says({"does not have a Release file", "404  Not Found", "File not found"}))
      return user_fault(fmt::format("there is no suite {} at the mirror:{}",
                                    base_.suite.empty() ? "of that name" : base_.suite, lines),
                        fmt::format("is it spelt so? {} names another mirror", kMirrorVariable));
    return host_fault(
        fmt::format("{} cannot be fetched:{}", base_.source, lines),
        fmt::format("is there a network? {} names another mirror; where there is "
                    "none, copy the package's tarball and use `base: {{tarball: ...}}`",
                    kMirrorVariable));
  }

  fs::path top_;
  spec::Base base_;
};

// What the fetching leaves behind when it ends, well or not.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) { remove(); }
  ~Scratch() { remove(); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  void remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path_;
};

Status check_apt() {
  for (const char* program : {"apt-get", "dpkg-deb"})
    if (!sys::find_program(program).ok())
      return host_fault(fmt::format("fetching a Debian package needs {}", program),
                        "on another system use `base: {tarball: ...}` or `{git: ...}`");
  return {};
}

// The package's tarball, in a directory that then becomes `place`.
Status unpack(const fs::path& deb, const fs::path& top, const std::string& package,
              const fs::path& place, std::stop_token stop) {
  sys::Command command;
  command.argv = {"dpkg-deb", "--extract", deb.string(), (top / "unpacked").string()};
  TRY(const sys::Exit exit, sys::run(command, stop));
  if (!exit.ok())
    return host_fault(
        fmt::format("{} cannot be unpacked: {}", deb.filename().string(), sys::trim(exit.err)));
  const auto tarball = tarball_in(top / "unpacked/usr/src", package);
  if (!tarball)
    return user_fault(fmt::format("the package {} holds no kernel source", package),
                      "packages with source are called linux-source-VERSION");
  std::error_code error;
  fs::create_directories(top / "ready", error);
  fs::rename(*tarball, top / "ready" / tarball->filename(), error);
  if (!error) TRY_STATUS(sys::write_file(top / "ready/origin", deb.filename().string() + "\n"));
  if (!error) fs::remove_all(place, error);
  if (!error) fs::rename(top / "ready", place, error);
  if (error)
    return host_fault(fmt::format("cannot put {} into the cache: {}", package, error.message()));
  return {};
}

Status fetch(const spec::Base& base, const fs::path& place, std::stop_token stop) {
  TRY_STATUS(check_apt());
  const fs::path top = place.string() + ".fetching";
  const Scratch scratch(top);
  const Apt apt(top, base);
  TRY_STATUS(apt.update(stop));
  TRY(const fs::path deb, apt.download(stop));
  return unpack(deb, top, base.source, place, stop);
}

}  // namespace

std::optional<fs::path> tarball_here(const spec::Base& base, const fs::path& cache) {
  if (base.suite.empty())
    if (auto installed = tarball_in("/usr/src", base.source)) return installed;
  return tarball_in(place_of(base, cache), base.source);
}

Result<fs::path> package_tarball(const spec::Base& base, const fs::path& cache, Network network,
                                 std::stop_token stop) {
  if (auto tarball = tarball_here(base, cache)) return *std::move(tarball);
  if (network == Network::Forbidden)
    return user_fault(fmt::format("the source package {} was not fetched yet", base.source),
                      "folioscope run fetches it");
  const fs::path place = place_of(base, cache);
  std::error_code error;
  fs::create_directories(place.parent_path(), error);
  TRY(const sys::FileLock lock, sys::FileLock::wait(place.string() + ".lock", stop, [] {}));
  if (auto tarball = tarball_here(base, cache)) return *std::move(tarball);
  TRY_STATUS(fetch(base, place, stop));
  if (auto tarball = tarball_here(base, cache)) return *std::move(tarball);
  return bug_fault("a package that was fetched is not there");
}

}  // namespace folioscope::kbuild
