// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/restate.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/diagnostics.h"
#include "spec/profile_section.h"
#include "spec/yaml.h"

namespace folioscope::spec {
namespace {

Node scalar(std::string text) {
  Node node;
  node.kind = Node::Kind::Scalar;
  node.text = std::move(text);
  return node;
}

Node list(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::List;
  node.items = std::move(items);
  return node;
}

Node empty_map() {
  Node node;
  node.kind = Node::Kind::Map;
  return node;
}

Node* find(Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.keys, key, &Key::text);
  return found == map.keys.end() ? nullptr
                                 : &map.items[static_cast<std::size_t>(found - map.keys.begin())];
}

void set(Node& map, const std::string& key, Node value) {
  if (Node* there = find(map, key)) {
    *there = std::move(value);
    return;
  }
  map.keys.push_back({key, {}});
  map.items.push_back(std::move(value));
}

void remove(Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.keys, key, &Key::text);
  if (found == map.keys.end()) return;
  map.items.erase(map.items.begin() + (found - map.keys.begin()));
  map.keys.erase(found);
}

Node settings_node(const std::vector<Setting>& settings) {
  Node map = empty_map();
  for (const Setting& setting : settings) set(map, setting.path, scalar(setting.value));
  return map;
}

const char* key_of(PatchStep::Kind kind) {
  switch (kind) {
    case PatchStep::Kind::Patch:
      return "patches";
    case PatchStep::Kind::Mbox:
      return "mbox";
    case PatchStep::Kind::Lore:
      return "lore";
    case PatchStep::Kind::Revert:
      break;
  }
  return "revert";
}

Node globs_node(const std::vector<std::string>& globs) {
  std::vector<Node> items;
  for (const std::string& glob : globs) items.push_back(scalar(glob));
  return list(std::move(items));
}

// As short as it can be said.
Node step_node(const PatchStep& step) {
  if (step.only.empty() && step.skip.empty() && step.version == 0 && step.mailbox.empty())
    return scalar(step.target);
  Node map = empty_map();
  const bool lore = step.kind == PatchStep::Kind::Lore;
  set(map,
      lore                                   ? "id"
      : step.kind == PatchStep::Kind::Revert ? "rev"
                                             : "file",
      scalar(step.target));
  if (step.version != 0) set(map, "version", scalar(fmt::format("{}", step.version)));
  if (!step.mailbox.empty()) set(map, "mailbox", scalar(step.mailbox));
  if (!step.only.empty()) set(map, "only", globs_node(step.only));
  if (!step.skip.empty()) set(map, "skip", globs_node(step.skip));
  return map;
}

Result<Node> variant_node(const Variant& variant) {
  Node map = empty_map();
  set(map, "name", scalar(variant.name));
  for (const PatchStep& step : variant.steps) {
    const char* key = key_of(step.kind);
    Node* steps = find(map, key);
    if (steps != nullptr && map.keys.back().text != key)
      return user_fault(
          fmt::format("the steps of {} go back to `{}` after `{}`, which no experiment can say",
                      variant.name, key, map.keys.back().text),
          "make one mailbox of the patches that come first");
    if (steps == nullptr) {
      set(map, key, list({}));
      steps = &map.items.back();
    }
    steps->items.push_back(step_node(step));
  }
  if (!variant.settings.empty()) set(map, "settings", settings_node(variant.settings));
  return map;
}

Node texts_node(const std::vector<std::string>& texts) {
  Node items = list({});
  for (const std::string& text : texts) items.items.push_back(scalar(text));
  return items;
}

Node metrics_node(const std::vector<MetricPattern>& metrics) {
  Node items = list({});
  for (const MetricPattern& metric : metrics) {
    Node map = empty_map();
    set(map, "name", scalar(metric.name));
    set(map, "pattern", scalar(metric.pattern));
    set(map, "unit", scalar(metric.unit));
    if (!metric.better.empty()) set(map, "better", scalar(metric.better));
    items.items.push_back(std::move(map));
  }
  return items;
}

// What the experiment brings, and how it runs there.
void set_brought(const Workload& workload, Node& map) {
  if (!workload.selftest.empty()) {
    set(map, "selftest",
        scalar(workload.selftest + '/' + (workload.is_collection ? "" : workload.program)));
  } else if (!workload.is_brought()) {
    set(map, "program", scalar(workload.program));
  } else {
    set(map, workload.is_script ? "script" : "program",
        scalar(workload.path.empty() ? workload.script : workload.path));
    set(map, "name", scalar(workload.program));
  }
  if (!workload.words.empty()) set(map, "args", texts_node(workload.words));
  Node files = empty_map(), env = empty_map();
  for (const BroughtFile& file : workload.files)
    if (file.to != workload.input) set(files, file.from, scalar(file.to));
  for (const std::string& one : workload.environment)
    set(env, one.substr(0, one.find('=')), scalar(one.substr(one.find('=') + 1)));
  if (!files.keys.empty()) set(map, "files", std::move(files));
  if (!env.keys.empty()) set(map, "env", std::move(env));
  if (!workload.packages.empty()) set(map, "packages", texts_node(workload.packages));
  if (!workload.suite.empty()) set(map, "suite", scalar(workload.suite));
  if (workload.user != 0) set(map, "user", scalar(fmt::format("{}", workload.user)));
  for (const BroughtFile& file : workload.files)
    if (file.to == workload.input) set(map, "stdin", scalar(file.from));
  if (!workload.before.empty()) set(map, "before", texts_node(workload.before));
  if (!workload.after.empty()) set(map, "after", texts_node(workload.after));
  if (!workload.metrics.empty()) set(map, "metrics", metrics_node(workload.metrics));
  if (!workload.vmstat.empty()) set(map, "vmstat", texts_node(workload.vmstat));
}

Node workload_node(const Workload& workload) {
  Node map = empty_map(), args = empty_map();
  for (const auto& [key, values] : workload.args)
    if (!values.empty()) set(args, key, scalar(values.front()));
  set_brought(workload, map);
  if (!args.keys.empty()) set(map, "args", std::move(args));
  set(map, "timeout", scalar(fmt::format("{}ms", workload.timeout_ms)));
  if (workload.typical_ms != 0)
    set(map, "typical", scalar(fmt::format("{}ms", workload.typical_ms)));
  return map;
}

Node boots_node(const Restatement& wanted) {
  if (wanted.fewest_boots == 0) return scalar(fmt::format("{}", wanted.boots));
  Node map = empty_map();
  set(map, "min", scalar(fmt::format("{}", wanted.fewest_boots)));
  set(map, "max", scalar(fmt::format("{}", wanted.boots)));
  return map;
}

void keep_machine(Node& machines, const std::string& name) {
  std::erase_if(machines.items, [&](Node& machine) {
    const Node* its = find(machine, "name");
    return its == nullptr || its->text != name;
  });
}

// In quotes, always: what a text means as a number or a truth is for its reader.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + "\"";
}

// On one line, braces and brackets.
std::string in_flow(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::Null:
      return "~";
    case Node::Kind::Scalar:
      return in_quotes(node.text);
    case Node::Kind::List:
      for (const Node& item : node.items)
        out += fmt::format("{}{}", out.empty() ? "" : ", ", in_flow(item));
      return "[" + out + "]";
    case Node::Kind::Map:
      for (std::size_t i = 0; i < node.keys.size(); ++i)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", in_quotes(node.keys[i].text),
                           in_flow(node.items[i]));
      return "{" + out + "}";
  }
  return out;
}

// Keys and items of a list on lines of their own: people read what a run keeps.
std::string to_text(const Node& root) {
  std::string out;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const Node& value = root.items[i];
    out += root.keys[i].text + ":";
    if (value.kind != Node::Kind::List || value.items.empty()) {
      out += " " + in_flow(value) + "\n";
      continue;
    }
    out += "\n";
    for (const Node& item : value.items) out += "  - " + in_flow(item) + "\n";
  }
  return out;
}

// The successors in the places of what they stand for.
void expand_list(Node& variants, const std::vector<Expansion>& expansions) {
  std::vector<Node> items;
  for (Node& item : variants.items) {
    const Node* const name = find(item, "name");
    const Node* const revision = find(item, "rev");
    const auto known = std::ranges::find_if(expansions, [&](const Expansion& expansion) {
      return name != nullptr && revision != nullptr && expansion.name == name->text &&
             expansion.range == revision->text;
    });
    if (known == expansions.end()) {
      items.push_back(std::move(item));
      continue;
    }
    for (const Expansion::One& one : known->into) {
      Node& made = items.emplace_back(item);
      set(made, "name", scalar(one.name));
      set(made, "rev", scalar(one.revision));
    }
  }
  variants.items = std::move(items);
}

}  // namespace

bool is_revision_range(const std::string& revision) {
  return revision.find("..") != std::string::npos;
}

Result<std::string> expand(const Spec& spec, const std::vector<Expansion>& expansions) {
  auto yaml = read_yaml(spec.text);
  if (const auto* error = std::get_if<YamlError>(&yaml)) return user_fault(error->message);
  Node& root = std::get<Node>(yaml);
  if (Node* variants = find(root, "variants")) expand_list(*variants, expansions);
  if (Node* profiles = find(root, "profiles"))
    for (Node& profile : profiles->items)
      if (Node* variants = find(profile, "variants")) expand_list(*variants, expansions);
  std::string text;
  for (const Expansion& expansion : expansions)
    text += fmt::format("# {} stood for its commits: rev: {}\n", expansion.name, expansion.range);
  return text + to_text(root);
}

Result<std::string> restate(const Spec& spec, const Restatement& wanted) {
  const auto yaml = read_yaml(spec.text);
  if (const auto* error = std::get_if<YamlError>(&yaml)) return user_fault(error->message);
  const Node& file = std::get<Node>(yaml);
  Diagnostics diagnostics(spec.file);
  std::string chosen;
  Node root =
      apply_profile(file, read_profile_names(file, diagnostics), spec.profile, chosen, diagnostics);
  std::vector<Node> variants;
  for (const Variant& variant : wanted.variants) {
    TRY(Node node, variant_node(variant));
    variants.push_back(std::move(node));
  }
  remove(root, "profiles");
  Node about = empty_map();
  set(about, "headline", list({scalar(wanted.metric)}));
  set(root, "about", std::move(about));
  // A list of one keeps its name, which paths of patches may have in them.
  if (Node* several = find(root, "bases"); several != nullptr)
    several->items = {several->items[wanted.base]};
  if (Node* base = find(root, "base"); base != nullptr && !wanted.revision.empty())
    set(*base, "rev", scalar(wanted.revision));
  set(root, "variants", list(std::move(variants)));
  if (Node* machines = find(root, "machines")) keep_machine(*machines, wanted.machine);
  set(root, "workloads", list({workload_node(wanted.workload)}));
  set(root, "observe", scalar(to_string(wanted.observe)));
  remove(root, "settings");
  if (!wanted.settings.empty()) set(root, "settings", settings_node(wanted.settings));
  set(root, "boots", boots_node(wanted));
  return to_text(root);
}

}  // namespace folioscope::spec
