// SPDX-License-Identifier: GPL-3.0-or-later
// How long functions are, read from the layout that clang-format gives C++: a function ends with a
// brace under the beginning of its signature. Pure.
#pragma once

#include <string>
#include <vector>

#include "tree/rules.h"

namespace folioscope::tree {

struct Function {
  std::string signature;
  int line = 0;   // of the signature, from 1
  int lines = 0;  // signature and closing brace included

  bool operator==(const Function&) const = default;
};

// Free functions and members, also those in a class. Lambdas belong to the function they stand in.
std::vector<Function> functions_of(const File& file);

}  // namespace folioscope::tree
