// SPDX-License-Identifier: GPL-3.0-or-later
// A series of four real patches: words, a function that nobody calls, a leak, words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/product.h"
#include "testing/places.h"

namespace folioscope::e2e {
namespace {

using testing::HasSubstr;

std::string leak_experiment() {
  return preamble("leak-series") +
         "variants:\n"
         "  - {name: stock}\n"
         "machines:\n"
         "  - {name: leak, vcpus: 2, memory: 768MiB, cmdline: \"transparent_hugepage=always\"}\n"
         "workloads:\n"
         "  - {program: thp-leak, args: {huge_pages: 4, rounds: 2}, typical: 2s}\n"
         "events: [thp]\n";
}

class Bisect : public testing::Test {
 protected:
  static void SetUpTestSuite() { place_ = new Workplace(leak_experiment()); }
  static void TearDownTestSuite() { delete place_; }

  static std::vector<std::string> command(const std::string& metric) {
    const std::string own = source_dir() + "/tests/e2e/patches/";
    return {"bisect",
            place_->experiment().string(),
            "--metric",
            metric,
            "--series",
            own + "no-code.patch",
            own + "unused-function.patch",
            source_dir() + "/configs/patches/6.1/thp-leak.patch",
            own + "no-code-either.patch",
            "--boots",
            "12",
            "--json",
            "--out",
            (place_->path() / "search").string()};
  }
  static Workplace* place_;
};
Workplace* Bisect::place_ = nullptr;

TEST_F(Bisect, NamesThePatchThatLeaks_AndBootsNothingForWords) {
  const sys::Exit exit = folioscope(command("thp_split_failed"));
  ASSERT_EQ(exit.code, 0) << exit.err;
  const auto found = nlohmann::json::parse(exit.out);
  EXPECT_EQ(found["outcome"], "culprit");
  EXPECT_EQ(found["suspects"], nlohmann::json({3}));
  EXPECT_THAT(found["patches"][2]["subject"].get<std::string>(), HasSubstr("do_set_pmd"));
  EXPECT_EQ(found["change"]["difference"], 4);
  ASSERT_EQ(found["steps"].size(), 3u);
  EXPECT_EQ(found["steps"][0]["tested"], 4);
  EXPECT_EQ(found["steps"][1]["answer"], "differs from high");
  EXPECT_EQ(found["steps"][2]["answer"], "same code as high");
  EXPECT_EQ(found["steps"][2]["boots"], 0);
  EXPECT_EQ(found["boots"], 2 * 6 + 3 * 6);
}

TEST_F(Bisect, TheSameCommandAgain_ReadsWhatIsThere) {
  const auto before = sql(place_->path() / "search/step-2-prefix-2", "select * from cell");
  const sys::Exit exit = folioscope(command("thp_split_failed"));
  EXPECT_EQ(exit.code, 0);
  EXPECT_EQ(nlohmann::json::parse(exit.out)["suspects"], nlohmann::json({3}));
  EXPECT_EQ(sql(place_->path() / "search/step-2-prefix-2", "select * from cell"), before);
}

TEST_F(Bisect, AnotherQuestionInTheSameDirectory_IsRefused) {
  const sys::Exit exit = folioscope(command("thp_split_page"));
  EXPECT_EQ(exit.code, 2);
  EXPECT_THAT(exit.err, HasSubstr("holds another search"));
}

// Without guests: what is refused before anything is built.
class BisectUsage : public testing::Test {
 protected:
  sys::Exit bisect(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"bisect", place_.experiment().string()});
    arguments.insert(arguments.end(), {"--out", (place_.path() / "search").string()});
    return folioscope(std::move(arguments));
  }
  void expect_refused(const std::vector<std::string>& arguments, const std::string& cause,
                      const std::string& remedy) const {
    const sys::Exit exit = bisect(arguments);
    EXPECT_EQ(exit.code, 2);
    EXPECT_THAT(exit.err, HasSubstr(cause));
    EXPECT_THAT(exit.err, HasSubstr("-> "));
    EXPECT_THAT(exit.err, HasSubstr(remedy));
    EXPECT_FALSE(std::filesystem::exists(place_.path() / "search"));
  }

  Workplace place_{leak_experiment()};
  const std::string one_ = source_dir() + "/configs/patches/6.1/thp-leak.patch";
  const std::string two_ = source_dir() + "/configs/patches/6.1/lru-drain-only.patch";
};

TEST_F(BisectUsage, MistakesHaveACauseAndARemedy) {
  expect_refused({"-m", "thp_split_failed"}, "nothing to search is named", "--series");
  expect_refused({"-m", "thp_split_failed", "--series", one_}, "one patch", "folioscope run");
  expect_refused({"-m", "thp_split_fail", "--series", one_, two_}, "no metric `thp_split_fail`",
                 "thp_split_failed");
  expect_refused({"-m", "thp_split_failed", "--good", "v1"}, "needs both ends", "--bad");
  expect_refused({"-m", "thp_split_failed", "--good", "v1", "--bad", "v2"}, "no repository",
                 "--series");
  expect_refused({"-m", "thp_split_failed", "--series", one_, two_, "--bad", "v2"}, "both",
                 "keep --series");
  expect_refused({"-m", "thp_split_failed", "--series", one_, two_, "--condition", "machine=x"},
                 "no condition", "machine=leak");
  expect_refused({"-m", "thp_split_failed", "--series", one_, two_, "--boots", "4"},
                 "with 4 boots nothing", "--boots 6");
  expect_refused({"-m", "thp_split_failed", "--series", one_, two_, "--confidence", "95"},
                 "--confidence 95", "0.95");
}

}  // namespace
}  // namespace folioscope::e2e
