// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/experiment_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace folioscope::models {
namespace {

query::Comparison run_with_two_kernels() {
  query::Comparison run;
  query::Variant stock;
  stock.row.name = "stock";
  stock.row.patches = {{"instrumentation", "/a/hooks/0001-build.patch"}};
  stock.row.kernel_release = "6.1.192";
  query::Variant patched = stock;
  patched.row.name = "patched";
  patched.row.patches.push_back({"patch", "configs/patches/one.patch", {}, {"fuzz 1"}});
  patched.row.patches.push_back({"revert", "1a2b3c"});
  patched.row.functions = store::ChangedFunctions{{"lru_add_drain"}, {}, {}};
  patched.row.settings = {{"/sys/kernel/mm/a", "1"}};
  run.variants = {stock, patched};
  return run;
}

TEST(KernelTable, NamesWhatTheVariantsDifferBy) {
  KernelModel model(kernel_columns());
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_rows(kernel_lines(run_with_two_kernels()));
  const auto shown = [&](int row, KernelColumn column) {
    return model.data(model.index(row, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(shown(0, KernelColumn::Patches), "");  // the instrumentation is under all of them
  EXPECT_EQ(shown(0, KernelColumn::Functions), "");
  EXPECT_EQ(shown(1, KernelColumn::Patches), "one.patch, revert of 1a2b3c");
  EXPECT_EQ(shown(1, KernelColumn::Functions), "changes 1 function: lru_add_drain");
  EXPECT_EQ(shown(1, KernelColumn::Settings), "/sys/kernel/mm/a=1");
  EXPECT_EQ(shown(1, KernelColumn::Notes), "one.patch: fuzz 1");
}

TEST(KernelTable, KernelThatCouldNotBeBuilt_SaysWhy) {
  query::Comparison run = run_with_two_kernels();
  run.variants[1].row.fault = "does not apply";
  KernelModel model(kernel_columns());
  model.set_rows(kernel_lines(run));
  EXPECT_EQ(
      model.data(model.index(1, static_cast<int>(KernelColumn::Notes)), Qt::DisplayRole).toString(),
      "no kernel: does not apply");
}

TEST(MachineTable, SaysSizeAndDisks) {
  store::MachineRow machine;
  machine.name = "smp8";
  machine.vcpus = 8;
  machine.memory = mib(512);
  machine.numa_nodes = 1;
  machine.detail.disks = {{.size = mib(64), .filesystem = "ext4", .iops = 200}};
  MachineModel model(machine_columns());
  model.set_rows({machine});
  const auto shown = [&](MachineColumn column) {
    return model.data(model.index(0, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(shown(MachineColumn::Memory), "512 MiB");
  EXPECT_EQ(shown(MachineColumn::Disks), "64 MiB ext4, iops 200");
}

TEST(ExperimentTexts, PatchThatWasNotKept_IsNamed) {
  const QString shown = patches_as_text({{{"patch", "a/one.patch", "ab", {"fuzz 1"}}, "+new\r\n"},
                                         {{"revert", "1a2b3c"}, {}},
                                         {{"patch", "two.patch", "cd"}, {}}});
  EXPECT_EQ(shown,
            "### one.patch\n### fuzz 1\n+new\n\n### revert of 1a2b3c\n### two.patch\n### the run "
            "did not keep its text; sha256 cd");
}

TEST(ExperimentTexts, FunctionsAreAllNamed) {
  KernelLine line;
  line.kernel.functions = store::ChangedFunctions{{"a", "b"}, {"c"}, {}};
  EXPECT_EQ(functions_as_text(line), "changed  a\nchanged  b\nadded    c");
}

}  // namespace
}  // namespace folioscope::models
