// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of a kernel, and which of them a patch changed. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::kbuild {

struct Function {
  std::string name;
  std::uint64_t size = 0;
  std::string hash;  // of its code, wherever it and what it refers to lie

  auto operator<=>(const Function&) const = default;
};

// A line for each; what is damaged in it is left out.
std::string to_text(const std::vector<Function>& functions);
std::vector<Function> functions_from_text(std::string_view text);

// Names, sorted, each once; the cold part of a function is the function.
struct FunctionChanges {
  std::vector<std::string> changed, added, removed;

  bool operator==(const FunctionChanges&) const = default;
};
FunctionChanges compare_functions(const std::vector<Function>& before,
                                  const std::vector<Function>& after);

// "3 functions changed: a, b, c; 1 added: d"; empty: none.
std::string describe(const FunctionChanges& changes);

}  // namespace folioscope::kbuild
