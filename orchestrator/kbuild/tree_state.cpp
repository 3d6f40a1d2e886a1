// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/tree_state.h"

#include <fmt/format.h>

#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

constexpr std::string_view kFirstLine = "folioscope-tree 1";
constexpr std::string_view kLastLine = "end";  // a truncated file lacks it

}  // namespace

std::string to_text(const TreeState& state) {
  std::string text = fmt::format("{}\n", kFirstLine);
  if (!state.base.empty()) text += fmt::format("base {}\n", state.base);
  if (!state.config.empty()) text += fmt::format("config {}\n", state.config);
  if (state.making) text += "making\n";
  if (state.built) text += "built\n";
  for (const std::string& path : state.touched) text += fmt::format("touched {}\n", path);
  return text + fmt::format("{}\n", kLastLine);
}

TreeState load_tree_state(const std::filesystem::path& file) {
  const auto text = sys::read_file(file);
  if (!text.ok()) return {};
  const std::vector<std::string_view> lines = sys::split_lines(*text);
  if (lines.size() < 2 || lines.front() != kFirstLine || lines.back() != kLastLine) return {};
  TreeState state;
  for (const std::string_view line : lines) {
    const std::string_view key = line.substr(0, line.find(' '));
    const std::string_view value = key.size() == line.size() ? "" : line.substr(key.size() + 1);
    if (key == "base") state.base = value;
    if (key == "config") state.config = value;
    if (key == "making") state.making = true;
    if (key == "built") state.built = true;
    if (key == "touched") state.touched.emplace(value);
  }
  return state;
}

}  // namespace folioscope::kbuild
