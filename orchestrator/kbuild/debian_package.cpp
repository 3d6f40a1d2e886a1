// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/debian_package.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "kbuild/apt.h"
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

Apt apt_for(const std::string& package, const fs::path& top, std::vector<std::string> suites) {
  return Apt({.top = top,
              .suites = std::move(suites),
              .subject = package,
              .space = "400 MB",
              .otherwise = "copy the package's tarball and use `base: {tarball: ...}`"});
}

Fault unknown_package(const Apt& apt, const std::string& package, std::stop_token stop) {
  std::string remedy = "name the suite that has it, such as `suite: trixie-backports`";
  const auto search =
      apt.run({"apt-cache", "search", "--names-only", "^linux-source-[0-9.]+$"}, stop);
  std::string there;
  if (search.ok())
    for (const std::string_view line : sys::split_lines(search->out))
      there += (there.empty() ? "" : ", ") + std::string(line.substr(0, line.find(' ')));
  if (!there.empty()) remedy = fmt::format("there is {}; or {}", there, remedy);
  return user_fault(fmt::format("there is no package {} in {}", package, apt.where()), remedy);
}

// Leaves PACKAGE_VERSION_ARCH.deb in apt.downloads(), and returns its path; nothing where there is
// no such package.
Result<std::optional<fs::path>> download(const Apt& apt, const std::string& package,
                                         std::stop_token stop) {
  TRY_STATUS(apt.update(stop));
  TRY(const sys::Exit exit, apt.run({"apt-get", "--quiet", "download", package}, stop));
  if (!exit.ok()) {
    const bool unknown = exit.err.find("Unable to locate package") != std::string::npos ||
                         exit.err.find("no installation candidate") != std::string::npos ||
                         exit.err.find("no candidate") != std::string::npos;
    if (unknown) return std::optional<fs::path>();
    return apt.fault_of(exit.err + exit.out);
  }
  std::error_code error;
  for (fs::directory_iterator at(apt.downloads(), error), end; !error && at != end;
       at.increment(error))
    if (at->path().extension() == ".deb") return std::optional(at->path());
  return host_fault("apt-get download left no package: " + std::string(sys::trim(exit.out)));
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
  TRY_STATUS(check_apt("on another system use `base: {tarball: ...}` or `{git: ...}`"));
  const fs::path top = place.string() + ".fetching";
  const Scratch scratch(top);
  std::vector<std::string> suites;
  if (!base.suite.empty()) suites = {base.suite};
  const Apt apt = apt_for(base.source, top / "first", suites);
  TRY(std::optional<fs::path> deb, download(apt, base.source, stop));
  if (!deb && suites.empty()) {
    // Debian 13 has no linux-source-6.1 any more, Debian 12 no 6.12 yet; the mirror has both.
    const auto other =
        download(apt_for(base.source, top / "others", {"stable", "oldstable"}), base.source, stop);
    if (other.ok()) deb = *other;
  }
  if (!deb) return unknown_package(apt, base.source, stop);
  return unpack(*deb, top, base.source, place, stop);
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
