// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/selftest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>

#include "kbuild/apt.h"
#include "kbuild/kernel_version.h"
#include "kbuild/make.h"
#include "kbuild/origin.h"
#include "kbuild/tools.h"
#include "sys/files.h"
#include "sys/host.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCollections = "tools/testing/selftests";
constexpr std::size_t kMostNamed = 40;    // in a message
constexpr std::size_t kMostFailures = 5;  // in a message

struct Library {
  const char *sign, *package;
};
constexpr Library kLibraries[] = {{"sys/capability.h", "libcap-dev"},
                                  {"numa.h", "libnuma-dev"},
                                  {"liburing.h", "liburing-dev"},
                                  {"popt.h", "libpopt-dev"},
                                  {"fuse.h", "libfuse-dev"},
                                  {"libmnl/", "libmnl-dev"},
                                  {"-lcap", "libcap-dev"},
                                  {"-lnuma", "libnuma-dev"},
                                  {"clang", "clang"}};

// What of the host's packages may change without being part of the key.
std::string installed_stamp() {
  struct stat status {};
  if (stat("/var/lib/dpkg/status", &status) != 0) return "unknown";
  return fmt::format("{} {}.{:09}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

bool is_relative_name(std::string_view name) {
  return !name.empty() && name.size() < 200 && name.front() != '/' && name.front() != '-' &&
         name.find("..") == std::string_view::npos &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "_-./") == std::string_view::npos;
}

Status check_names(const SelftestRequest& request) {
  if (!is_relative_name(request.collection))
    return user_fault(fmt::format("\"{}\" is no collection of selftests", request.collection),
                      fmt::format("a directory of {}, such as mm", kCollections));
  for (const std::string& program : request.programs)
    if (!is_relative_name(program))
      return user_fault(fmt::format("\"{}\" is no name of a selftest", program), "such as cow");
  return {};
}

std::vector<std::string> some(std::vector<std::string> names) {
  std::ranges::sort(names);
  if (names.size() > kMostNamed) {
    names.resize(kMostNamed);
    names.emplace_back("...");
  }
  return names;
}

// As this kernel calls it: what is in mm since Linux 6.3 was in vm.
Result<std::string> collection_in(const fs::path& source, const std::string& wanted) {
  const fs::path top = source / kCollections;
  std::error_code error;
  if (fs::exists(top / wanted / "Makefile", error)) return wanted;
  if (wanted == "mm" && fs::exists(top / "vm/Makefile", error)) return std::string("vm");
  std::vector<std::string> there;
  for (fs::directory_iterator at(top, error), end; !error && at != end; at.increment(error))
    if (fs::exists(at->path() / "Makefile")) there.push_back(at->path().filename().string());
  return user_fault(fmt::format("this kernel has no selftests {}", wanted),
                    fmt::format("there is {}", fmt::join(some(std::move(there)), ", ")));
}

class Build {
 public:
  Build(const SelftestRequest& request, const Options& options, fs::path top)
      : request_(request), options_(options), top_(std::move(top)) {}

  // Leaves bin/ and record in top/ready.
  Status run(const Origin& origin) {
    say("unpack");
    std::error_code error;
    for (const char* directory : {"notes", "out", "ready/bin"})
      fs::create_directories(top_ / directory, error);
    TRY_STATUS(origin.materialise_for_tools(source(), top_ / "notes", options_.stop));
    TRY_STATUS(check_architecture(source()));
    TRY_STATUS(apply_changes(origin));
    TRY(const std::string collection, collection_in(source(), request_.collection));
    say("headers");
    TRY_STATUS(make_headers());
    say("compile");
    TRY(const std::vector<UnbuiltSelftest> failed, make_programs(collection));
    say("store");
    TRY_STATUS(take_programs());
    return sys::write_file(top_ / "ready/record", to_text({collection, installed_stamp(), failed}));
  }

 private:
  void say(const char* stage) const {
    if (options_.on_progress) options_.on_progress({stage, -1, -1});
  }
  fs::path source() const { return top_ / "source"; }
  std::string jobs() const {
    return fmt::format("-j{}", options_.jobs > 0 ? options_.jobs : sys::measure_host().cores);
  }

  // What of a work tree is not committed, where the base takes that.
  Status apply_changes(const Origin& origin) const {
    if (!origin.changes()) return {};
    sys::Command command;
    command.argv = {"git", "apply", "-"};
    command.cwd = source();
    command.env = {{"GIT_CEILING_DIRECTORIES", top_.string()}};  // no repository around the cache
    command.input = origin.changes()->text;
    TRY(const sys::Exit exit, sys::run(command, options_.stop));
    if (exit.ok()) return {};
    return host_fault(
        fmt::format("what is not committed cannot be applied: {}", sys::trim(exit.err)));
  }

  Status make_headers() const {
    TRY(const sys::Exit exit, sys::run(make_command(source(), {jobs(), "headers"}), options_.stop));
    if (exit.ok()) return {};
    return user_fault(fmt::format("the headers of this kernel cannot be made:\n{}",
                                  error_lines(exit.err + exit.out)));
  }

  Result<std::vector<UnbuiltSelftest>> make_programs(const std::string& collection) const {
    sys::Command command = make_command(
        source() / kCollections / collection,
        {jobs(), "-k", "--output-sync=target", "OUTPUT=" + (top_ / "out").string(),
         fmt::format("KHDR_INCLUDES=-isystem {}", (source() / "usr/include").string()), "all"});
    for (auto& [name, value] : command.env)
      if (name == "ARCH") value = "x86_64";  // for x86 some makefiles leave programs out
    TRY(const sys::Exit exit, sys::run(command, options_.stop));
    std::vector<UnbuiltSelftest> failed = unbuilt_of(exit.err, (top_ / "out").string());
    if (exit.err.find("No space left on device") != std::string::npos)
      return host_fault(fmt::format("no space left to build in {}", top_.string()),
                        "free some space, or set FOLIOSCOPE_CACHE");
    if (!exit.ok() && failed.empty())
      return user_fault(fmt::format("the selftests {} do not build:\n{}", collection,
                                    error_lines(exit.err + exit.out)));
    return failed;
  }

  Status take_programs() const {
    std::error_code error;
    for (fs::recursive_directory_iterator at(top_ / "out", error), end; !error && at != end;
         at.increment(error)) {
      if (!at->is_regular_file(error) || at->is_symlink(error)) continue;
      if ((at->status(error).permissions() & fs::perms::owner_exec) == fs::perms::none) continue;
      const fs::path to = top_ / "ready/bin" / at->path().lexically_relative(top_ / "out");
      fs::create_directories(to.parent_path(), error);
      if (!error) fs::copy_file(at->path(), to, error);
    }
    if (error) return host_fault(fmt::format("cannot keep the selftests: {}", error.message()));
    return {};
  }

  const SelftestRequest& request_;
  const Options& options_;
  fs::path top_;
};

// Nothing where there is none, or where what failed might build now.
std::optional<Selftests> selftests_at(const fs::path& place) {
  const auto text = sys::read_file(place / "record");
  if (!text.ok()) return std::nullopt;
  auto record = selftest_record(*text);
  if (!record || (!record->failed.empty() && record->installed != installed_stamp()))
    return std::nullopt;
  Selftests found{
      place.filename().string(), std::move(record->collection), {}, std::move(record->failed)};
  const fs::path bin = place / "bin";
  std::error_code error;
  for (fs::recursive_directory_iterator at(bin, error), end; !error && at != end;
       at.increment(error))
    if (at->is_regular_file(error))
      found.programs.push_back({at->path().lexically_relative(bin).string(), at->path()});
  if (error) return std::nullopt;
  std::ranges::sort(found.programs, {}, &Selftest::name);
  return found;
}

std::string remedy_for(const std::string& words) {
  for (const Library& library : kLibraries)
    if (words.find(library.sign) != std::string::npos)
      return fmt::format("apt-get install {}; or name other programs", library.package);
  return "name other programs";
}

Fault do_not_build(const std::string& collection, const std::vector<UnbuiltSelftest>& failed) {
  std::string words;
  for (std::size_t i = 0; i < std::min(failed.size(), kMostFailures); ++i)
    words += fmt::format("\n{}:\n{}", failed[i].name, failed[i].words);
  if (failed.size() > kMostFailures)
    words += fmt::format("\nand {} more", failed.size() - kMostFailures);
  return user_fault(fmt::format("selftests of {} do not build: {}", collection, words.substr(1)),
                    remedy_for(words));
}

Result<Selftests> chosen(Selftests all, const std::vector<std::string>& wanted) {
  if (wanted.empty() && all.programs.empty())
    return all.failed.empty()
               ? user_fault(fmt::format("the selftests {} have no programs", all.collection))
               : do_not_build(all.collection, all.failed);
  if (wanted.empty()) return all;
  const auto is_wanted = [&](const std::string& name) {
    return std::ranges::find(wanted, name) != wanted.end();
  };
  std::vector<std::string> there;
  for (const Selftest& program : all.programs) there.push_back(program.name);
  std::erase_if(all.failed, [&](const UnbuiltSelftest& one) { return !is_wanted(one.name); });
  if (!all.failed.empty()) return do_not_build(all.collection, all.failed);
  for (const std::string& name : wanted)
    if (std::ranges::find(there, name) == there.end())
      return user_fault(fmt::format("the selftests {} have no program {}", all.collection, name),
                        fmt::format("there is {}", fmt::join(some(there), ", ")));
  std::erase_if(all.programs, [&](const Selftest& one) { return !is_wanted(one.name); });
  return all;
}

}  // namespace

Result<Selftests> build_selftests(const SelftestRequest& request, const Options& options) {
  TRY_STATUS(check_names(request));
  TRY_STATUS(check_tools(request.base));
  TRY(const std::unique_ptr<Origin> origin,
      find_origin(request.base, options.cache, Network::Allowed, options.stop));
  TRY(const std::string compiler, toolchain());
  const std::string changes = origin->changes() ? origin->changes()->text : "";
  const std::string key = sys::sha256(fmt::format("selftests 1\n{}\n{}\n{}\n{}", origin->identity(),
                                                  request.collection, compiler, changes))
                              .substr(0, 16);
  const fs::path top = options.cache / "selftests", place = top / key;
  const auto reused = [&](Selftests found) {
    found.reused = true;
    return chosen(std::move(found), request.programs);
  };
  if (auto found = selftests_at(place)) return reused(*std::move(found));
  std::error_code error;
  fs::create_directories(top, error);
  const auto on_busy = [&] {
    if (options.on_progress) options.on_progress({"wait for another build", -1, -1});
  };
  TRY(const sys::FileLock lock,
      sys::FileLock::wait(top / ("." + key + ".lock"), options.stop, on_busy));
  if (auto found = selftests_at(place)) return reused(*std::move(found));
  const Scratch scratch(top / ("." + key + ".building"));
  Build build(request, options, top / ("." + key + ".building"));
  TRY_STATUS(build.run(*origin));
  fs::remove_all(place, error);
  if (!error) fs::rename(top / ("." + key + ".building") / "ready", place, error);
  if (error) return host_fault(fmt::format("cannot keep the selftests: {}", error.message()));
  if (auto found = selftests_at(place)) return chosen(*std::move(found), request.programs);
  return bug_fault("selftests that were built are not there");
}

}  // namespace folioscope::kbuild
