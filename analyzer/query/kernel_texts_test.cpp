// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/kernel_texts.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "testing/made_rows.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;

TEST(KernelTexts, AreThoseThatTheRunKept) {
  const TempDir dir = *TempDir::create("store");
  auto writer = store::create_made_file(dir / "run.db");
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->store_patch("cd", "+new\n").ok());
  ASSERT_TRUE((*writer)->store_config("aa", "CONFIG_CMA=y\n").ok());
  const auto chunks = store::made_chunks();
  ASSERT_TRUE(
      (*writer)->commit_cell(store::made_record({0}, chunks), store::source_of(chunks)).ok());
  auto reader = store::Reader::open(dir / "run.db");
  ASSERT_TRUE(reader.ok());

  const store::VariantRow baseline = store::made_variants().front();
  store::VariantRow kernel = baseline;
  kernel.kernel_hash = "bb";
  kernel.patches = {
      {"instrumentation", "hooks.patch", "ab"}, {"patch", "one.patch", "cd"}, {"revert", "1a2b3c"}};
  const auto texts = load_kernel_texts(**reader, baseline, kernel);
  ASSERT_TRUE(texts.ok());
  ASSERT_EQ(texts->patches.size(), 2u);
  EXPECT_EQ(texts->patches[0].text, "+new\n");
  EXPECT_EQ(texts->patches[1].text, std::nullopt);
  EXPECT_EQ(texts->baseline_config, "CONFIG_CMA=y\n");
  EXPECT_EQ(texts->config, std::nullopt);

  EXPECT_THAT(*load_known_events(**reader), ElementsAre(KnownEvent{"cma", "cma_alloc_start", 1},
                                                        KnownEvent{"page_ref", "page_ref_mod", 1}));
}

}  // namespace
}  // namespace folioscope::query
