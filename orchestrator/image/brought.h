// SPDX-License-Identifier: GPL-3.0-or-later
// What an experiment brings into its guests beside the product's own programs: files, and programs
// with the libraries that they are linked with. There is no distribution inside.
//
// Libraries of this host and those of Debian packages may be of other versions, the C library too,
// so each have a directory, and their programs find that one:
//
//   lib/brought               of this host's programs, which stand in /workloads: LD_LIBRARY_PATH
//                             of the guest begins with $ORIGIN/../lib/brought, where $ORIGIN is the
//                             directory of the program that is started (guest-image/init)
//   usr/lib/x86_64-linux-gnu  of packages: where Debian's loader looks by itself
//
// The loader stands where its programs ask for it. Two loaders that ask for one place: see
// keep_apart().
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/elf.h"

namespace folioscope::image {

inline constexpr char kLibraryDir[] = "lib/brought";
inline constexpr char kPackageLibraryDir[] = "usr/lib/x86_64-linux-gnu";

struct GuestFile {
  enum class Source { Host, Packages };

  std::string guest_path;           // relative to the root, no "..", no leading slash
  std::filesystem::path host_path;  // a regular file; symbolic links are followed. Empty: `content`
  std::uint32_t permissions = 0644;
  std::string content = {};
  Source source = Source::Host;
  // Of a program that was collected with its libraries: the guest path of the loader it asks for.
  std::string loader = {};
  std::string interpreter = {};  // what it is made to ask for instead; empty: nothing else

  bool operator==(const GuestFile&) const = default;
};

// Where libraries are looked for, in this order: a directory that packages were unpacked into and
// that stands for "/", or "/" itself.
using Roots = std::vector<std::filesystem::path>;

// Where a path of a root leads when it is a link: absolute ones lead into that root (libm.so.6 ->
// /lib/x86_64-linux-gnu/libm-2.36.so). What is there is not looked at.
std::filesystem::path in_root(const std::filesystem::path& root,
                              const std::filesystem::path& place);

// Collects programs with what they need of `roots`, libraries of libraries included. Nothing is
// run: the files are read as the loader would, each once.
class LibraryCollector {
 public:
  // Libraries get a place in `library_dir` of the guest.
  LibraryCollector(Roots roots, std::string library_dir, GuestFile::Source source)
      : roots_(std::move(roots)), library_dir_(std::move(library_dir)), source_(source) {}

  // `program` as guest_path, which is first, and what it needs; the program alone when it is static
  // or a script. `bytes` are the program's. Faults (User): a library that is not found is named,
  // and who asked for it.
  Result<std::vector<GuestFile>> collect(const std::filesystem::path& program,
                                         const std::string& guest_path, std::string_view bytes);

 private:
  struct Found;
  Result<const DynamicNeeds*> needs_of(const std::filesystem::path& library);
  Status add_loader(const std::string& interpreter, const std::filesystem::path& program,
                    Found& found) const;
  Status add_libraries(const DynamicNeeds& needs, const std::filesystem::path& by,
                       Found& found) const;
  std::filesystem::path find(const std::string& name, const DynamicNeeds& needs,
                             const std::filesystem::path& origin) const;
  std::filesystem::path searched(const std::string& directory, const std::string& name,
                                 const std::filesystem::path& origin) const;

  const Roots roots_;
  const std::string library_dir_;
  const GuestFile::Source source_;
  std::map<std::filesystem::path, DynamicNeeds> known_;  // of libraries that were read
};

// A program of this host, with its libraries in kLibraryDir. Faults (User): it is missing, or for
// another machine; and those of collect().
Result<std::vector<GuestFile>> with_libraries(const std::filesystem::path& program,
                                              const std::string& guest_path, const Roots& roots);

// Where packages bring another loader to the place where programs of this host ask for theirs, the
// host's goes to kLibraryDir and these programs are made to ask for it there: a loader works with
// the C library of its own version only. Faults (User): a program has no room for that; (Host) a
// file cannot be read.
Status keep_apart(std::vector<GuestFile>& files);

// What is put into the image: the file's bytes, or its text.
Result<std::string> bytes_of(const GuestFile& file);

}  // namespace folioscope::image
