// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables are held to, and the schemas in configs/. tests/schema reads experiments with
// them.
#include "spec/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "spec/fields.h"
#include "spec/sections.h"
#include "sys/files.h"
#include "testing/places.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;

// After a wanted change run the program with FOLIOSCOPE_UPDATE=1 and read the diff.
void expect_schema(const char* name, const std::string& schema) {
  const fs::path path = fs::path(source_dir()) / "configs" / name;
  if (std::getenv("FOLIOSCOPE_UPDATE")) std::ofstream(path, std::ios::binary) << schema;
  ASSERT_TRUE(fs::exists(path)) << "run this program with FOLIOSCOPE_UPDATE=1";
  EXPECT_EQ(schema, *sys::read_file(path)) << path;
}

TEST(Schema, IsWhatConfigsHas) {
  expect_schema("experiment.schema.json", experiment_schema());
  expect_schema("event-group.schema.json", event_group_schema());
}

void collect(const Keys& keys, std::set<const Keys*>& all);
void collect(const Form& form, std::set<const Keys*>& all) {
  if (form.kind == Form::Kind::Map) collect(form.keys(), all);
  for (const Form& part : form.parts) collect(part, all);
}
void collect(const Keys& keys, std::set<const Keys*>& all) {
  if (!all.insert(&keys).second) return;
  for (const KeyRow& row : keys.rows) collect(row.form, all);
}

std::set<const Keys*> all_tables() {
  std::set<const Keys*> all;
  collect(experiment_keys(), all);
  collect(event_group_keys(), all);
  return all;
}

TEST(Tables, EveryKeyIsDescribedInASentence) {
  for (const Keys* keys : all_tables())
    for (const KeyRow& row : keys->rows) {
      EXPECT_THAT(row.about, testing::EndsWith(".")) << keys->section << ", " << row.key;
      EXPECT_GT(row.about.size(), 10u) << keys->section << ", " << row.key;
    }
}

TEST(Tables, EveryKeyStandsInTheReadmeOfConfigs) {
  const std::string readme = *sys::read_file(fs::path(source_dir()) / "configs/README.md");
  for (const Keys* keys : all_tables())
    for (const KeyRow& row : keys->rows) {
      const std::string key(row.key);
      const bool there = std::ranges::any_of(
          std::vector{"`" + key + "`", "`" + key + ":", " " + key + ":", "{" + key + ":"},
          [&](const std::string& said) { return readme.find(said) != readme.npos; });
      EXPECT_TRUE(there) << keys->section << ", " << key;
    }
}

// What relates keys to each other names keys of the same table, and no two sections share a name.
TEST(Tables, SpeakOfKeysThatTheyHave) {
  std::set<std::string_view> sections;
  for (const Keys* keys : all_tables()) {
    EXPECT_TRUE(sections.insert(keys->section).second) << keys->section;
    Keys::Names named = keys->required;
    for (const Keys::Names* more : {&keys->in_profiles, &keys->one_of})
      named.insert(named.end(), more->begin(), more->end());
    for (const Keys::Pairs* pairs : {&keys->needs, &keys->apart})
      for (const auto& [one, other] : *pairs) named.insert(named.end(), {one, other});
    for (const std::string_view key : named) EXPECT_TRUE(keys->find(key)) << key;
  }
}

TEST(FieldsDeathTest, AKeyThatTheTableLacksCannotBeRead) {
  const Keys keys{.section = "s", .rows = {{"a", Form::single(), "One."}}};
  Diagnostics out("s.yaml");
  const Node node{.kind = Node::Kind::Map};
  const Fields fields(node, "s", keys, out);
  EXPECT_EQ(fields.find("a"), nullptr);
  EXPECT_DEATH((void)fields.find("b"), "known_.find");
}

}  // namespace
}  // namespace folioscope::spec
