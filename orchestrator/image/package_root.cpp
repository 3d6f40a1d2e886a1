// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/package_root.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include "kbuild/apt.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;
using kbuild::Apt;
using Names = std::set<std::string>;

constexpr std::size_t kMostNames = 32;
constexpr std::size_t kMostPackages = 500;  // fio, with all that it depends on, is 110
constexpr const char* kOtherwise =
    "on another system build the program statically and name it under `program:`";

// Never of use to a program that runs in a guest.
constexpr const char* kUnwanted[] = {"usr/share/doc",
                                     "usr/share/doc-base",
                                     "usr/share/man",
                                     "usr/share/locale",
                                     "usr/share/info",
                                     "usr/share/lintian",
                                     "usr/share/bug",
                                     "usr/share/bash-completion",
                                     "usr/share/zsh",
                                     "usr/share/fish",
                                     "usr/share/help",
                                     "usr/share/applications",
                                     "usr/share/icons",
                                     "usr/share/pixmaps",
                                     "usr/share/menu",
                                     "usr/share/metainfo",
                                     "usr/share/gnome",
                                     "usr/include",
                                     "usr/lib/pkgconfig",
                                     "usr/share/pkgconfig",
                                     "usr/share/common-licenses"};

void say(const PackageOptions& options, const std::string& what) {
  if (options.on_progress) options.on_progress(what);
}

Names names_of(const PackageRequest& request) {
  return {request.names.begin(), request.names.end()};
}

// Where it stands which ID the request led to.
fs::path memory_of(const PackageRequest& request, const fs::path& cache) {
  return cache / "hashes" /
         sys::sha256(
             fmt::format("packages 1\n{}\n{}", request.suite, fmt::join(names_of(request), "\n")));
}

Status check(const Names& names, const std::string& suite) {
  std::vector<std::string> wrong;
  for (const std::string& name : names)
    if (!is_package_name(name)) wrong.push_back(fmt::format("\"{}\"", name));
  if (!wrong.empty())
    return user_fault(fmt::format("no name of a Debian package: {}", fmt::join(wrong, ", ")),
                      "names are of lower-case letters, digits, and + - . inside, such as fio; "
                      "versions and suites are not part of them");
  if (names.empty()) return user_fault("no packages are named");
  if (names.size() > kMostNames)
    return user_fault(fmt::format("{} packages are too many", names.size()),
                      fmt::format("a guest takes {} and what they depend on", kMostNames));
  if (!suite.empty() && !kbuild::is_suite_name(suite))
    return user_fault(fmt::format("\"{}\" is no name of a Debian suite", suite),
                      "such as bookworm, or trixie-backports");
  return {};
}

// A suite that adds to another one comes with it: backports are built against their release.
std::vector<std::string> suites_for(const std::string& suite) {
  if (suite.empty()) return {};
  std::vector<std::string> suites = {suite};
  for (const char* addition :
       {"-backports-sloppy", "-backports", "-security", "-updates", "-proposed-updates"})
    if (suite.ends_with(addition)) {
      suites.push_back(suite.substr(0, suite.size() - std::string_view(addition).size()));
      break;
    }
  return suites;
}

// Those of which `apt-cache policy` says no version that can be had.
std::vector<std::string> unknown_of(const Names& names, const std::string& said) {
  Names known;
  std::string name;
  for (const std::string_view line : sys::split_lines(said)) {
    if (!line.starts_with(' ') && line.ends_with(':')) name = line.substr(0, line.size() - 1);
    if (line.starts_with("  Candidate: ") && line != "  Candidate: (none)") known.insert(name);
  }
  std::vector<std::string> unknown;
  std::ranges::set_difference(names, known, std::back_inserter(unknown));
  return unknown;
}

Status check_known(const Apt& apt, const Names& names, std::stop_token stop) {
  std::vector<std::string> argv = {"apt-cache", "policy"};
  argv.insert(argv.end(), names.begin(), names.end());
  TRY(const sys::Exit exit, apt.run(argv, stop));
  if (!exit.ok()) return apt.fault_of(exit.err + exit.out);
  const std::vector<std::string> unknown = unknown_of(names, exit.out);
  if (unknown.empty()) return {};
  std::string remedy =
      "is it spelt so? A newer suite may have it, such as `suite: trixie`; only Debian's main is "
      "looked into";
  constexpr std::size_t kBeginning = 4, kMostShown = 8;  // letters; names
  const auto like = apt.run({"apt-cache", "pkgnames", unknown.front().substr(0, kBeginning)}, stop);
  if (like.ok() && like->ok()) {
    std::vector<std::string_view> there = sys::split_lines(like->out);
    std::ranges::sort(there);
    if (!there.empty() && there.size() <= kMostShown)
      remedy = fmt::format("there is {}; {}", fmt::join(there, ", "), remedy);
  }
  return user_fault(
      fmt::format("there is no package {} in {}", fmt::join(unknown, ", "), apt.where()), remedy);
}

// "Inst stress-ng (0.15.06-2 Debian:12.11/stable [amd64])"
std::vector<TakenPackage> read_plan(const std::string& said, const Names& names) {
  std::vector<TakenPackage> packages;
  for (std::string_view line : sys::split_lines(said)) {
    if (!line.starts_with("Inst ")) continue;
    line.remove_prefix(5);
    const std::size_t bracket = line.find(" (");
    if (bracket == line.npos) continue;  // counted below: a name that was asked for is missing then
    const std::string name(line.substr(0, bracket));
    line.remove_prefix(bracket + 2);
    packages.push_back({name, std::string(line.substr(0, line.find(' '))), names.contains(name)});
  }
  std::ranges::sort(packages, {}, &TakenPackage::name);
  return packages;
}

Result<std::vector<TakenPackage>> resolve(const Apt& apt, const Names& names,
                                          std::stop_token stop) {
  TRY_STATUS(check_known(apt, names, stop));
  std::vector<std::string> argv = {"apt-get", "--quiet", "--simulate", "--no-install-recommends",
                                   "install"};
  argv.insert(argv.end(), names.begin(), names.end());
  TRY(const sys::Exit exit, apt.run(argv, stop));
  if (!exit.ok() && exit.out.find("unmet dependencies") != std::string::npos) {
    const std::size_t at = exit.out.find("The following packages have unmet");
    return user_fault(
        fmt::format(
            "the packages {} do not go together in {}:\n{}", fmt::join(names, ", "), apt.where(),
            sys::trim(std::string_view(exit.out).substr(at == std::string::npos ? 0 : at, 600))),
        "name another suite, or fewer packages");
  }
  if (!exit.ok()) return apt.fault_of(exit.err + exit.out);
  std::vector<TakenPackage> packages = read_plan(exit.out, names);
  if (static_cast<std::size_t>(std::ranges::count(packages, true, &TakenPackage::asked)) !=
      names.size())
    return bug_fault("what apt-get --simulate says is not understood");
  if (packages.size() > kMostPackages)
    return user_fault(
        fmt::format("{} depend on {} packages, which is too many", fmt::join(names, ", "),
                    packages.size() - names.size()),
        fmt::format("{} can be taken: name fewer, or build the program statically", kMostPackages));
  return packages;
}

std::string text_of(const std::vector<TakenPackage>& packages) {
  std::string text;
  for (const TakenPackage& package : packages)
    text += fmt::format("{} {} {}\n", package.name, package.version,
                        package.asked ? "asked" : "needed");
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  const auto lines = sys::split_lines(text);
  return {lines.begin(), lines.end()};
}

// Nothing where it was removed, or what is there is not understood.
std::optional<PackageRoot> root_at(const fs::path& place) {
  const auto text = sys::read_file(place / "packages");
  const auto asked = sys::read_file(place / "asked");
  if (!text.ok() || !asked.ok() || !fs::is_directory(place / "root")) return std::nullopt;
  PackageRoot found{place.filename().string(), place / "root", {}, lines_of(*asked)};
  for (const std::string& line : lines_of(*text)) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (first == line.npos || second == line.npos) return std::nullopt;
    found.packages.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                              line.substr(second + 1) == "asked"});
  }
  return found;
}

Status unpack(const std::vector<fs::path>& debs, const fs::path& root, std::stop_token stop) {
  // dpkg-deb --extract would put directories where the links of a merged /usr are.
  constexpr const char* kScript = R"sh(
    root=$1; shift
    for deb; do
      dpkg-deb --fsys-tarfile "$deb" > "$root.tar"
      tar --extract --keep-directory-symlink --no-same-owner --no-same-permissions \
        --directory "$root" --file "$root.tar"
    done
    rm -f "$root.tar")sh";
  if (debs.empty()) return {};
  sys::Command command;
  command.argv = {"sh", "-euc", kScript, "unpack", root.string()};
  for (const fs::path& deb : debs) command.argv.push_back(deb.string());
  command.env = {{"LC_ALL", "C"}};
  TRY(const sys::Exit exit, sys::run(command, stop));
  if (exit.ok()) return {};
  return host_fault(
      fmt::format("packages cannot be unpacked into {}: {}", root.string(), sys::trim(exit.err)),
      "free some space, or set FOLIOSCOPE_CACHE");
}

Status make_root(const fs::path& root) {
  std::error_code error;
  for (const char* directory : {"bin", "sbin", "lib", "lib64"}) {
    if (!error) fs::create_directories(root / "usr" / directory, error);
    if (!error) fs::create_directory_symlink(fs::path("usr") / directory, root / directory, error);
  }
  if (error) return host_fault(fmt::format("cannot create {}: {}", root.string(), error.message()));
  return {};
}

void remove_unwanted(const fs::path& root) {
  std::error_code ignored;  // what stays costs space, nothing else
  for (const char* directory : kUnwanted) fs::remove_all(root / directory, ignored);
}

// Files and links below `root`, by name; the directories of a merged /usr are no links here.
Result<std::vector<std::string>> files_below(const fs::path& root) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(root, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    const bool link = at->is_symlink(gone);
    if (link && at.depth() == 0) continue;
    if (!link && !at->is_regular_file(gone)) continue;
    std::string name = at->path().lexically_relative(root).string();
    if (name.find('\n') != std::string::npos)
      return user_fault(fmt::format("a package has a file of two lines: {}", name));
    files.push_back(std::move(name));
  }
  if (error) return host_fault(fmt::format("cannot read {}: {}", root.string(), error.message()));
  std::ranges::sort(files);
  return files;
}

struct Fetched {
  std::vector<fs::path> asked, needed;
};
Result<Fetched> fetch(const Apt& apt, const std::vector<TakenPackage>& packages,
                      std::stop_token stop) {
  std::vector<std::string> argv = {"apt-get", "--quiet", "download"};
  Names asked;
  for (const TakenPackage& package : packages) {
    argv.push_back(fmt::format("{}={}", package.name, package.version));
    if (package.asked) asked.insert(package.name);
  }
  TRY(const sys::Exit exit, apt.run(argv, stop));
  if (!exit.ok()) return apt.fault_of(exit.err + exit.out);
  Fetched fetched;
  std::error_code error;
  for (fs::directory_iterator at(apt.downloads(), error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.ends_with(".deb")) continue;
    (asked.contains(name.substr(0, name.find('_'))) ? fetched.asked : fetched.needed)
        .push_back(at->path());
  }
  std::ranges::sort(fetched.asked);
  std::ranges::sort(fetched.needed);
  if (fetched.asked.size() + fetched.needed.size() != packages.size())
    return host_fault(fmt::format("apt-get download left {} packages of {}",
                                  fetched.asked.size() + fetched.needed.size(), packages.size()));
  return fetched;
}

// What becomes `place`, below `top`.
Status unpack_all(const Fetched& fetched, const fs::path& top, const std::string& text,
                  std::stop_token stop) {
  const fs::path root = top / "ready/root";
  TRY_STATUS(make_root(root));
  TRY_STATUS(unpack(fetched.asked, root, stop));
  remove_unwanted(root);
  TRY(const std::vector<std::string> asked, files_below(root));
  TRY_STATUS(unpack(fetched.needed, root, stop));
  remove_unwanted(root);
  TRY_STATUS(sys::write_file(top / "ready/asked", fmt::format("{}\n", fmt::join(asked, "\n"))));
  return sys::write_file(top / "ready/packages", text);
}

// The ID that it comes to.
Result<std::string> take(const Names& names, const std::string& suite, const fs::path& packages,
                         const PackageOptions& options) {
  TRY_STATUS(kbuild::check_apt(kOtherwise));
  const fs::path top = packages / ".fetching";
  const kbuild::Scratch scratch(top);
  const Apt apt({.top = top,
                 .suites = suites_for(suite),
                 .subject = fmt::format("{}", fmt::join(names, ", ")),
                 .space = "some 100 MB",
                 .otherwise = "build the program statically and name it under `program:`"});
  say(options, "fetch the lists of packages");
  TRY_STATUS(apt.update(options.stop));
  TRY(const std::vector<TakenPackage> taken, resolve(apt, names, options.stop));
  const std::string text = text_of(taken);
  const std::string id = sys::sha256(text).substr(0, 16);
  if (root_at(packages / id)) return id;  // by another request, or another suite
  say(options, fmt::format("fetch {} packages", taken.size()));
  TRY(const Fetched fetched, fetch(apt, taken, options.stop));
  say(options, fmt::format("unpack {} packages", taken.size()));
  TRY_STATUS(unpack_all(fetched, top, text, options.stop));
  std::error_code error;
  fs::remove_all(packages / id, error);
  if (!error) fs::rename(top / "ready", packages / id, error);
  if (error)
    return host_fault(fmt::format("cannot put packages into the cache: {}", error.message()));
  return id;
}

}  // namespace

bool is_package_name(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return text.size() >= 2 && text.size() <= 100 &&
         kLetters.find(text.front()) != std::string_view::npos && text.back() != '-' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") ==
             std::string_view::npos;
}

std::optional<PackageRoot> package_root_here(const PackageRequest& request, const fs::path& cache) {
  const auto id = sys::read_file(memory_of(request, cache));
  return id.ok() ? root_at(cache / "packages" / sys::trim(*id)) : std::nullopt;
}

Result<PackageRoot> package_root(const PackageRequest& request, const PackageOptions& options) {
  const Names names = names_of(request);
  TRY_STATUS(check(names, request.suite));
  if (auto found = package_root_here(request, options.cache)) return *std::move(found);
  const fs::path packages = options.cache / "packages";
  const fs::path memory = memory_of(request, options.cache);
  std::error_code error;
  fs::create_directories(packages, error);
  fs::create_directories(memory.parent_path(), error);
  TRY(const sys::FileLock lock, sys::FileLock::wait(packages / ".lock", options.stop, [&] {
        say(options, "wait for another fetch of packages");
      }));
  if (auto found = package_root_here(request, options.cache)) return *std::move(found);
  TRY(const std::string id, take(names, request.suite, packages, options));
  TRY_STATUS(sys::write_file(memory, id + "\n"));
  if (auto found = root_at(packages / id)) return *std::move(found);
  return bug_fault("packages that were unpacked are not there");
}

}  // namespace folioscope::image
