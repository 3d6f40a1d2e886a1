// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/parse.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/limits.h"
#include "testing/places.h"
#include "testing/spec_dump.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;

const fs::path kSource = source_dir();

std::string messages(const Parsed& parsed) {
  std::string text;
  for (const Diagnostic& diagnostic : parsed.diagnostics) text += to_string(diagnostic) + "\n";
  return text;
}

// Every file under configs/experiments is one that a user may run as it is, in every profile.
TEST(ParseFile, TakesEveryProfileOfEveryExperimentThatIsShipped) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(kSource / "configs/experiments")) {
    auto parsed = parse_file(entry.path());
    ASSERT_TRUE(parsed.ok()) << parsed.fault().what;
    EXPECT_EQ(messages(*parsed), "");
    EXPECT_EQ(parsed->spec.name, entry.path().stem().string());
    EXPECT_THAT(parsed->spec.needs, Contains(HasSubstr("needs/boot.config")));
    for (const std::string& profile : parsed->profiles)
      EXPECT_EQ(messages(*parse_file(entry.path(), profile)), "") << profile;
    ++files;
  }
  EXPECT_GE(files, 3);
}

TEST(Parse, NamesAreTakenUpToTheirBounds) {
  const auto mistakes = [](std::size_t variant, std::size_t probe) {
    return messages(
        parse("name: n\nbase: {debian: linux-source-6.1}\nconfig: [base]\n"
              "variants: [{name: " +
                  std::string(variant, 'v') +
                  "}]\n"
                  "machines: [{name: m}]\nworkloads: [{program: nothing}]\n"
                  "events: [{kprobe: " +
                  std::string(probe, 'p') + "}]\n",
              "n.yaml", find_roots(kSpecTestdata / "n.yaml")));
  };
  EXPECT_EQ(mistakes(limits::kNameLength, limits::kProbeNameLength), "");
  EXPECT_THAT(mistakes(limits::kNameLength + 1, 1), HasSubstr("cannot be a file name"));
  EXPECT_THAT(mistakes(1, limits::kProbeNameLength + 1), HasSubstr("is too long for the kernel"));
}

TEST(ParseFile, AProfileTakesThePlaceOfTheFilesKeys) {
  const fs::path file = kSpecTestdata / "profiles.yaml";
  const auto quick = parse_file(file, "quick");
  EXPECT_EQ(quick->profiles, (std::vector<std::string>{"quick", "full"}));
  EXPECT_EQ(quick->spec, parse_file(file)->spec);
  const auto full = parse_file(file, "full");
  EXPECT_EQ(messages(*full), "");
  EXPECT_EQ(full->spec.profile, "full");
  EXPECT_EQ(full->spec.boots, 20);
  EXPECT_EQ(full->spec.seed, 7u);
  EXPECT_EQ(full->spec.variants.size(), 2u);
  EXPECT_EQ(full->spec.machines[0].name, "four");
  EXPECT_EQ(full->spec.observe.size(), 2u);
  EXPECT_EQ(full->spec.boot_timeout_ms, 120'000u);
  EXPECT_EQ(full->spec.settings.size(), 1u);
}

TEST(ParseFile, AProfileThatIsNotThereIsAMistakeThatNamesThoseThatAre) {
  const auto parsed = parse_file(kSpecTestdata / "profiles.yaml", "fast");
  ASSERT_EQ(parsed->diagnostics.size(), 1u);
  EXPECT_EQ(parsed->diagnostics[0].message, "there is no profile `fast`");
  EXPECT_EQ(parsed->diagnostics[0].hint, "the file has quick, full");
  EXPECT_EQ(parsed->diagnostics[0].line, 9);
  EXPECT_THAT(messages(*parse_file(kSpecTestdata / "smallest.yaml", "quick")),
              HasSubstr("there is no profile `quick`: the file has none"));
}

TEST(Parse, MoreProfilesThanAnyoneReadsAreAMistake_FoundInOneReading) {
  std::string text = "name: many\nprofiles:\n";
  for (int i = 0; i < 7'000; ++i) text += fmt::format("  p{}: {{boots: 2}}\n", i);
  const Parsed parsed = parse(text, "many.yaml", {}, "");
  EXPECT_THAT(messages(parsed), HasSubstr("7000 profiles"));
  EXPECT_TRUE(parsed.profiles.empty());
}

TEST(Parse, MoreVariantsThanAPlanTakesAreAMistake) {
  std::string text = "name: many\nvariants:\n";
  for (int i = 0; i < 1'001; ++i) text += fmt::format("  - {{name: v{}}}\n", i);
  EXPECT_THAT(messages(parse(text, "many.yaml", {}, "")), HasSubstr("1001 variants"));
}

TEST(ParseFile, TakesEveryEventGroupThatIsShipped) {
  for (const auto& entry : fs::directory_iterator(kSource / "configs/events")) {
    std::string text =
        "name: n\nbase: {debian: d}\nconfig: [base]\nvariants: [{name: v}]\n"
        "machines: [{name: m}]\nworkloads: [{program: p}]\nevents: [" +
        entry.path().stem().string() + "]\n";
    Parsed parsed = parse(text, "group.yaml", {kSource, {}});
    EXPECT_EQ(messages(parsed), "");
    EXPECT_FALSE(parsed.spec.events.empty()) << entry.path();
  }
}

TEST(ParseFile, AMissingFileIsTheUsersFault) {
  auto parsed = parse_file("/nowhere/at/all.yaml");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.fault().domain, FaultDomain::User);
  EXPECT_THAT(parsed.fault().what, HasSubstr("/nowhere/at/all.yaml"));
}

TEST(ParseFile, ADirectoryIsTheUsersFault) {
  auto parsed = parse_file(kSource);
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.fault().domain, FaultDomain::User);
}

TEST(ParseFile, LooksForPathsBesideTheNearestConfigsDirectory) {
  auto parsed = parse_file(kSpecTestdata / "smallest.yaml");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->spec.config,
            std::vector<std::string>{(kSpecTestdata / "configs/kernel/base.config").string()});
}

TEST(Parse, KeepsTheTextItRead) {
  Parsed parsed = parse("name: x\n", "x.yaml", {kSpecTestdata, {}});
  EXPECT_EQ(parsed.spec.text, "name: x\n");
  EXPECT_EQ(parsed.spec.file, "x.yaml");
}

TEST(Parse, DeepNestingIsRefused) {
  std::string list;
  for (int i = 0; i < 40; ++i) list += "- ";
  for (const std::string& text : {std::string(200, '[') + std::string(200, ']'), list + "a"}) {
    Parsed parsed = parse(text, "deep.yaml", {kSpecTestdata, {}});
    ASSERT_EQ(parsed.diagnostics.size(), 1u);
    EXPECT_THAT(parsed.diagnostics[0].message, HasSubstr("nested deeper"));
  }
}

TEST(Parse, NestingWithoutEndIsRefused) {
  for (const char* opening : {"[", "{", "- ", "? ", "a: [", "&a ["}) {
    std::string text;
    while (text.size() < 100'000) text += opening;
    EXPECT_EQ(parse(text, "deep.yaml", {kSpecTestdata, {}}).diagnostics.size(), 1u) << opening;
  }
}

TEST(Parse, BinaryIsRefusedWithItsPlace) {
  Parsed parsed = parse(std::string_view("name: a\nb\0c", 11), "binary.yaml", {kSpecTestdata, {}});
  ASSERT_EQ(parsed.diagnostics.size(), 1u);
  EXPECT_EQ(parsed.diagnostics[0].line, 2);
  EXPECT_EQ(parsed.diagnostics[0].column, 2);
  EXPECT_THAT(parsed.diagnostics[0].message, HasSubstr("byte 0x00"));
}

TEST(Parse, BrokenUtf8IsRefused) {
  for (const char* bytes : {"\xff\xfe", "name: \xc3", "\xe2\x82", "\xc0\x80"})
    EXPECT_THAT(parse(bytes, "x.yaml", {kSpecTestdata, {}}).diagnostics,
                Contains(Field(&Diagnostic::message, HasSubstr("is not text"))));
}

TEST(Parse, ATextLargerThanTheBoundIsRefused) {
  Parsed parsed = parse(std::string(300 * 1024, '#'), "large.yaml", {kSpecTestdata, {}});
  ASSERT_EQ(parsed.diagnostics.size(), 1u);
  EXPECT_THAT(parsed.diagnostics[0].message, HasSubstr("larger than"));
}

TEST(Parse, DosLineEndsAreTaken) {
  std::string text =
      "name: a\r\nbase: {debian: d}\r\nconfig: [base]\r\nvariants: [{name: v}]\r\n"
      "machines: [{name: m}]\r\nworkloads: [{program: p}]\r\n";
  EXPECT_EQ(messages(parse(text, "dos.yaml", {kSpecTestdata, {}})), "");
}

TEST(Diagnostic, PrintsPlaceMessageAndHint) {
  EXPECT_EQ(to_string(Diagnostic{"a.yaml", 3, 7, "wrong", "do this"}),
            "a.yaml:3:7: wrong\n  hint: do this");
  EXPECT_EQ(to_string(Diagnostic{"a.yaml", 3, 7, "wrong", ""}), "a.yaml:3:7: wrong");
}

}  // namespace
}  // namespace folioscope::spec
