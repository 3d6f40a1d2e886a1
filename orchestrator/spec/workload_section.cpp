// SPDX-License-Identifier: GPL-3.0-or-later
// workloads: what runs in the guest.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "spec/fields.h"
#include "spec/sections.h"

namespace folioscope::spec {
namespace {

bool is_arg_key(const std::string& text) {
  return !text.empty() && !text.starts_with('-') && std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

Workload read_workload(const Node& node, const Context& context) {
  Diagnostics& out = context.diagnostics;
  Workload workload;
  Fields fields(node, "workload", {"program", "args", "timeout", "typical"}, out);
  if (const Node* program = fields.require("program"))
    workload.program = read_name(*program, "program", out).value_or("");
  if (const Node* timeout = fields.find("timeout"))
    workload.timeout_ms = read_duration_ms(*timeout, "timeout", out).value_or(workload.timeout_ms);
  if (const Node* typical = fields.find("typical"))
    workload.typical_ms = read_duration_ms(*typical, "typical", out).value_or(0);
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
    if (!workload.args
             .emplace(key.text,
                      read_sweep(args->items[i], fmt::format("argument `{}`", key.text), out))
             .second)
      out.add(key.at, fmt::format("argument `{}` is given twice", key.text));
  }
  return workload;
}

}  // namespace

std::vector<Workload> read_workloads(const Node& node, const Context& context) {
  std::vector<Workload> workloads;
  for (const Node* item : read_list(node, "workloads", ListForm::ListOnly, context.diagnostics)) {
    Workload workload = read_workload(*item, context);
    bool same = std::ranges::any_of(workloads, [&](const Workload& other) {
      return other.program == workload.program && other.args == workload.args;
    });
    if (same && !workload.program.empty())
      context.diagnostics.add(item->at,
                              fmt::format("workload `{}` is listed twice with the same "
                                          "arguments",
                                          workload.program),
                              "raise `boots` to repeat it");
    workloads.push_back(std::move(workload));
  }
  return workloads;
}

std::vector<std::string> needs_of(const std::vector<Workload>& workloads, const Context& context) {
  std::vector<std::string> needs;
  for (const Workload& workload : workloads) {
    std::error_code error;
    const std::filesystem::path path =
        context.resolve("configs/kernel/needs/" + workload.program + ".config");
    if (!workload.program.empty() && std::filesystem::is_regular_file(path, error))
      needs.push_back(path.string());
  }
  std::ranges::sort(needs);
  needs.erase(std::ranges::unique(needs).begin(), needs.end());
  return needs;
}

}  // namespace folioscope::spec
