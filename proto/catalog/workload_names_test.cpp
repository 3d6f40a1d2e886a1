// SPDX-License-Identifier: GPL-3.0-or-later
// What our own workloads print has an entry: the names in the sources of guest-image/workloads.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "catalog/metric.h"
#include "catalog/programs.h"
#include "testing/find_all.h"
#include "testing/places.h"

namespace folioscope::catalog {
namespace {

namespace fs = std::filesystem;

struct Printed {
  std::set<std::string> metrics, samples;
};

void add_names(const std::string& text, const char* pattern, std::set<std::string>& names) {
  for (const auto& groups : find_all(text, pattern)) names.insert(groups.at(0));
}

// Names that are literals as a whole; the others are made of the words of a family.
Printed names_in_the_sources() {
  Printed printed;
  for (const auto& entry :
       fs::recursive_directory_iterator(source_dir() + "/guest-image/workloads")) {
    const std::string file = entry.path().filename();
    if (!file.ends_with(".cpp") || file.ends_with("_test.cpp")) continue;
    std::ifstream stream(entry.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    add_names(text, R"re(metric_line\(\s*"(\w+)",)re", printed.metrics);
    add_names(text, R"re(print_samples\(\s*"(\w+)",)re", printed.samples);
  }
  return printed;
}

// The programs that CMake builds are those of which the catalogue promises every name.
TEST(Programs, AreThoseThatComeWithTheProduct) {
  std::ifstream stream(source_dir() + "/guest-image/workloads/CMakeLists.txt");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::set<std::string> built;
  add_names(text, R"re(\nfolioscope_workload\(([\w-]+) )re", built);
  EXPECT_EQ(built, std::set<std::string>(kPrograms.begin(), kPrograms.end()));
  EXPECT_TRUE(is_our_program("pager"));
  EXPECT_FALSE(is_our_program("webserver"));
}

TEST(WorkloadNames, StandInTheCatalogue) {
  const Printed printed = names_in_the_sources();
  EXPECT_GT(printed.metrics.size(), 40u);
  EXPECT_GT(printed.samples.size(), 10u);
  for (const std::string& name : printed.metrics) {
    const Metric* metric = find_metric(name);
    ASSERT_NE(metric, nullptr) << name;
    EXPECT_EQ(metric->source, Source::Workload) << name;
  }
  for (const std::string& name : printed.samples)
    EXPECT_NE(find_distribution(name), nullptr) << name;
}

}  // namespace
}  // namespace folioscope::catalog
