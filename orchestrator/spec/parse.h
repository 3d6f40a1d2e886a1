// SPDX-License-Identifier: GPL-3.0-or-later
// Experiment YAML -> Spec, or every mistake at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"

namespace folioscope::spec {

struct Diagnostic {
  std::string file;
  int line = 0;    // from 1
  int column = 0;  // from 1
  std::string message;
  std::string hint;  // empty when there is none

  bool operator==(const Diagnostic&) const = default;
};
// "file:line:column: message" and, on a second line, "  hint: ...".
std::string to_string(const Diagnostic& diagnostic);

struct Parsed {
  Spec spec;                            // meaningful when diagnostics is empty
  std::vector<std::string> profiles;    // all the file has, in its order; the first is the default
  std::vector<Diagnostic> diagnostics;  // in the order of the file
  bool ok() const { return diagnostics.empty(); }
};

// Where relative paths of patches, fragments, event groups and sources are looked up, in this
// order.
struct Roots {
  std::filesystem::path own;      // the experiment's
  std::filesystem::path product;  // what comes with folioscope; empty: nothing
};

// `own` is the nearest directory upwards from the file that holds `configs/`, else the file's own
// directory; `product` is sys::product_dir().
Roots find_roots(const std::filesystem::path& file);

// Parses text. Existence of patches, fragments, tarballs and trees is checked and the Spec's paths
// are absolute. `file` is the name used in diagnostics. `profile` is the one to read, "" the
// default; one that the file does not have is a mistake like any other.
Parsed parse(std::string_view text, const std::string& file, const Roots& roots,
             const std::string& profile = {});

// Reads and parses a file with find_roots(). Fault (User) only when the file cannot be read.
Result<Parsed> parse_file(const std::filesystem::path& path, const std::string& profile = {});

}  // namespace folioscope::spec
