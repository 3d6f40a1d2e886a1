// SPDX-License-Identifier: GPL-3.0-or-later
// observe and watch: how closely the guest's kernel is looked at.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr Observe kLevels[] = {Observe::None, Observe::Counters, Observe::Histograms,
                               Observe::Events};

std::vector<std::string> level_names() {
  std::vector<std::string> names;
  for (const Observe level : kLevels) names.emplace_back(to_string(level));
  return names;
}

std::optional<Observe> level_of(const std::string& text) {
  const auto* found =
      std::ranges::find_if(kLevels, [&](Observe level) { return text == to_string(level); });
  if (found == std::end(kLevels)) return std::nullopt;
  return *found;
}

// "FIRST COUNT", decimal or with 0x.
bool is_range(std::string_view text) {
  int numbers = 0;
  while (!text.empty()) {
    const bool hexadecimal = text.starts_with("0x");
    if (hexadecimal) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (++numbers == 2) return text.empty() && value > 0;
    if (!text.starts_with(' ')) return false;
    text.remove_prefix(1);
  }
  return false;
}

}  // namespace

const char* to_string(Observe level) {
  switch (level) {
    case Observe::None:
      return "none";
    case Observe::Counters:
      return "counters";
    case Observe::Histograms:
      return "histograms";
    case Observe::Events:
      return "events";
  }
  return "events";
}

Form observe_form() { return Form::list_or_one(Form::word(level_names())); }

std::vector<Observe> read_observe(const Node& node, bool instrumented, const Context& context) {
  Diagnostics& out = context.diagnostics;
  std::vector<Observe> levels;
  for (const Node* item : read_list(node, "observe", ListForm::OrOneScalar, out)) {
    const auto text = read_text(*item, "observe", out);
    if (!text) continue;
    const auto level = level_of(*text);
    if (!level) {
      out.add(item->at, fmt::format("unknown level of observation `{}`", *text),
              suggest(*text, level_names()));
      continue;
    }
    if (!instrumented && (*level == Observe::Counters || *level == Observe::Histograms))
      out.add(item->at, fmt::format("a stock kernel has no {}", *text),
              "add `instrumentation:` with the base kernel's series, such as 6.1");
    if (std::ranges::find(levels, *level) != levels.end())
      out.add(item->at, fmt::format("observe sweeps over `{}` twice", *text));
    levels.push_back(*level);
  }
  if (levels.empty()) levels.push_back(Observe::Events);  // a diagnostic says why
  return levels;
}

std::string read_watch(const Node& node, bool instrumented, const Context& context) {
  const auto text = read_text(node, "watch", context.diagnostics);
  if (!text) return {};
  if (*text != "cma" && !is_range(*text))
    context.diagnostics.add(node.at, fmt::format("`{}` is no range of pages", *text),
                            "`cma` for every CMA area, or the first page frame and their number, "
                            "such as `0 131072`");
  if (!instrumented)
    context.diagnostics.add(node.at, "a stock kernel keeps no history of references",
                            "add `instrumentation:` with the base kernel's series, such as 6.1");
  return *text;
}

}  // namespace folioscope::spec
