// SPDX-License-Identifier: GPL-3.0-or-later
// settings: files that are written in the guest before tracing starts.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr const char* kPath = "^/(sys|proc)/.*$";

// Calls `take` with each path and the node of its value.
template <class Take>
void read_paths(const Node& node, Diagnostics& out, Take take) {
  if (node.kind != Node::Kind::Map) {
    out.add(node.at, "settings is not a map",
            "write `/sys/...: value` or `/proc/...: value` lines");
    return;
  }
  check_most(node.at, node.keys.size(), limits::kSettings, "settings", out);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    if (!fits(key.text, kPath) || key.text.find("/../") != std::string::npos)
      out.add(key.at, fmt::format("`{}` is not a file under /sys or /proc", key.text),
              "settings are written in the guest before tracing starts");
    if (!seen.insert(key.text).second) out.add(key.at, fmt::format("`{}` is set twice", key.text));
    take(key, node.items[i]);
  }
}

const Variant* variant_that_sets(const std::vector<Variant>& variants, const std::string& path) {
  for (const Variant& variant : variants)
    if (std::ranges::find(variant.settings, path, &Setting::path) != variant.settings.end())
      return &variant;
  return nullptr;
}

}  // namespace

Form settings_form() { return Form::named(Form::sweep(), kPath, {0, limits::kSettings}); }
Form variant_settings_form() { return Form::named(Form::single(), kPath, {0, limits::kSettings}); }

std::vector<SettingSweep> read_settings(const Node& node, const std::vector<Variant>& variants,
                                        const Context& context) {
  Diagnostics& out = context.diagnostics;
  std::vector<SettingSweep> settings;
  read_paths(node, out, [&](const Key& key, const Node& value) {
    std::vector<std::string> values = read_sweep(value, fmt::format("setting `{}`", key.text), out);
    const Variant* variant = variant_that_sets(variants, key.text);
    if (values.size() > 1 && variant != nullptr)
      out.add(
          key.at,
          fmt::format("`{}` is swept here and set by variant `{}`", key.text, variant->name),
          "the variant's value would win under every condition: sweep it, or set it by variant");
    if (!values.empty()) settings.push_back({key.text, std::move(values)});
  });
  return settings;
}

std::vector<Setting> read_variant_settings(const Node& node, const Context& context) {
  Diagnostics& out = context.diagnostics;
  std::vector<Setting> settings;
  read_paths(node, out, [&](const Key& key, const Node& value) {
    if (value.kind == Node::Kind::List)
      out.add(value.at, fmt::format("a variant sets `{}` to a list", key.text),
              "one value for each variant: make another variant, or sweep with the experiment's "
              "own `settings:`");
    else if (auto text = read_text(value, "setting", out))
      settings.push_back({key.text, *std::move(text)});
  });
  return settings;
}

}  // namespace folioscope::spec
