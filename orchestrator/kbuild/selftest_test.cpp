// SPDX-License-Identifier: GPL-3.0-or-later
// A source with a few selftests, built with make and gcc, and what of real ones is not to be lost.
#include "kbuild/selftest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// In linux/: `make headers` writes usr/include/mini.h. The collection mm has a program that needs
// that header, one in a directory, one that wants a library that no machine has, one with an error,
// and a library that programs are not; vm is what mm was called before; papers has none.
constexpr const char* kTree = R"sh(
  cd "$1"
  mkdir -p arch/x86
  printf '%s\n' 'headers:' '	mkdir -p usr/include; echo "#define ANSWER 42" > usr/include/mini.h' \
    >> Makefile
  mkdir -p tools/testing/selftests/mm tools/testing/selftests/papers
  cd tools/testing/selftests/mm
  printf '%s\n' \
    'CFLAGS = -O2 $(KHDR_INCLUDES)' \
    'programs = asks broken sub/deep wants' \
    'all: $(addprefix $(OUTPUT)/,$(programs)) $(OUTPUT)/data' \
    '$(OUTPUT)/data:' '	echo data > $@' \
    '$(OUTPUT)/wants: LDLIBS = -lunobtainable' \
    '$(OUTPUT)/%: %.c' '	@mkdir -p $(@D)' '	$(CC) $(CFLAGS) -o $@ $< $(LDLIBS)' > Makefile
  mkdir sub
  printf '%s\n' '#include <mini.h>' '#include <stdio.h>' \
    'int main(void) { printf("%d\n", ANSWER); return 0; }' > asks.c
  cp asks.c sub/deep.c; cp asks.c wants.c
  printf '%s\n' '#include <numa.h>' 'int main(void) { return 0; }' > broken.c
  touch ../papers/Makefile
  echo 'all:' > ../papers/Makefile)sh";

class SelftestBuild : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(sys::write_file(mini_.path("tree.sh"), kTree).ok());
    shell("sh -eu " + mini_.path("tree.sh").string() + " " + mini_.tree().string());
  }
  Result<Selftests> build(const std::vector<std::string>& programs,
                          const std::string& collection = "mm") {
    stages_.clear();
    Options options{.cache = mini_.cache(),
                    .jobs = 2,
                    .on_progress = [this](const Progress& now) { stages_.push_back(now.stage); },
                    .stop = {}};
    return build_selftests({base_, collection, programs}, options);
  }
  Fault fault_of(const std::vector<std::string>& programs, const std::string& collection = "mm") {
    const auto built = build(programs, collection);
    EXPECT_FALSE(built.ok());
    return built.ok() ? bug_fault("built") : built.fault();
  }
  static std::vector<std::string> names(const Selftests& selftests) {
    std::vector<std::string> names;
    for (const Selftest& one : selftests.programs) names.push_back(one.name);
    return names;
  }

  MiniKernel mini_;
  spec::Base base_{.kind = spec::Base::Kind::Tree, .source = mini_.tree().string()};
  std::vector<std::string> stages_;
};

TEST_F(SelftestBuild, BuildsWhatItCan_AgainstTheHeadersOfTheSource) {
  const auto built = build({});
  ASSERT_TRUE(built.ok()) << built.fault().what;
  EXPECT_THAT(names(*built), ElementsAre("asks", "sub/deep"));
  EXPECT_EQ(shell(built->programs.front().path.string()), "42");
  ASSERT_EQ(built->failed.size(), 2U);
  EXPECT_EQ(built->failed[0].name, "broken");
  EXPECT_THAT(built->failed[0].words, HasSubstr("numa.h: No such file"));
  EXPECT_THAT(built->failed[0].words, Not(HasSubstr("unobtainable")));
  EXPECT_EQ(built->failed[1].name, "wants");
  EXPECT_THAT(built->failed[1].words, HasSubstr("cannot find -lunobtainable"));
  EXPECT_THAT(stages_, ElementsAre("unpack", "headers", "compile", "store"));
}

TEST_F(SelftestBuild, IsDoneOnce_AndLeavesNothingBesideThePrograms) {
  const auto first = build({});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  const auto second = build({"sub/deep"});
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_TRUE(second->reused);
  EXPECT_EQ(second->key, first->key);
  EXPECT_THAT(names(*second), ElementsAre("sub/deep"));
  EXPECT_THAT(second->failed, IsEmpty());
  EXPECT_THAT(stages_, IsEmpty());
  EXPECT_EQ(shell("cd " + (mini_.cache() / "selftests").string() + "; find . -type f | sort"),
            "./." + first->key + ".lock\n./" + first->key + "/bin/asks\n./" + first->key +
                "/bin/sub/deep\n./" + first->key + "/record");
  EXPECT_FALSE(fs::exists(mini_.tree() / "usr"));  // the user's tree stays as it was
}

TEST_F(SelftestBuild, OfATarball_AndOfARepository) {
  base_ = {.kind = spec::Base::Kind::Tarball, .source = mini_.tarball().string()};
  const auto tarball = build({"asks"});
  ASSERT_TRUE(tarball.ok()) << tarball.fault().what;
  base_ = {.kind = spec::Base::Kind::Git, .source = mini_.repository().string(), .revision = "v1"};
  const auto repository = build({"asks"});
  ASSERT_TRUE(repository.ok()) << repository.fault().what;
  EXPECT_FALSE(repository->reused);
  EXPECT_EQ(hash_of(tarball->programs[0].path), hash_of(repository->programs[0].path));
}

TEST_F(SelftestBuild, TakesWhatIsNotCommittedWhereTheBaseDoes) {
  const fs::path repository = mini_.repository();
  shell("sed -i s/ANSWER/8/ " + (repository / "tools/testing/selftests/mm/asks.c").string());
  base_ = {.kind = spec::Base::Kind::Git, .source = repository.string(), .revision = "HEAD"};
  base_.dirty = spec::Base::Dirty::Ignore;
  const auto without = build({"asks"});
  ASSERT_TRUE(without.ok()) << without.fault().what;
  EXPECT_EQ(shell(without->programs.front().path.string()), "42");
  base_.dirty = spec::Base::Dirty::Take;
  const auto with = build({"asks"});
  ASSERT_TRUE(with.ok()) << with.fault().what;
  EXPECT_EQ(shell(with->programs.front().path.string()), "8");
}

TEST_F(SelftestBuild, OfAnotherSource_IsAnother) {
  const auto first = build({"asks"});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  shell("sed -i s/ANSWER/7/ " + (mini_.tree() / "tools/testing/selftests/mm/asks.c").string());
  const auto second = build({"asks"});
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_EQ(shell(second->programs.front().path.string()), "7");
}

TEST_F(SelftestBuild, ThatWasKilled_BeginsAgain) {
  const auto first = build({});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  const fs::path top = mini_.cache() / "selftests";
  fs::rename(top / first->key, top / ("." + first->key + ".building"));
  const auto second = build({});
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_FALSE(second->reused);
  EXPECT_EQ(names(*second), names(*first));
}

TEST_F(SelftestBuild, WhatFailedIsTriedAgainWhenTheHostsPackagesChanged) {
  const auto first = build({});
  ASSERT_TRUE(first.ok()) << first.fault().what;
  const fs::path file = mini_.cache() / "selftests" / first->key / "record";
  auto record = selftest_record(content(file));
  ASSERT_TRUE(record.has_value());
  record->installed = "something else";
  ASSERT_TRUE(sys::write_file(file, to_text(*record)).ok());
  const auto second = build({});
  ASSERT_TRUE(second.ok()) << second.fault().what;
  EXPECT_FALSE(second->reused);
}

TEST_F(SelftestBuild, OfANamedProgramThatDoesNotCompile_SaysSoInTheCompilersWords) {
  const Fault fault = fault_of({"asks", "broken"});
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("selftests of mm do not build: broken:\n"));
  EXPECT_THAT(fault.what, HasSubstr("numa.h: No such file"));
  EXPECT_THAT(fault.what, Not(HasSubstr("wants")));
  EXPECT_EQ(fault.remedy, "apt-get install libnuma-dev; or name other programs");
}

TEST_F(SelftestBuild, OfNoSuchProgramOrCollection_NamesWhatThereIs) {
  const Fault program = fault_of({"frob"});
  EXPECT_EQ(program.domain, FaultDomain::User);
  EXPECT_EQ(program.what, "the selftests mm have no program frob");
  EXPECT_EQ(program.remedy, "there is asks, sub/deep");
  const Fault collection = fault_of({}, "net");
  EXPECT_EQ(collection.what, "this kernel has no selftests net");
  EXPECT_EQ(collection.remedy, "there is mm, papers");
  EXPECT_EQ(fault_of({}, "papers").what, "the selftests papers have no programs");
}

TEST_F(SelftestBuild, OfAnythingThatIsNoName_IsRefused) {
  for (const char* name : {"../../../etc", "/etc", "-C", "", "a b", "mm;reboot", "$(HOME)"}) {
    EXPECT_THAT(fault_of({}, name).what, HasSubstr("is no collection of selftests")) << name;
    EXPECT_THAT(fault_of({name}).what, HasSubstr("is no name of a selftest")) << name;
  }
  EXPECT_FALSE(fs::exists(mini_.cache() / "selftests"));
}

TEST_F(SelftestBuild, OfMmIsOfVmWhereTheKernelCallsItSo) {
  fs::rename(mini_.tree() / "tools/testing/selftests/mm",
             mini_.tree() / "tools/testing/selftests/vm");
  const auto built = build({"asks"});
  ASSERT_TRUE(built.ok()) << built.fault().what;
  EXPECT_EQ(built->collection, "vm");
}

TEST_F(SelftestBuild, IsInterruptedByItsStopToken) {
  std::stop_source stop;
  const Options options{.cache = mini_.cache(),
                        .jobs = 1,
                        .on_progress =
                            [&](const Progress& now) {
                              if (now.stage == "compile") stop.request_stop();
                            },
                        .stop = stop.get_token()};
  const auto built = build_selftests({base_, "mm", {}}, options);
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.fault().domain, FaultDomain::Host);
  EXPECT_THAT(built.fault().what, HasSubstr("interrupted"));
  EXPECT_THAT(shell("ls -A " + (mini_.cache() / "selftests").string()), Not(HasSubstr("building")));
}

TEST(SelftestMessages, EveryTargetHasItsOwnLines_AndTheMakeAboveAddsNothing) {
  const auto unbuilt = unbuilt_of(
      "x.c:3: warning: of a program that builds\n"
      "b.c:1:10: fatal error: numa.h: No such file or directory\n"
      "    1 | #include <numa.h>\n"
      "make[1]: *** [../lib.mk:222: /out/b] Error 1\n"
      "sh: clang: not found\n"
      "make[1]: *** [Makefile:9: helper] Error 127\n"
      "make: *** [Makefile:2: all] Error 2\n",
      "/out");
  EXPECT_THAT(unbuilt,
              ElementsAre(UnbuiltSelftest{"b",
                                          "  b.c:1:10: fatal error: numa.h: No such file or "
                                          "directory\n      1 | #include <numa.h>"},
                          UnbuiltSelftest{"helper", "  sh: clang: not found"}));
}

TEST(SelftestMessages, AreBounded) {
  std::string err;
  for (int i = 0; i < 100; ++i) err += "a.c:1: error: " + std::string(1000, 'x') + "\n";
  const auto unbuilt = unbuilt_of(err + "make: *** [m:1: /out/a] Error 1\n", "/out");
  ASSERT_EQ(unbuilt.size(), 1U);
  EXPECT_LE(unbuilt[0].words.size(), 1600U);
}

TEST(SelftestRecords, AreReadAsTheyWereWritten_AndNothingButWhole) {
  const SelftestRecord record{"mm", "12 3.4", {{"a", "  one\n    2 | two"}, {"b", ""}}};
  const std::string text = to_text(record);
  EXPECT_EQ(selftest_record(text), record);
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(selftest_record(std::string_view(text).substr(0, size)).has_value()) << size;
}

}  // namespace
}  // namespace folioscope::kbuild
