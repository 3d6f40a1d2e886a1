// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/directory.h"

#include <fmt/format.h>

#include <system_error>

namespace folioscope::run {
namespace fs = std::filesystem;

namespace {

Fault cannot(const std::string& verb, const fs::path& path, const std::error_code& error) {
  return host_fault(fmt::format("cannot {} {}: {}", verb, path.string(), error.message()),
                    "check permissions and free space, or choose another --out directory");
}

}  // namespace

Result<Directory> Directory::lock(const fs::path& path) {
  auto lock = sys::FileLock::take(path / "lock");
  if (!lock) {
    if (lock.fault().domain != FaultDomain::User) return lock.fault();
    return user_fault(fmt::format("{} is in use by another folioscope", path.string()),
                      "wait for it to end, or choose another directory with --out");
  }
  return Directory(path, *std::move(lock));
}

Result<Directory> Directory::create(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return cannot("create", path, error);
  const fs::path absolute = fs::canonical(path, error);
  if (error) return cannot("resolve", path, error);
  TRY(Directory directory, lock(absolute));
  if (fs::exists(directory.store(), error))
    return user_fault(fmt::format("{} already holds a run", path.string()),
                      fmt::format("go on with it: folioscope resume {0}, or look at it: folioscope "
                                  "show {0}, or choose another directory with --out",
                                  path.string()));
  TRY_STATUS(directory.empty_transients());
  return directory;
}

Result<Directory> Directory::open(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::canonical(path, error);
  if (error || !fs::exists(absolute / "run.db", error))
    return user_fault(fmt::format("{} holds no run: there is no run.db in it", path.string()),
                      "folioscope list shows the runs of a directory");
  TRY(Directory directory, lock(absolute));
  TRY_STATUS(directory.empty_transients());
  return directory;
}

Status Directory::empty_transients() const {
  std::error_code error;
  for (const char* name : {"spool", "scratch"}) {
    fs::remove_all(path_ / name, error);
    if (error) return cannot("empty", path_ / name, error);
  }
  for (const char* name : {"spool", "scratch", "console"}) {
    fs::create_directories(path_ / name, error);
    if (!error) fs::permissions(path_ / name, fs::perms::owner_all, error);
    if (error) return cannot("create", path_ / name, error);
  }
  return {};
}

fs::path Directory::console(CellId cell) const {
  return path_ / "console" / fmt::format("{}.log", cell.value);
}

std::string Directory::keep_console(CellId cell, int attempt) const {
  const std::string name = fmt::format("console/{}.attempt{}.log", cell.value, attempt);
  std::error_code error;
  fs::rename(console(cell), path_ / name, error);
  return error ? std::string() : name;
}

fs::path Directory::spool(CellId cell) const {
  return spool() / fmt::format("{}.pages", cell.value);
}

std::string Directory::owner() const { return sys::sha256(path_.string()).substr(0, 8); }

Result<fs::path> find_store(const fs::path& run) {
  std::error_code error;
  if (fs::is_directory(run, error)) {
    if (fs::exists(run / "run.db", error)) return run / "run.db";
    return user_fault(fmt::format("{} holds no run: there is no run.db in it", run.string()),
                      "folioscope list shows the runs of a directory");
  }
  if (fs::exists(run, error)) return run;
  return user_fault(fmt::format("there is no {}", run.string()),
                    "name a run directory; folioscope list shows them");
}

}  // namespace folioscope::run
