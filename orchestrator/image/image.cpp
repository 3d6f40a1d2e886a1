// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/image.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "image/cpio.h"
#include "image/elf.h"
#include "sys/files.h"

namespace folioscope::image {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::string_view kInterpreter = "#!/bin/busybox";

// What to do about a missing or unusable program depends on where it comes from.
constexpr std::string_view kBusyboxRemedy =
    "install Debian's static one: apt-get install busybox-static";
constexpr std::string_view kBuildRemedy = "build the guest's programs: ./dev build";

Result<std::string> read_program(const fs::path& path, std::string_view remedy) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return user_fault(fmt::format("guest image: {} is missing", path.string()),
                      std::string(remedy));
  }
  TRY(std::string bytes, sys::read_file(path));
  switch (linkage(bytes)) {
    case Linkage::Static:
      return bytes;
    case Linkage::Dynamic:
      return user_fault(fmt::format("guest image: {} is dynamically linked; the guest has no "
                                    "libraries",
                                    path.string()),
                        std::string(remedy));
    case Linkage::NotElf:
      break;
  }
  return user_fault(fmt::format("guest image: {} is not an x86-64 program", path.string()),
                    std::string(remedy));
}

Result<std::string> read_init(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return user_fault(fmt::format("guest image: {} is missing", path.string()),
                      std::string(kBuildRemedy));
  }
  TRY(std::string script, sys::read_file(path));
  if (!script.starts_with(kInterpreter)) {
    return user_fault(
        fmt::format("guest image: {} does not begin with \"{}\", the only shell in "
                    "the guest",
                    path.string(), kInterpreter));
  }
  return script;
}

constexpr const char* kGuestDirectories[] = {"bin",  "dev", "etc", "mnt",
                                             "proc", "sys", "tmp", "workloads"};

// Every directory above a file that is not there yet.
void add_directories(const std::string& guest_path, std::set<std::string>& there,
                     CpioWriter& cpio) {
  for (std::size_t slash = guest_path.find('/'); slash != guest_path.npos;
       slash = guest_path.find('/', slash + 1))
    if (const std::string directory = guest_path.substr(0, slash); there.insert(directory).second)
      cpio.directory(directory, 0755);
}

std::string name_of(const GuestFile& file) {
  return file.host_path.empty() ? "a text of the experiment" : file.host_path.string();
}

Fault both_at_one_place(const GuestFile& one, const GuestFile& other) {
  using enum GuestFile::Source;
  const bool of_packages = one.source == Packages && other.source == Packages;
  return user_fault(fmt::format("guest image: {} and {} are both to be /{}", name_of(one),
                                name_of(other), one.guest_path),
                    of_packages
                        ? "take the packages of all workloads from one `suite`, or make two "
                          "experiments"
                        : "give one of them another place");
}

Status add_brought(std::vector<GuestFile> brought, CpioWriter& cpio) {
  std::ranges::sort(brought, {}, &GuestFile::guest_path);
  std::set<std::string> there(std::begin(kGuestDirectories), std::end(kGuestDirectories));
  const GuestFile* last = nullptr;
  for (const GuestFile& file : brought) {
    if (last != nullptr && last->guest_path == file.guest_path) {
      if (*last == file) continue;
      TRY(const std::string one, bytes_of(*last));
      TRY(const std::string other, bytes_of(file));
      if (one == other) continue;  // a library of the machine's and of a package's
      return both_at_one_place(*last, file);
    }
    TRY(const std::string bytes, bytes_of(file));
    add_directories(file.guest_path, there, cpio);
    cpio.file(file.guest_path, file.permissions, bytes);
    last = &file;
  }
  return {};
}

// The archive's order is fixed here: directories first, then files by path.
Result<std::string> archive(const Contents& contents) {
  CpioWriter cpio;
  for (const char* path : kGuestDirectories) cpio.directory(path, path == "tmp"sv ? 01777 : 0755);
  // The kernel opens it for init before init can mount devtmpfs.
  cpio.character_device("dev/console", 0600, 5, 1);

  TRY(const std::string busybox, read_program(contents.busybox, kBusyboxRemedy));
  cpio.file("bin/busybox", 0755, busybox);
  TRY(const std::string agent, read_program(contents.agent, kBuildRemedy));
  cpio.file("bin/folioscope-agent", 0755, agent);
  TRY(const std::string init, read_init(contents.init));
  cpio.file("init", 0755, init);

  std::vector<fs::path> workloads = contents.workloads;
  std::sort(workloads.begin(), workloads.end(),
            [](const fs::path& a, const fs::path& b) { return a.filename() < b.filename(); });
  for (const fs::path& path : workloads) {
    TRY(const std::string program, read_program(path, kBuildRemedy));
    cpio.file("workloads/" + path.filename().string(), 0755, program);
  }
  TRY_STATUS(add_brought(contents.brought, cpio));
  return std::move(cpio).finish();
}

}  // namespace

Result<Contents> find_contents(const fs::path& guest_dir) {
  Contents contents;
  contents.init = guest_dir / "init";
  contents.agent = guest_dir / "folioscope-agent";
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(guest_dir / "workloads", error))
    contents.workloads.push_back(entry.path());
  if (error) {
    return user_fault(
        fmt::format("guest image: no workloads under {}: {}", guest_dir.string(), error.message()),
        std::string(kBuildRemedy));
  }
  std::sort(contents.workloads.begin(), contents.workloads.end());
  return contents;
}

Result<Image> build(const Contents& contents, const fs::path& cache) {
  TRY(const std::string bytes, archive(contents));
  if (bytes.size() > contents.limit.count) {
    return user_fault(
        fmt::format("guest image: {:.1f} MiB, more than the {} MiB a guest takes",
                    static_cast<double>(bytes.size()) / (1 << 20), contents.limit.count >> 20),
        contents.brought.empty()
            ? "strip the agent and the workloads (the Release build does), or leave some out"
            : "bring fewer files, or give the machines more memory: an image may take a quarter");
  }
  Image image;
  image.sha256 = sys::sha256(bytes);
  image.size = {bytes.size()};
  image.file = cache / "images" / (image.sha256 + ".cpio");

  std::error_code error;
  // The name says the content, and files appear whole: one of the right name and size is the image.
  if (fs::file_size(image.file, error) == bytes.size() && !error) return image;
  fs::create_directories(image.file.parent_path(), error);
  if (error) {
    return host_fault(
        fmt::format("cannot create {}: {}", image.file.parent_path().string(), error.message()));
  }
  TRY_STATUS(sys::write_file(image.file, bytes));
  return image;
}

}  // namespace folioscope::image
