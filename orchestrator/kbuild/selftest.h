// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel's own tests of one collection (tools/testing/selftests/COLLECTION), built by their own
// makefile against the headers of the same source, in a copy of it that is gone afterwards.
//
//   CACHE/selftests/KEY/bin/      the programs
//   CACHE/selftests/KEY/record    see selftest_record.h
//
// KEY is of the base's content, the collection and the compiler: variants of a base share it. It
// appears whole, by rename. One in which something failed is used until a package of the host is
// installed or removed: that may have been the reason.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/builder.h"
#include "kbuild/selftest_record.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

struct SelftestRequest {
  spec::Base base;
  std::string collection;             // "mm", "net/forwarding"; mm of kernels that call it vm, too
  std::vector<std::string> programs;  // "cow"; empty: all that build
};

struct Selftest {
  std::string name;            // below the collection's directory
  std::filesystem::path path;  // linked as its makefile says: mostly dynamically, with libc only
};
struct Selftests {
  std::string key;
  std::string collection;               // as this kernel calls it
  std::vector<Selftest> programs;       // by name
  std::vector<UnbuiltSelftest> failed;  // of the collection; empty where programs were named
  bool reused = false;                  // found in the cache
};

// Blocks while somebody else builds the same. The stages of its progress are "wait for another
// build", "unpack", "headers", "compile" and "store". Scripts and data of a collection, and kernel
// modules that it builds, are not programs. Faults: User (no such collection, or program of it; one
// that was named does not build: the compiler's words; nothing builds), Host (as build()).
Result<Selftests> build_selftests(const SelftestRequest& request, const Options& options);

}  // namespace folioscope::kbuild
