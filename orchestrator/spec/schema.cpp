// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/schema.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

#include "spec/sections.h"

namespace folioscope::spec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();
static_assert(kNoEnd == Form::kAny);

// `least` and `most` are the schema's words for the two ends.
void bound(Json& schema, Range range, const char* least, const char* most) {
  if (range.low > 0) schema[least] = range.low;
  if (range.high < kNoEnd) schema[most] = range.high;
}

Json single(const Form& form) {
  Json schema{{"type", {"string", "number", "boolean"}}};
  bound(schema, form.range, "minLength", "maxLength");
  if (!form.pattern.empty()) schema["pattern"] = form.pattern;
  return schema;
}

Json count(Range range) {
  return {{"type", {"integer", "string"}},
          {"minimum", range.low},
          {"maximum", range.high},
          {"pattern", "^[0-9]+$"}};
}

Json number() {
  return {{"type", {"number", "string"}}, {"pattern", "^-?[0-9.]+([eE][-+]?[0-9]+)?$"}};
}

Json requires_all(const Keys::Names& keys) { return {{"required", keys}}; }
Json never(Json schema) { return {{"not", std::move(schema)}}; }

// Which keys have to be there, with which others.
void relate(const Keys& keys, Json& schema) {
  if (!keys.required.empty()) schema.update(requires_all(keys.required));
  for (const auto& [key, other] : keys.needs)
    schema["dependencies"][std::string(key)] = Keys::Names{other};
  for (const std::string_view key : keys.one_of) schema["oneOf"].push_back(requires_all({key}));
  for (const auto& [key, other] : keys.apart)
    schema["allOf"].push_back(never(requires_all({key, other})));
  if (keys.in_profiles.empty()) return;
  schema["if"] = never(requires_all({"profiles"}));
  schema["then"] = requires_all(keys.in_profiles);
}

// As a value of the file: `usual` is its text.
Json usual_value(const KeyRow& row) {
  const auto is_plain = [](const Form& form) {
    return form.kind == Form::Kind::Count || form.kind == Form::Kind::Flag;
  };
  const bool plain = is_plain(row.form) || std::ranges::any_of(row.form.parts, is_plain);
  return plain ? Json::parse(row.usual) : Json(row.usual);
}

class SchemaWriter {
 public:
  std::string write(const Keys& root, std::string_view title) {
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
    schema.update(map(root));
    schema["definitions"] = std::move(definitions_);
    return schema.dump(2) + "\n";
  }

 private:
  Json map(const Keys& keys) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    for (const KeyRow& row : keys.rows) schema["properties"][std::string(row.key)] = property(row);
    relate(keys, schema);
    return schema;
  }

  Json property(const KeyRow& row) {
    Json schema{{"description", row.about}};
    if (!row.form.bounds.empty())
      schema["description"] = fmt::format("{} ({})", row.about, row.form.bounds);
    schema.update(value(row.form));
    if (!row.usual.empty()) schema["default"] = usual_value(row);
    return schema;
  }

  Json value(const Form& form) {
    switch (form.kind) {
      case Form::Kind::Single:
        return single(form);
      case Form::Kind::Text:
        return {{"type", "string"}, {"pattern", form.pattern}};
      case Form::Kind::Word:
        return {{"enum", form.words}};
      case Form::Kind::Count:
        return count(form.range);
      case Form::Kind::Number:
        return number();
      case Form::Kind::Flag:
        return {{"enum", {true, false, "true", "false"}}};
      case Form::Kind::Nothing:
        return {{"type", "null"}};
      case Form::Kind::List:
        return list(form);
      case Form::Kind::Map:
        return reference(form.keys());
      case Form::Kind::Named:
        return named(form);
      case Form::Kind::Either:
        return either(form);
    }
    return {};
  }

  Json list(const Form& form) {
    Json schema{{"type", "array"}, {"items", value(form.parts[0])}};
    bound(schema, form.range, "minItems", "maxItems");
    return schema;
  }

  Json named(const Form& form) {
    Json schema{{"type", "object"}, {"additionalProperties", value(form.parts[0])}};
    if (!form.pattern.empty()) schema["propertyNames"] = {{"pattern", form.pattern}};
    bound(schema, form.range, "minProperties", "maxProperties");
    return schema;
  }

  Json either(const Form& form) {
    Json schema;
    for (const Form& part : form.parts) schema["anyOf"].push_back(value(part));
    return schema;
  }

  // A section is written once, wherever it may stand.
  Json reference(const Keys& keys) {
    const std::string name(keys.section);
    if (!definitions_.contains(name)) {
      definitions_[name] = nullptr;  // in its place, before those inside it
      Json schema = map(keys);
      definitions_[name] = std::move(schema);
    }
    return {{"$ref", "#/definitions/" + name}};
  }

  Json definitions_ = Json::object();
};

}  // namespace

std::string experiment_schema() {
  return SchemaWriter().write(experiment_keys(), "folioscope experiment");
}

std::string event_group_schema() {
  return SchemaWriter().write(event_group_keys(), "folioscope event group");
}

}  // namespace folioscope::spec
