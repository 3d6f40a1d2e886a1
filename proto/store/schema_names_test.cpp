// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class SchemaNamesTest : public StoreTest {};

TEST_F(SchemaNamesTest, AreThoseOfANewFile_NoMoreAndNoFewer) {
  auto writer = create();
  std::vector<std::string> listed, there;
  for (const SchemaName& table : kSchemaNames) listed.emplace_back(table.name);
  for (const SchemaName& table : kOldSchemaNames) listed.emplace_back(table.name);
  auto query = read()->sql(
      "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite%'");
  ASSERT_TRUE(query.ok());
  for (const auto& row : query->rows) there.push_back(std::get<std::string>(row[0]));
  EXPECT_THAT(listed, testing::UnorderedElementsAreArray(there));
}

TEST_F(SchemaNamesTest, EveryOneCanBeAsked) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  auto reader = read();
  const auto ask_all = [&](const SchemaName& table) {
    const std::string sql = "select count(*) >= 0 from " + std::string(table.name);
    EXPECT_EQ(ask(*reader, sql), "1\n") << table.name;
  };
  for (const SchemaName& table : kSchemaNames) ask_all(table);
  for (const SchemaName& table : kOldSchemaNames) ask_all(table);
  ask_all(kEventTable);
}

}  // namespace
}  // namespace folioscope::store
