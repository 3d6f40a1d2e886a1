// SPDX-License-Identifier: GPL-3.0-or-later
// What became of the kernels of a search, prefix by prefix: kernels.txt in its directory, so that
// who goes on with it builds nothing twice, least of all what cannot be built.
//
//   4 <TAB> built <TAB> the hash of its code
//   5 <TAB> failed <TAB> why, on one line
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace folioscope::app {

struct BuiltPrefix {
  std::string code;  // hash of the code; empty: not built
  std::string why;   // then

  bool ok() const { return !code.empty(); }
};

class KernelBook {
 public:
  // Lines that are cut short or unknown are as if they were not there: it is built again.
  static KernelBook read(const std::filesystem::path& file);

  const BuiltPrefix* find(int prefix) const;
  // Stays in this process.
  void note(int prefix, BuiltPrefix built);
  // And for the next one.
  Status write(const std::filesystem::path& file) const;

 private:
  std::map<int, BuiltPrefix> prefixes_;
};

}  // namespace folioscope::app
