// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "testing/places.h"
#include "tree/functions.h"
#include "tree/rules.h"

namespace folioscope::tree {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string contents(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Source files by name; recorded data and patches carry no licence line of ours.
bool is_source(const fs::path& path) {
  static const char* const kExtensions[] = {".h",   ".c",    ".cpp",    ".cmake", ".proto",
                                            ".sql", ".yaml", ".config", ".sh",    ".py"};
  if (path.filename() == "CMakeLists.txt" || path.filename() == "Dockerfile") return true;
  return std::ranges::any_of(kExtensions, [&](const char* e) { return path.extension() == e; });
}

std::vector<File> sources_of_the_repository() {
  const fs::path top = source_dir();
  std::vector<File> files;
  for (const char* folder :
       {"proto", "orchestrator", "analyzer", "guest-image", "configs", "docker", "tests", "cmake"})
    for (fs::recursive_directory_iterator entry(top / folder), end; entry != end; ++entry) {
      if (entry->is_directory() && entry->path().filename() == "testdata")
        entry.disable_recursion_pending();
      else if (entry->is_regular_file() && is_source(entry->path()))
        files.push_back({entry->path().lexically_relative(top).string(), contents(entry->path())});
    }
  return files;
}

template <class Check>
std::string findings_in_the_repository(Check check) {
  std::string all;
  for (const File& file : sources_of_the_repository())
    for (const std::string& finding : check(file)) all += finding + "\n";
  return all;
}

TEST(Tree, IncludesPointOneWay) {
  EXPECT_EQ(findings_in_the_repository([](const File& file) {
              bool code = file.path.ends_with(".h") || file.path.ends_with(".cpp");
              return code ? check_includes(file) : std::vector<std::string>{};
            }),
            "");
}

TEST(Tree, TestSupportIsForTests) {
  std::string all;
  for (const std::string& complaint : check_testing(sources_of_the_repository()))
    all += complaint + "\n";
  EXPECT_EQ(all, "");
}

TEST(Tree, EveryFunctionIsUnderFiftyLines) {
  std::size_t functions = 0;
  std::string all;
  for (const File& file : sources_of_the_repository()) {
    if (!file.path.ends_with(".h") && !file.path.ends_with(".cpp")) continue;
    for (const Function& one : functions_of(file)) {
      ++functions;
      if (one.lines >= 50)
        all += file.path + ":" + std::to_string(one.line) + ": " + std::to_string(one.lines) +
               " lines: " + one.signature + "\n";
    }
  }
  EXPECT_GT(functions, 2000u);
  EXPECT_EQ(all, "");
}

// Text of guests reaches a terminal by one way, which makes it inert.
TEST(Tree, SubcommandsPrintByOneWay) {
  EXPECT_EQ(findings_in_the_repository([](const File& file) -> std::vector<std::string> {
              const bool prints_itself = file.path == "orchestrator/app/output.cpp" ||
                                         file.path == "orchestrator/app/progress_line.cpp";
              if (!file.path.starts_with("orchestrator/app/") || prints_itself) return {};
              for (const char* way : {"fmt::print(", "std::cout", "std::cerr", "printf(", "puts("})
                if (file.text.find(way) != file.text.npos)
                  return {file.path + " prints with " + way + ", not by app/output.h"};
              return {};
            }),
            "");
}

// A test that no build names is one that cannot fail.
TEST(Tree, EveryTestIsCompiled) {
  std::map<std::string, std::string> lists;  // of files to compile, by folder
  const std::vector<File> files = sources_of_the_repository();
  for (const File& file : files)
    if (file.path.ends_with("/CMakeLists.txt"))
      lists[fs::path(file.path).parent_path().string()] = file.text;
  std::string all;
  for (const File& file : files) {
    if (!file.path.ends_with("_test.cpp")) continue;
    const fs::path path(file.path);
    bool named = false;
    for (fs::path folder = path.parent_path(); !named && !folder.empty();
         folder = folder.parent_path())
      if (const auto list = lists.find(folder.string()); list != lists.end())
        named = list->second.find(path.filename().string()) != list->second.npos;
    if (!named) all += file.path + " is in no CMakeLists.txt\n";
  }
  EXPECT_EQ(all, "");
}

TEST(Tree, EverySourceFileNamesItsLicence) {
  EXPECT_GT(sources_of_the_repository().size(), 50u);
  EXPECT_EQ(findings_in_the_repository(check_licence), "");
}

TEST(CheckIncludes, AnIncludeToTheRightIsRefused) {
  EXPECT_THAT(
      check_includes({"orchestrator/plan/plan.cpp", "\n#include \"fleet/fleet.h\"\n"}),
      ElementsAre("orchestrator/plan/plan.cpp:2: fleet/fleet.h stands to the right of plan"));
  EXPECT_THAT(check_includes({"proto/trace/page.cpp", "#include \"store/reader.h\"\n"}),
              ElementsAre(HasSubstr("to the right")));
}

TEST(CheckIncludes, TheLeftTheTrunkAndOneselfAreFine) {
  EXPECT_THAT(check_includes({"orchestrator/plan/plan.cpp",
                              "#include \"spec/spec.h\"\n#include \"base/units.h\"\n"
                              "#include \"plan/plan.h\"\n#include <fmt/format.h>\n"}),
              IsEmpty());
}

TEST(CheckIncludes, TheTwoHalvesMeetOnlyInWhatIsReported) {
  EXPECT_THAT(check_includes({"analyzer/query/runs.cpp", "#include \"plan/plan.h\"\n"}),
              ElementsAre(HasSubstr("belongs to orchestrator")));
  EXPECT_THAT(check_includes({"guest-image/agent/main.cpp", "#include \"sys/files.h\"\n"}),
              ElementsAre(HasSubstr("belongs to orchestrator")));
  EXPECT_THAT(check_includes({"orchestrator/app/report.cpp",
                              "#include \"text/report.h\"\n#include \"resultpage/write.h\"\n"}),
              IsEmpty());
  EXPECT_THAT(check_includes({"orchestrator/app/bisect_prober.cpp",
                              "#include \"compare/pair.h\"\n#include \"format/units.h\"\n"}),
              IsEmpty());
  EXPECT_THAT(check_includes({"orchestrator/app/report.cpp", "#include \"stats/random.h\"\n"}),
              ElementsAre(HasSubstr("belongs to analyzer")));
  EXPECT_THAT(check_includes({"orchestrator/bisect/search.cpp", "#include \"compare/pair.h\"\n"}),
              ElementsAre(HasSubstr("belongs to analyzer")));
  EXPECT_THAT(check_includes({"orchestrator/run/run.cpp", "#include \"text/report.h\"\n"}),
              ElementsAre(HasSubstr("belongs to analyzer")));
}

TEST(CheckIncludes, WhatComparesKnowsNoTextAndNoPage) {
  for (const char* header : {"format/units.h", "text/table.h", "resultpage/svg.h"})
    EXPECT_THAT(check_includes({"analyzer/compare/evaluate.cpp",
                                "#include \"" + std::string(header) + "\"\n"}),
                ElementsAre(HasSubstr("to the right of compare")));
}

TEST(CheckIncludes, WhatTheDesktopShowsIncludesNoReport) {
  for (const char* place :
       {"models/cell_model.cpp", "charts/boot_chart.cpp", "pages/run_page.cpp"}) {
    const std::string file = std::string("analyzer/") + place;
    for (const char* header : {"text/table.h", "resultpage/sentences.h"})
      EXPECT_THAT(check_includes({file, "#include \"" + std::string(header) + "\"\n"}),
                  ElementsAre(HasSubstr("is no business of analyzer/")));
    EXPECT_THAT(
        check_includes({file, "#include \"compare/holders.h\"\n#include \"format/units.h\"\n"}),
        IsEmpty());
  }
}

TEST(CheckIncludes, AgentAndWorkloadsKnowNothingOfEachOther) {
  EXPECT_THAT(check_includes({"guest-image/workloads/a.cpp", "#include \"agent/session.h\"\n"}),
              ElementsAre(HasSubstr("to the right")));
  EXPECT_THAT(check_includes({"guest-image/agent/a.cpp", "#include \"workloads/kit/args.h\"\n"}),
              ElementsAre(HasSubstr("to the right")));
}

TEST(CheckIncludes, ThirdPartiesStayAtHome) {
  EXPECT_THAT(check_includes({"orchestrator/run/run.cpp", "#include <sqlite3.h>\n"}),
              ElementsAre(HasSubstr("outside its home proto/store")));
  EXPECT_THAT(check_includes({"analyzer/query/a.cpp", "#include <QString>\n"}),
              ElementsAre(HasSubstr("outside its home analyzer/models")));
  EXPECT_THAT(check_includes({"analyzer/text/a.cpp", "#include \"folioscope/v1/agent.pb.h\"\n"}),
              ElementsAre(HasSubstr("outside its home proto/wire")));
  EXPECT_THAT(check_includes({"proto/store/a.cpp", "#include <sqlite3.h>\n"}), IsEmpty());
}

TEST(CheckIncludes, TheKernelsAbiIsReadWhereGuestsAreAskedAndUnderstood) {
  const std::string include = "#include \"instrumentation/abi.h\"\n";
  EXPECT_THAT(check_includes({"orchestrator/derive/a.h", include}), IsEmpty());
  EXPECT_THAT(check_includes({"orchestrator/run/a.h", include}), IsEmpty());
  EXPECT_THAT(check_includes({"orchestrator/plan/a.h", include}),
              ElementsAre(HasSubstr("outside its home orchestrator/derive")));
  EXPECT_THAT(check_includes({"orchestrator/run/a.h", "#include \"instrumentation/core/a.h\"\n"}),
              ElementsAre(HasSubstr("belongs to guest-image")));
  EXPECT_THAT(
      check_includes({"guest-image/instrumentation/core/mm/a.c", "#include <linux/mm.h>\n"}),
      IsEmpty());
}

TEST(CheckIncludes, AFolderNobodyPlacedIsRefused) {
  EXPECT_THAT(check_includes({"orchestrator/misc/a.cpp", ""}),
              ElementsAre(HasSubstr("no place in the order")));
}

TEST(CheckTesting, SupportIsForTestsOfItsGroup) {
  const File made{"analyzer/testing/made.h", ""};
  const auto from = [&](const char* path) {
    return check_testing({made, {path, "#include \"testing/made.h\"\n"}});
  };
  EXPECT_THAT(from("analyzer/query/load_test.cpp"), IsEmpty());
  EXPECT_THAT(from("analyzer/query/load_bench.cpp"), IsEmpty());
  EXPECT_THAT(from("tests/e2e/run_test.cpp"), IsEmpty());
  EXPECT_THAT(from("analyzer/query/load.cpp"),
              ElementsAre(HasSubstr("load.cpp:1: testing/made.h is for tests")));
  EXPECT_THAT(from("orchestrator/run/run_test.cpp"), ElementsAre(HasSubstr("belongs to analyzer")));
}

TEST(CheckTesting, NamesAreUniqueAndExist) {
  EXPECT_THAT(check_testing({{"proto/testing/a.h", ""}, {"analyzer/testing/a.h", ""}}),
              ElementsAre(HasSubstr("proto has a testing/a.h too")));
  EXPECT_THAT(check_testing({{"proto/base/a_test.cpp", "#include \"testing/gone.h\"\n"}}),
              ElementsAre(HasSubstr("is in no testing/ folder")));
}

TEST(CheckLicence, TheLineMayStandBelowAShebang) {
  EXPECT_THAT(check_licence({"a.sh", "#!/bin/sh\n# SPDX-License-Identifier: MIT\n"}), IsEmpty());
  EXPECT_THAT(check_licence({"a.sh", "#!/bin/sh\n\n\n# SPDX-License-Identifier: MIT\n"}),
              ElementsAre(HasSubstr("no SPDX")));
}

}  // namespace
}  // namespace folioscope::tree
