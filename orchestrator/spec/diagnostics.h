// SPDX-License-Identifier: GPL-3.0-or-later
// Collects what is wrong with one file, so that all of it can be said at once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/nearest.h"
#include "spec/parse.h"
#include "spec/yaml.h"

namespace folioscope::spec {

class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void add(Place at, std::string message, std::string hint = {});
  // Takes over what another file's reading found; they come after this file's own.
  void append(Diagnostics other);

  // In the order of the file; what aliases said twice is said once.
  std::vector<Diagnostic> take();
  bool empty() const { return list_.empty() && others_.empty(); }

 private:
  std::string file_;
  std::vector<Diagnostic> list_;
  std::vector<Diagnostic> others_;
};

using folioscope::nearest;

// The hint for a name nobody knows: the nearest of `known` when it is near enough to be a typing
// mistake, else all of them.
std::string suggest(std::string_view name, std::span<const std::string> known);

}  // namespace folioscope::spec
