// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/json_columns.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

namespace folioscope::store {
namespace {

using Json = nlohmann::ordered_json;

// Values may come from anywhere, and JSON is UTF-8.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parse(const std::string& text) { return Json::parse(text, nullptr, false); }

std::string text_of(const Json& value) {
  if (value.is_null()) return {};
  if (const auto* string = value.get_ptr<const std::string*>()) return *string;
  return dump(value);
}

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : text_of(*found);
}

// What is no list, or no text in it, was not written by us.
std::vector<std::string> texts_in(const Json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return texts;
  for (const Json& text : *found)
    if (text.is_string()) texts.push_back(text.get<std::string>());
  return texts;
}

std::optional<std::uint64_t> number_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

int small_in(const Json& object, const char* key) {
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  return static_cast<int>(std::min(number_in(object, key).value_or(0), kMost));
}

// The objects of an array; nothing where there is none.
std::vector<Json> objects_in(const Json& object, const char* key) {
  std::vector<Json> objects;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return objects;
  for (const Json& entry : *found)
    if (entry.is_object()) objects.push_back(entry);
  return objects;
}

// The text as a whole number that reads back as the same text; of 15 digits at most, which are
// exact in every reader of JSON.
std::optional<std::uint64_t> whole_number(const std::string& text) {
  if (text.size() > 15 || (text != "0" && text.starts_with('0'))) return std::nullopt;
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  return number;
}

// A table of small numbers; nothing where there is none, or another thing.
std::vector<std::vector<int>> rows_in(const Json& object, const char* key) {
  std::vector<std::vector<int>> rows;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return rows;
  for (const Json& row : *found) {
    std::vector<int>& values = rows.emplace_back();
    if (!row.is_array()) return {};
    for (const Json& value : row)
      if (value.is_number_unsigned()) values.push_back(value.get<int>());
  }
  return rows;
}

Json disk_json(const DiskRow& disk) {
  Json json{{"size_bytes", disk.size.count}};
  for (const DiskLimit& limit : kDiskLimits)
    if (const auto& value = disk.*limit.value) json[limit.name] = *value;
  if (!disk.filesystem.empty()) json["filesystem"] = disk.filesystem;
  return json;
}

DiskRow disk_of(const Json& json) {
  DiskRow disk{.size = {number_in(json, "size_bytes").value_or(0)}};
  for (const DiskLimit& limit : kDiskLimits) disk.*limit.value = number_in(json, limit.name);
  if (const auto name = json.find("filesystem"); name != json.end() && name->is_string())
    disk.filesystem = name->get<std::string>();
  return disk;
}

NodeRow node_of(const Json& json) {
  NodeRow node{.memory = {number_in(json, "memory_bytes").value_or(0)}, .cpus = {}};
  const auto cpus = json.find("cpus");
  if (cpus == json.end() || !cpus->is_array()) return node;
  for (const Json& cpu : *cpus)
    if (cpu.is_number_unsigned()) node.cpus.push_back(cpu.get<int>());
  return node;
}

}  // namespace

std::string named_values_json(const NamedValues& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = value;
  return dump(object);
}

std::string host_json(const NamedValues& facts) {
  Json object = Json::object();
  for (const auto& [name, value] : facts) {
    if (const auto number = whole_number(value))
      object[name] = *number;
    else
      object[name] = value;
  }
  return dump(object);
}

NamedValues named_values(const std::string& json) {
  const Json object = parse(json);
  NamedValues values;
  if (!object.is_object()) return values;
  for (const auto& [name, value] : object.items()) values.emplace_back(name, text_of(value));
  return values;
}

std::string patches_json(const std::vector<PatchRow>& patches) {
  Json steps = Json::array();
  for (const PatchRow& patch : patches) {
    Json step{{"kind", patch.kind}, {"target", patch.target}};
    if (!patch.sha256.empty()) step["sha256"] = patch.sha256;
    if (!patch.notes.empty()) step["notes"] = patch.notes;
    steps.push_back(std::move(step));
  }
  return dump(steps);
}

std::vector<PatchRow> patches_of(const std::string& json) {
  std::vector<PatchRow> patches;
  const Json steps = parse(json);
  if (!steps.is_array()) return patches;
  for (const Json& step : steps)
    if (step.is_object())
      patches.push_back({text_in(step, "kind"), text_in(step, "target"), text_in(step, "sha256"),
                         texts_in(step, "notes")});
  return patches;
}

std::string metric_patterns_json(const std::vector<MetricPatternRow>& metrics) {
  Json all = Json::array();
  for (const MetricPatternRow& metric : metrics)
    all.push_back(metric.vmstat ? Json{{"vmstat", metric.name}}
                                : Json{{"name", metric.name},
                                       {"pattern", metric.pattern},
                                       {"unit", metric.unit},
                                       {"better", metric.better}});
  return dump(all);
}

std::vector<MetricPatternRow> metric_patterns_of(const std::string& json) {
  std::vector<MetricPatternRow> metrics;
  const Json all = parse(json);
  if (!all.is_array()) return metrics;
  for (const Json& metric : all) {
    if (!metric.is_object()) continue;
    if (metric.contains("vmstat"))
      metrics.push_back({text_in(metric, "vmstat"), "", "count", "", true});
    else
      metrics.push_back({text_in(metric, "name"), text_in(metric, "pattern"),
                         text_in(metric, "unit"), text_in(metric, "better")});
  }
  return metrics;
}

// What runs stored without it is not shown: of one function with two names callers could count as
// changed by the hundred.
constexpr std::uint64_t kFunctionsMethod = 3;

std::string functions_json(const std::optional<ChangedFunctions>& functions) {
  if (!functions) return {};
  return dump(Json{{"method", kFunctionsMethod},
                   {"changed", functions->changed},
                   {"added", functions->added},
                   {"removed", functions->removed}});
}

std::optional<ChangedFunctions> functions_of(const std::string& json) {
  const Json object = parse(json);
  if (!object.is_object() || number_in(object, "method").value_or(0) < kFunctionsMethod)
    return std::nullopt;
  return ChangedFunctions{texts_in(object, "changed"), texts_in(object, "added"),
                          texts_in(object, "removed")};
}

std::string names_json(const std::vector<std::string>& names) { return dump(Json(names)); }

std::vector<std::string> names_of(const std::string& json) {
  std::vector<std::string> names;
  const Json array = parse(json);
  if (!array.is_array()) return names;
  for (const Json& name : array) names.push_back(text_of(name));
  return names;
}

std::string detail_json(const MachineDetail& detail) {
  Json nodes = Json::array(), dimms = Json::array(), disks = Json::array();
  for (const NodeRow& node : detail.nodes)
    nodes.push_back({{"memory_bytes", node.memory.count}, {"cpus", node.cpus}});
  for (const DimmRow& dimm : detail.dimms) {
    dimms.push_back({{"memory_bytes", dimm.memory.count}, {"node", dimm.node}});
    if (dimm.requested) dimms.back()["requested_bytes"] = *dimm.requested;
  }
  for (const DiskRow& disk : detail.disks) disks.push_back(disk_json(disk));
  Json json{{"nodes", nodes}, {"distance", detail.distance}, {"dimms", dimms}, {"disks", disks}};
  if (!detail.distances.empty()) json["distances"] = detail.distances;
  return dump(json);
}

MachineDetail detail_of(const std::string& json) {
  MachineDetail detail;
  const Json object = parse(json);
  if (!object.is_object()) return detail;
  detail.distance = small_in(object, "distance");
  detail.distances = rows_in(object, "distances");
  for (const Json& node : objects_in(object, "nodes")) detail.nodes.push_back(node_of(node));
  for (const Json& dimm : objects_in(object, "dimms"))
    detail.dimms.push_back({{number_in(dimm, "memory_bytes").value_or(0)},
                            small_in(dimm, "node"),
                            number_in(dimm, "requested_bytes")});
  for (const Json& disk : objects_in(object, "disks")) detail.disks.push_back(disk_of(disk));
  return detail;
}

}  // namespace folioscope::store
