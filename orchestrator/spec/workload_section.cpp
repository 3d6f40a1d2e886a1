// SPDX-License-Identifier: GPL-3.0-or-later
// workloads and settings: what runs in the guest, and what is written there before.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

constexpr std::size_t kMaxSweep = 256;  // values of one argument

bool is_arg_key(const std::string& text) {
  return !text.empty() && !text.starts_with('-') && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

// One value, or a list of different values.
std::vector<std::string> read_sweep(const Node& node, const std::string& key,
                                    const Context& context) {
  std::vector<std::string> values;
  std::string what = fmt::format("argument `{}`", key);
  auto items = read_list(node, what, ListForm::OrOneScalar, context.complaints);
  if (items.size() > kMaxSweep)
    context.complaints.add(node.at, fmt::format("{} has {} values", what, items.size()),
                           fmt::format("at most {}", kMaxSweep));
  for (const Node* item : items) {
    auto value = read_text(*item, what, context.complaints);
    if (!value) continue;
    if (std::ranges::find(values, *value) != values.end())
      context.complaints.add(item->at, fmt::format("{} sweeps over `{}` twice", what, *value));
    values.push_back(*std::move(value));
  }
  return values;
}

Workload read_workload(const Node& node, const Context& context) {
  Complaints& out = context.complaints;
  Workload workload;
  Fields fields(node, "workload", {"program", "args", "timeout"}, out);
  if (const Node* program = fields.require("program"))
    workload.program = read_name(*program, "program", out).value_or("");
  if (const Node* timeout = fields.find("timeout"))
    workload.timeout_ms = read_duration_ms(*timeout, "timeout", out).value_or(workload.timeout_ms);
  const Node* args = fields.find("args");
  if (!args || args->kind == Node::Kind::Null) return workload;
  if (args->kind != Node::Kind::Map) {
    out.add(args->at, "args is not a map", "write `args: {key: value}`; becomes --key=value");
    return workload;
  }
  for (std::size_t i = 0; i < args->keys.size(); ++i) {
    const Key& key = args->keys[i];
    if (!is_arg_key(key.text))
      out.add(key.at, fmt::format("`{}` cannot be an argument's name", key.text),
              "letters, digits, `-` and `_`; the leading `--` is added");
    if (!workload.args.emplace(key.text, read_sweep(args->items[i], key.text, context)).second)
      out.add(key.at, fmt::format("argument `{}` is given twice", key.text));
  }
  return workload;
}

}  // namespace

std::vector<Workload> read_workloads(const Node& node, const Context& context) {
  std::vector<Workload> workloads;
  for (const Node* item : read_list(node, "workloads", ListForm::ListOnly, context.complaints)) {
    Workload workload = read_workload(*item, context);
    bool same = std::ranges::any_of(workloads, [&](const Workload& other) {
      return other.program == workload.program && other.args == workload.args;
    });
    if (same && !workload.program.empty())
      context.complaints.add(item->at,
                             fmt::format("workload `{}` is listed twice with the same "
                                         "arguments",
                                         workload.program),
                             "raise `boots` to repeat it");
    workloads.push_back(std::move(workload));
  }
  return workloads;
}

std::vector<Setting> read_settings(const Node& node, const Context& context) {
  Complaints& out = context.complaints;
  std::vector<Setting> settings;
  if (node.kind != Node::Kind::Map) {
    out.add(node.at, "settings is not a map",
            "write `/sys/...: value` or `/proc/...: value` lines");
    return settings;
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Key& key = node.keys[i];
    bool inside = key.text.starts_with("/sys/") || key.text.starts_with("/proc/");
    if (!inside || key.text.find("/../") != std::string::npos)
      out.add(key.at, fmt::format("`{}` is not a file under /sys or /proc", key.text),
              "settings are written in the guest before tracing starts");
    if (!seen.insert(key.text).second) out.add(key.at, fmt::format("`{}` is set twice", key.text));
    auto value = read_text(node.items[i], "setting", out);
    settings.push_back({key.text, value.value_or("")});
  }
  return settings;
}

}  // namespace folioscope::spec
