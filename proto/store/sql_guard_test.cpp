// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <thread>

#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class SqlTest : public StoreTest {
 protected:
  void SetUp() override {
    writer_ = create();
    reader_ = read();
  }
  Fault refused(const std::string& sql) {
    auto query = reader_->sql(sql);
    EXPECT_FALSE(query.ok()) << sql;
    return query.ok() ? Fault{} : query.fault();
  }
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

TEST_F(SqlTest, ValuesKeepTheirTypes) {
  auto query = reader_->sql("select 1 as a, 2.5 as b, 'x' as c, x'00ff' as d, null as e");
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->columns, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(query->rows.at(0),
            (std::vector<SqlValue>{std::int64_t{1}, 2.5, std::string("x"),
                                   std::vector<std::byte>{std::byte{0}, std::byte{255}},
                                   std::monostate{}}));
}

TEST_F(SqlTest, EveryWayOfWritingIsRefused) {
  const std::string other = (dir_ / "other.db").string();
  for (const std::string& sql : {
           std::string("delete from cell"),
           std::string("insert into metric values(0,'a',1,'b','c',0)"),
           std::string("update cell set status = 'done'"),
           std::string("drop table metric"),
           std::string("create table t(x)"),
           std::string("create temp table t(x)"),
           std::string("create temp view v as select 1"),
           "attach '" + other + "' as other",
           "vacuum into '" + other + "'",
           std::string("pragma query_only = off"),
           std::string("pragma user_version = 9"),
           std::string("pragma journal_mode = delete"),
           std::string("begin immediate"),
           std::string("savepoint a"),
           std::string("update sqlite_master set sql = ''"),
           std::string("reindex"),
           std::string("select load_extension('x')"),
       }) {
    Fault fault = refused(sql);
    EXPECT_EQ(fault.domain, FaultDomain::User) << sql << ": " << fault.what;
    EXPECT_FALSE(fault.remedy.empty()) << sql;
  }
  EXPECT_FALSE(std::filesystem::exists(other));
}

TEST_F(SqlTest, WritingIsSaidToBeTheReason) {
  EXPECT_NE(refused("delete from cell").what.find("not authorized"), std::string::npos);
}

TEST_F(SqlTest, MistakesComeWithSqlitesMessage) {
  EXPECT_EQ(refused("selec 1").what, "SQL: near \"selec\": syntax error");
  EXPECT_EQ(refused("select * from metrics").what, "SQL: no such table: metrics");
  EXPECT_EQ(refused("select abs(-9223372036854775808)").what, "SQL: integer overflow");
}

TEST_F(SqlTest, NoneOrTwoStatementsAreRefused) {
  EXPECT_FALSE(refused("").what.empty());
  EXPECT_FALSE(refused("  -- nothing").what.empty());
  EXPECT_NE(refused("select 1; select 2").what.find("more than one"), std::string::npos);
  EXPECT_TRUE(reader_->sql("select 1;  -- one\n").ok());
}

TEST_F(SqlTest, TablesAndColumnsCanBeLookedUp) {
  EXPECT_EQ(ask(*reader_, "select type from sqlite_schema where name = 'ledger'"), "view\n");
  EXPECT_EQ(ask(*reader_, "select count(*) from pragma_table_info('metric')"), "6\n");
}

TEST_F(SqlTest, AnEndlessQueryCanBeStopped) {
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  auto query = reader_->sql(
      "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
      stop.get_token());
  ASSERT_FALSE(query.ok());
  EXPECT_EQ(query.fault().what, "the query was stopped");
  EXPECT_EQ(ask(*reader_, "select 1"), "1\n");
}

TEST_F(SqlTest, AQueryMayBeAskedInsideAnother) {
  std::string answers;
  Status status = reader_->sql(
      "select id from cell order by id limit 2", [](const auto&) {},
      [&](const std::vector<SqlValue>&) { answers += ask(*reader_, "select count(*) from cell"); });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(answers, "4\n4\n");
}

}  // namespace
}  // namespace folioscope::store
