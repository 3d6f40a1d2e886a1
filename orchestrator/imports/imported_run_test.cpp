// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/imported_run.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/temp_dir.h"
#include "derive/derive.h"
#include "derive/stored_boot.h"
#include "imports/measured.h"
#include "store/reader.h"
#include "testing/made_rows.h"

namespace folioscope::imports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ImportedBoot made_boot(const std::string& variant, double value, std::optional<int> boot = {}) {
  auto made = boot_of({{"ops", value, "1/s", "higher"}},
                      {.variant = variant, .machine = "box", .workload = "fio", .boot = boot});
  made->cpus = 8;
  return *std::move(made);
}

class Imported : public ::testing::Test {
 protected:
  std::string refused(ImportedBoot boot) {
    auto run = ImportedRun::open(dir_ / "run");
    if (!run.ok()) return run.fault().what;
    const auto cell = run->add(std::move(boot));
    return cell.ok() ? "added" : cell.fault().what;
  }
  void add(std::vector<ImportedBoot> boots) {
    auto run = ImportedRun::open(dir_ / "run");
    ASSERT_TRUE(run.ok()) << run.fault().what;
    for (ImportedBoot& boot : boots) {
      const auto cell = run->add(std::move(boot));
      EXPECT_TRUE(cell.ok()) << cell.fault().what;
    }
    EXPECT_TRUE(run->finish().ok());
  }
  std::unique_ptr<store::Reader> reader() { return *store::Reader::open(dir_ / "run" / "run.db"); }

  TempDir dir_ = *TempDir::create("imports");
};

TEST_F(Imported, RunIsMade_AndAddedTo) {
  add({made_boot("stock", 10), made_boot("stock", 11)});
  add({made_boot("patched", 12), made_boot("stock", 13)});
  const auto all = reader();
  EXPECT_TRUE(all->run()->finished.has_value());
  EXPECT_EQ(all->run()->acceleration, "imported");
  const auto rows = all->cells();
  std::vector<std::string> cells;
  for (const store::CellRow& cell : *rows)
    cells.push_back(cell.variant + " " + std::to_string(cell.boot) + " block " +
                    std::to_string(cell.block));
  EXPECT_THAT(cells, ElementsAre("stock 0 block 0", "stock 1 block 0", "patched 0 block 0",
                                 "stock 2 block 0"));
  EXPECT_THAT(*all->variants(), SizeIs(2));
  EXPECT_EQ((*all->machines())[0].vcpus, 8);
  EXPECT_EQ((*all->metrics({4}))[0].value, 13);
  EXPECT_THAT(*all->verify(), IsEmpty());
}

TEST_F(Imported, DerivedAgain_GivesTheSame) {
  add({made_boot("stock", 10.25)});
  const auto all = reader();
  const auto data = derive::stored_boot(*all, {1});
  ASSERT_TRUE(data.ok()) << data.fault().what;
  const auto derived = derive::derive_boot(*data);
  ASSERT_TRUE(derived.ok()) << derived.fault().what;
  EXPECT_EQ(derived->rows.metrics, *all->metrics({1}));
  EXPECT_THAT(derived->rows.anomalies, IsEmpty());
}

TEST_F(Imported, PatternsFindNumbersOfAnySize) {
  for (const double value : {-0.5, 1e300, 1.5e-9, 123456789.0, 0.0}) {
    auto boot = boot_of({{"a.b:c-d_e", value, "s"}}, {});
    derive::BootData data;
    data.workload_lines = boot->record.workload_results;
    data.patterns = boot->metrics;
    const auto derived = derive::derive_boot(data);
    ASSERT_THAT(derived->rows.metrics, SizeIs(1)) << value;
    EXPECT_EQ(derived->rows.metrics[0].value, value);
    EXPECT_THAT(derived->rows.anomalies, IsEmpty()) << data.workload_lines[0];
  }
}

TEST_F(Imported, BootThatIsThere_IsRefused) {
  add({made_boot("stock", 10, 3)});
  EXPECT_THAT(refused(made_boot("stock", 11, 3)), HasSubstr("boot 3 of stock is in"));
  add({made_boot("stock", 11)});
  EXPECT_EQ(reader()->cells()->back().boot, 4);
}

TEST_F(Imported, OtherKernelOrMachineUnderAName_IsRefused) {
  ImportedBoot first = made_boot("stock", 10), other = made_boot("stock", 11);
  first.release = "6.1.0";
  other.release = "6.2.0";
  add({std::move(first)});
  EXPECT_THAT(refused(std::move(other)),
              HasSubstr("has the kernel 6.1.0, and this boot has 6.2.0"));
  ImportedBoot wider = made_boot("stock", 12);
  wider.cpus = 16;
  EXPECT_THAT(refused(std::move(wider)), HasSubstr("has 8 CPUs, and this boot has 16"));
}

TEST_F(Imported, NamesThatCannotBe_AreRefused_AndThereIsNoRun) {
  EXPECT_THAT(refused(made_boot("", 1)), HasSubstr("name of a variant"));
  EXPECT_THAT(refused(made_boot(std::string(65, 'a'), 1)), HasSubstr("name of a variant"));
  EXPECT_THAT(refused(made_boot("a\x1b[2J", 1)), HasSubstr("name of a variant"));
  ImportedBoot boot = made_boot("stock", 1);
  boot.label.workload = "=";
  EXPECT_THAT(refused(std::move(boot)), HasSubstr("name of a workload"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "run" / "run.db"));
}

// What fails in the middle of the first boot leaves no run that has none.
TEST_F(Imported, PagesThatCannotBeRead_LeaveNothing) {
  ImportedBoot boot = made_boot("stock", 1);
  boot.chunks = [] { return Result<std::optional<store::PageChunk>>(host_fault("no disk")); };
  EXPECT_EQ(refused(std::move(boot)), "no disk");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "run" / "run.db"));
  add({made_boot("stock", 1)});
  boot = made_boot("patched", 1);
  boot.chunks = [] { return Result<std::optional<store::PageChunk>>(host_fault("no disk")); };
  EXPECT_EQ(refused(std::move(boot)), "no disk");
  EXPECT_THAT(*reader()->cells(), SizeIs(1));
  EXPECT_THAT(*reader()->variants(), SizeIs(1));
}

TEST_F(Imported, RunThatFolioscopeBooted_IsRefused) {
  std::filesystem::create_directories(dir_ / "run");
  ASSERT_TRUE(store::create_made_file(dir_ / "run" / "run.db").ok());
  EXPECT_THAT(refused(made_boot("stock", 1)), HasSubstr("were booted by folioscope"));
}

}  // namespace
}  // namespace folioscope::imports
