// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/kernel_texts.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "sys/files.h"
#include "testing/made_rows.h"

namespace folioscope::run {
namespace {

class KernelTexts : public testing::Test {
 protected:
  KernelTexts() {
    write("a.patch", kPatch);
    write("config", "CONFIG_CMA=y\n");
    write("System.map", "ffffffff81000000 T _text\n");
    spec_.bases.resize(1);
    spec_.variants = {{.name = "stock", .steps = {}},
                      {.name = "patched",
                       .steps = {{spec::PatchStep::Kind::Patch, (dir_ / "a.patch").string()}}}};
    kernel_.variant = 1;
    kernel_.row.patches = {{"patch", "a.patch", sys::sha256(kPatch)}};
    kbuild::Kernel built;
    built.hash = "aa";
    built.config = dir_ / "config";
    built.system_map = dir_ / "System.map";
    kernel_.kernel = built;
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / name) << text;
  }
  std::unique_ptr<store::Reader> stored() {
    auto writer = store::create_made_file(dir_ / "run.db");
    EXPECT_TRUE(writer.ok() && store_kernel_texts(**writer, spec_, {kernel_}).ok());
    auto reader = store::Reader::open(dir_ / "run.db");
    return *std::move(reader);
  }

  static constexpr const char* kPatch = "--- a/mm/swap.c\n+++ b/mm/swap.c\n";
  TempDir dir_ = *TempDir::create("texts");
  spec::Spec spec_;
  VariantKernel kernel_;
};

TEST_F(KernelTexts, OfAKernel_AreInTheStore) {
  const auto reader = stored();
  EXPECT_EQ(*reader->patch_text(sys::sha256(kPatch)), kPatch);
  EXPECT_EQ(*reader->kernel_config("aa"), "CONFIG_CMA=y\n");
}

TEST_F(KernelTexts, PatchThatHasChangedSince_IsNotKept) {
  write("a.patch", "another\n");
  const auto reader = stored();
  EXPECT_EQ(*reader->patch_text(sys::sha256(kPatch)), std::nullopt);
  EXPECT_EQ(*reader->patch_text(sys::sha256("another\n")), std::nullopt);
}

TEST_F(KernelTexts, WhatAVariantUndoes_IsKeptAsAPatch) {
  kernel_.kernel->undone = {{0, "--- a/mm/cma.c\n+++ b/mm/cma.c\n"}};
  const auto reader = stored();
  EXPECT_EQ(*reader->patch_text(sys::sha256(kernel_.kernel->undone[0].patch)),
            kernel_.kernel->undone[0].patch);
}

TEST_F(KernelTexts, OfAVariantWithoutAKernel_ThePatchIsKept) {
  kernel_.kernel.reset();
  const auto reader = stored();
  EXPECT_EQ(*reader->patch_text(sys::sha256(kPatch)), kPatch);
  EXPECT_EQ(*reader->kernel_config("aa"), std::nullopt);
}

}  // namespace
}  // namespace folioscope::run
