// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "kbuild/origin.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

// A tarball's hash is remembered under its path, size and time of change: hashing 130 MB takes as
// long as a small rebuild.
Result<fs::path> memory_of(const fs::path& tarball, const fs::path& cache) {
  struct stat status {};
  if (stat(tarball.c_str(), &status) != 0)
    return user_fault(fmt::format("cannot read {}: {}", tarball.string(), std::strerror(errno)));
  const std::string key =
      sys::sha256(fmt::format("{} {} {} {} {}", tarball.string(), status.st_size, status.st_ino,
                              status.st_mtim.tv_sec, status.st_mtim.tv_nsec));
  return cache / "hashes" / key;
}

// Empty: it is not remembered.
std::string hash_in(const fs::path& memory) {
  auto known = sys::read_file(memory);
  return known.ok() && known->size() == 64 ? *std::move(known) : std::string();
}

Result<std::string> remembered_hash(const fs::path& tarball, const fs::path& cache) {
  TRY(const fs::path memory, memory_of(tarball, cache));
  if (std::string known = hash_in(memory); !known.empty()) return known;
  TRY(std::string hash, sys::sha256_file(tarball));
  std::error_code ignored;  // a cache that cannot be written costs time here, nothing else
  fs::create_directories(memory.parent_path(), ignored);
  (void)sys::write_file(memory, hash);
  return hash;
}

std::string identity_of(const std::string& hash) { return "tarball " + hash; }

class Tarball final : public Origin {
 public:
  Tarball(fs::path tarball, const std::string& hash)
      : Origin(identity_of(hash), identity_of(hash)), tarball_(std::move(tarball)) {}

  Status materialise(const fs::path& source, const fs::path&, const std::string& had,
                     std::stop_token stop) const override {
    return had == identity() ? Status() : extract(source, {}, stop);
  }

  // Without most drivers and other architectures: a third of the files. Of what is left out nothing
  // is included by tools/ of 6.1, 6.12 and 7.3 (drivers/iommu is, and Documentation/netlink).
  Status materialise_for_tools(const fs::path& source, const fs::path&,
                               std::stop_token stop) const override {
    return extract(source,
                   {"sound", "drivers/[!i]*", "drivers/i[!o]*", "Documentation/[!n]*", "arch/[!x]*",
                    "arch/xtensa"},
                   stop);
  }

  // What stands in the archive's one directory, and not deeper.
  Result<std::string> makefile(std::stop_token stop) const override {
    sys::Command command;
    command.argv = {"tar",
                    "--extract",
                    "--to-stdout",
                    "--file=" + tarball_.string(),
                    "--occurrence",
                    "--wildcards",
                    "--no-wildcards-match-slash",
                    "*/Makefile"};
    command.env = {{"LC_ALL", "C"}};
    TRY(sys::Exit exit, sys::run(command, stop));
    if (exit.ok()) return std::move(exit.out);
    if (!exit.err.starts_with("tar: */Makefile: Not found"))
      return user_fault(fmt::format("cannot unpack {}: {}", tarball_.string(),
                                    sys::trim(exit.err.substr(0, exit.err.find('\n')))));
    return user_fault(fmt::format("{} holds no kernel source", tarball_.string()),
                      "expected one top directory with a Makefile in it");
  }

 private:
  // `without`: directories of the source, as patterns.
  Status extract(const fs::path& source, const std::vector<std::string>& without,
                 std::stop_token stop) const {
    std::error_code error;
    fs::create_directories(source, error);
    sys::Command command;
    command.argv = {"tar", "--extract", "--anchored", "--no-wildcards-match-slash"};
    for (const std::string& directory : without) command.argv.push_back("--exclude=*/" + directory);
    for (const std::string& option :
         {"--file=" + tarball_.string(), std::string("--strip-components=1"),
          std::string("--no-same-owner"), "--directory=" + source.string()})
      command.argv.push_back(option);
    command.env = {{"LC_ALL", "C"}, {"XZ_OPT", "-T0"}};
    TRY(const sys::Exit exit, sys::run(command, stop));
    if (!exit.ok()) return unpack_fault(source, sys::trim(exit.err));
    if (!fs::exists(source / "Makefile"))
      return user_fault(fmt::format("{} holds no kernel source", tarball_.string()),
                        "expected one top directory with a Makefile in it");
    return {};
  }

  Fault unpack_fault(const fs::path& source, std::string_view said) const {
    if (said.find("No space left") != std::string_view::npos)
      return host_fault(
          fmt::format("no space left to unpack {} in {}", tarball_.filename().string(),
                      source.string()),
          "a kernel's source takes 1.5 GiB: free some space, or set FOLIOSCOPE_CACHE");
    return user_fault(
        fmt::format("cannot unpack {}: {}", tarball_.string(),
                    sys::split_lines(said).empty() ? said : sys::split_lines(said).front()));
  }

  fs::path tarball_;
};

}  // namespace

std::string known_identity(const fs::path& tarball, const fs::path& cache) {
  const auto memory = memory_of(tarball, cache);
  const std::string hash = memory.ok() ? hash_in(*memory) : std::string();
  return hash.empty() ? hash : identity_of(hash);
}

Result<std::unique_ptr<Origin>> open_tarball(const fs::path& tarball, const fs::path& cache) {
  TRY(const std::string hash, remembered_hash(tarball, cache));
  return std::unique_ptr<Origin>(std::make_unique<Tarball>(tarball, hash));
}

}  // namespace folioscope::kbuild
