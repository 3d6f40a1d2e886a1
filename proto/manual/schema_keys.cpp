// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/schema_keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "manual/roff.h"

namespace folioscope::manual {
namespace {

using Json = nlohmann::ordered_json;

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string kind_of(const Json& node);

void add_once(std::vector<std::string>& all, std::string one) {
  if (!one.empty() && std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(between)) + part;
  return text;
}

std::string words_of(const Json& values) {
  std::vector<std::string> words;  // a flag in quotes is the same flag
  for (const Json& value : values) add_once(words, bold(plain(value)));
  return joined(words, ", ");
}

bool has_type(const Json& node, const char* name) {
  const auto type = node.find("type");
  if (type == node.end()) return false;
  return type->is_array() ? std::find(type->begin(), type->end(), name) != type->end()
                          : *type == name;
}

std::string number_text(const Json& node) {
  std::string text = "a number";
  if (node.contains("minimum")) text += " from " + plain(node["minimum"]);
  if (node.contains("maximum")) text += " to " + plain(node["maximum"]);
  return text;
}

// What a value may be, in words; the name of a map is that of its subsection.
std::string kind_of(const Json& node) {
  if (const auto named = node.find("$ref"); named != node.end()) {
    const std::string path = plain(*named);
    return "a map, \\(lq" + roff(path.substr(path.rfind('/') + 1)) + "\\(rq below";
  }
  if (const auto words = node.find("enum"); words != node.end()) return words_of(*words);
  if (const auto ways = node.find("anyOf"); ways != node.end()) {
    std::vector<std::string> kinds;
    for (const Json& way : *ways) add_once(kinds, kind_of(way));
    return joined(kinds, "; or ");
  }
  if (has_type(node, "array")) {
    const auto items = node.find("items");
    const std::string of = items == node.end() ? std::string() : kind_of(*items);
    return of.empty() ? "a list" : "a list, each " + of;
  }
  if (has_type(node, "object")) return "a map";
  if (has_type(node, "integer")) return number_text(node);
  if (has_type(node, "number") && !has_type(node, "boolean")) return "a number";
  return has_type(node, "null") ? "nothing" : "text";
}

bool is_required(const Json& map, const std::string& key) {
  const auto required = map.find("required");
  return required != map.end() &&
         std::find(required->begin(), required->end(), key) != required->end();
}

std::string key_text(const Json& map, const std::string& key, const Json& value) {
  const std::string kind = kind_of(value);
  std::string meaning = paragraphs(value.value("description", ""));
  if (kind != "text") meaning += line("Takes " + kind + ".");
  if (value.contains("default"))
    meaning += line("Without a word: " + bold(plain(value["default"])) + ".");
  return item(bold(key) + (is_required(map, key) ? " (required)" : ""), meaning);
}

std::string keys_of(const Json& map) {
  std::string text;
  for (const auto& [key, value] : map.at("properties").items()) text += key_text(map, key, value);
  return text;
}

}  // namespace

std::string roff_of_schema(std::string_view schema) {
  const Json document = Json::parse(schema);
  std::string text = subheading("the file itself") + keys_of(document);
  if (!document.contains("definitions")) return text;
  for (const auto& [name, map] : document["definitions"].items())
    if (map.contains("properties")) text += subheading(name) + keys_of(map);
  return text;
}

}  // namespace folioscope::manual
