// SPDX-License-Identifier: GPL-3.0-or-later
// ARCHITECTURE.md against the tree: what its tables say is what the rules enforce and the folders
// hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/cell_status.h"
#include "testing/find_all.h"
#include "testing/places.h"
#include "tree/document.h"
#include "tree/rules.h"

namespace folioscope::tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::ElementsAreArray;

std::string read(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(fs::path(source_dir()) / path, std::ios::binary).rdbuf();
  return text.str();
}

std::set<std::string> set_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

// "folioscope/v1" stands for the folder of the group that has it.
std::string folder_of(const std::string& name) { return name.substr(0, name.find('/')); }

TEST(Architecture, TheTableOfGroupsHasTheOrderThatIsEnforced) {
  const Table table = table_of(read("ARCHITECTURE.md"), "group");
  ASSERT_EQ(table.size(), groups().size());
  std::map<std::string, std::vector<std::string>> order;
  for (const auto& row : table)
    for (const std::string& folder : names_in(row.at(1)))
      order[names_in(row.at(0)).at(0)].push_back(folder_of(folder));
  for (const Group& group : groups()) {
    const std::vector<std::string> wanted(group.folders.begin(), group.folders.end());
    EXPECT_THAT(order[std::string(group.name)], ElementsAreArray(wanted)) << group.name;
  }
}

TEST(Architecture, EveryFolderOfAGroupHasAPlaceAndEveryPlaceAFolder) {
  for (const Group& group : groups()) {
    std::set<std::string> there;
    for (const auto& entry : fs::directory_iterator(fs::path(source_dir()) / group.name))
      if (entry.is_directory() && fs::exists(entry.path() / "CMakeLists.txt"))
        there.insert(entry.path().filename());
    std::set<std::string> wanted(group.folders.begin(), group.folders.end());
    for (const std::string_view folder : group.folders)  // one whose library is made elsewhere
      if (!there.contains(std::string(folder)) &&
          fs::is_directory(fs::path(source_dir()) / group.name / folder))
        there.insert(std::string(folder));
    EXPECT_EQ(there, wanted) << group.name;
  }
}

TEST(Architecture, TheTableOfThirdPartiesHasTheHomesThatAreEnforced) {
  std::map<std::string, std::set<std::string>> written, enforced;
  for (const auto& row : table_of(read("ARCHITECTURE.md"), "third party"))
    for (const std::string& party : names_in(row.at(0))) {
      std::string group;  // "`analyzer/models`, `charts`": the group is said once
      for (std::string folder : names_in(row.at(1))) {
        if (folder.find('/') != std::string::npos)
          group = folder.substr(0, folder.find('/') + 1);
        else
          folder = group + folder;
        written[party].insert(folder);
      }
    }
  for (const Home& home : homes())
    enforced[std::string(home.party)].insert(home.folders.begin(), home.folders.end());
  EXPECT_EQ(written, enforced);
}

TEST(Architecture, EveryStatusOfABootIsExplained) {
  std::set<std::string> written, known;
  for (const auto& row : table_of(read("ARCHITECTURE.md"), "status"))
    written.merge(set_of(names_in(row.at(0))));
  for (const auto& [status, name] : kCellStatusNames) known.insert(std::string(name));
  EXPECT_EQ(written, known);
}

TEST(Architecture, EveryExitCodeIsExplained) {
  std::set<std::string> written, known;
  for (const auto& row : table_of(read("ARCHITECTURE.md"), "exit code")) written.insert(row.at(0));
  const std::string header = read("orchestrator/app/cli.h");
  for (const auto& groups : find_all(header, R"(constexpr int kExit\w+ = (\d+);)"))
    known.insert(groups.at(0));
  EXPECT_GT(known.size(), 3u);
  EXPECT_EQ(written, known);
}

TEST(TableOf, FindsATableByItsFirstHeadingAndLeavesOutTheRule) {
  const std::string document =
      "text\n| a | b |\n|---|---|\n| 1 | `2`, 3 |\n\n| c |\n|---|\n| 4 |\nend\n";
  EXPECT_THAT(table_of(document, "a"), ElementsAre(ElementsAre("1", "`2`, 3")));
  EXPECT_THAT(table_of(document, "c"), ElementsAre(ElementsAre("4")));
  EXPECT_TRUE(table_of(document, "d").empty());
}

TEST(NamesIn, QuotesSlashesAndParenthesesAreLeftOut) {
  EXPECT_THAT(names_in("`proto/`, base (no third party), v1"), ElementsAre("proto", "base", "v1"));
}

}  // namespace
}  // namespace folioscope::tree
