// SPDX-License-Identifier: GPL-3.0-or-later
// A run of schema 4, stored when it was the newest: deriving it again gives the numbers that were
// stored then, to the bit. testdata/run_v4.yaml is its experiment; three workloads on two variants,
// with events and with histograms.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/temp_dir.h"
#include "catalog/metric.h"
#include "e2e/catalogue.h"
#include "e2e/product.h"

namespace folioscope::e2e {
namespace {

namespace fs = std::filesystem;

// Rows by key, each as text; numbers with every bit.
using Rows = std::map<std::string, std::string>;

class StoredRun : public testing::Test {
 protected:
  StoredRun() {
    for (const fs::path& run : {before(), after()}) unpack_stored_run(run);
  }

  fs::path before() const { return temp_.path() / "before"; }
  fs::path after() const { return temp_.path() / "after"; }

 private:
  TempDir temp_ = *TempDir::create("stored-run");
};

Rows rows(const fs::path& run, const std::string& query) {
  Rows rows;
  for (const auto& row : sql(run, query)) rows[row["key"]] = row["value"].dump();
  return rows;
}

Rows metrics(const fs::path& run) {
  Rows current;
  for (auto& [key, value] :
       rows(run,
            "select cell_id || ' ' || name key, printf('%!.17g', value) || ' ' "
            "|| unit || ' ' || source || ' ' || touched_by_loss value "
            "from metric"))
    current[key.substr(0, key.find(' ') + 1) +
            std::string(catalog::current_name(key.substr(key.find(' ') + 1)))] = value;
  return current;
}

// Metrics that were told apart from others after the run was stored: of dead folios, and of pages
// that splice(2) keeps in a pipe.
bool is_newer(const std::string& key) {
  const std::string name = key.substr(key.find(' ') + 1);
  return name == "freeze_dead_checks" || name == "holder_share_pipe" ||
         name == "holder_share_pipe_in_cma";
}

void expect_equal(const Rows& before, const Rows& after) {
  EXPECT_FALSE(before.empty());
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end())
      ADD_FAILURE() << key << " is gone";
    else
      EXPECT_EQ(found->second, value) << key;
  }
  for (const auto& [key, value] : after)
    EXPECT_TRUE(before.contains(key) || is_newer(key)) << key << " is new";
}

TEST_F(StoredRun, DerivedAgain_GivesTheSameNumbersToTheBit) {
  ASSERT_EQ(folioscope({"derive", after().string()}).code, 0);
  {
    SCOPED_TRACE("metrics");
    const Rows stored = metrics(before());
    EXPECT_EQ(stored.size(), 2369u);
    expect_equal(stored, metrics(after()));
  }
  const std::pair<const char*, const char*> kTables[] = {
      {"distributions",
       "select cell_id || ' ' || name || ' ' || printf('%!.17g', low) key, "
       "printf('%!.17g', high) || ' ' || count || ' ' || unit value from distribution "
       "where name not like '%excess%' and name not like '%extra%'"},
      {"holders",
       "select cell_id || ' ' || failure || ' ' || ordinal key, class || ' ' || ifnull(pid, '') || "
       "' ' || comm || ' ' || ifnull(cpu, '') || ' ' || ifnull(age_ns, '') || ' ' || confidence || "
       "' ' || stack value from holder"},
      {"failures",
       "select cell_id || ' ' || id key, time_ns || ' ' || pfn || ' ' || seen || ' ' || expected "
       "|| ' ' || pid || ' ' || stack || ' ' || in_cma value from failure"},
      {"stacks", "select cell_id || ' ' || id key, frames value from stack"}};
  for (const auto& [name, query] : kTables) {
    SCOPED_TRACE(name);
    expect_equal(rows(before(), query), rows(after(), query));
  }
}

TEST_F(StoredRun, EveryDerivedNameStandsInTheCatalogue) {
  ASSERT_EQ(folioscope({"derive", after().string()}).code, 0);
  EXPECT_EQ(not_in_the_catalogue(after()), "");
}

TEST_F(StoredRun, DerivedTwice_IsTheSameAsOnce) {
  ASSERT_EQ(folioscope({"derive", after().string()}).code, 0);
  const std::string anomalies = "select cell_id || ' ' || name key, count value from anomaly";
  const Rows once = metrics(after()), found = rows(after(), anomalies);
  ASSERT_EQ(folioscope({"derive", after().string()}).code, 0);
  EXPECT_EQ(metrics(after()), once);
  EXPECT_EQ(rows(after(), anomalies), found);
}

}  // namespace
}  // namespace folioscope::e2e
