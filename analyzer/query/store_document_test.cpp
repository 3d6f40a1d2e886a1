// SPDX-License-Identifier: GPL-3.0-or-later
// docs/store.md: its questions have answers, and its tables are those of a new file.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "store/schema_names.h"
#include "testing/golden_file.h"
#include "testing/made_references.h"

namespace folioscope::query {
namespace {

using ::testing::SizeIs;

constexpr std::string_view kTables = "\n## Tables\n\n";

std::filesystem::path document() { return std::filesystem::path(source_dir()) / "docs/store.md"; }

std::vector<std::string> questions(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream lines(text);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "```sql") {
      inside = true;
      all.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      all.back() += line + '\n';
    }
  }
  return all;
}

class StoreDocument : public ::testing::Test {
 protected:
  StoreDocument() {
    made_references().write(dir_ / "run.db");
    reader_ = *store::Reader::open(dir_ / "run.db");
  }
  // A line for each table: what it is, and its columns.
  std::string tables() const {
    std::string text;
    for (const store::SchemaName& table : store::kSchemaNames) {
      const std::string name(table.name);
      text += "* **`" + name + "`** " + std::string(table.meaning) + ":\n ";
      const auto columns = reader_->sql("select name from pragma_table_info('" + name + "')");
      for (const auto& row : columns->rows) text += " `" + std::get<std::string>(row[0]) + '`';
      text += '\n';
    }
    return text;
  }

  TempDir dir_ = *TempDir::create("store");
  std::unique_ptr<store::Reader> reader_;
};

TEST_F(StoreDocument, ItsQuestionsHaveAnswers) {
  const std::vector<std::string> all = questions(slurp(document()));
  EXPECT_THAT(all, SizeIs(10));
  for (const std::string& question : all) {
    const auto answer = reader_->sql(question);
    EXPECT_TRUE(answer.ok()) << question << answer.fault().what;
  }
}

TEST_F(StoreDocument, ItsTablesAreThoseOfANewFile) {
  const std::string text = slurp(document());
  const std::size_t at = text.find(kTables);
  ASSERT_NE(at, text.npos);
  const std::string wanted = text.substr(0, at) + std::string(kTables) + tables();
  if (std::getenv("FOLIOSCOPE_UPDATE") != nullptr) std::ofstream(document()) << wanted;
  EXPECT_EQ(slurp(document()), wanted) << "to accept: FOLIOSCOPE_UPDATE=1 with this test";
}

}  // namespace
}  // namespace folioscope::query
