// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/culprit_model.h"

#include <gtest/gtest.h>

namespace folioscope::models {
namespace {

report::CulpritRow row() {
  report::CulpritRow made;
  made.holder_class = "lru_batch";
  made.place = "folio_add_lru < <b>";
  made.share.scale = {100, "%", 1};
  made.share.variants.resize(2);
  made.share.variants[0] = {.variant = "stock", .verdict = report::Verdict::Baseline};
  made.share.variants[0].summary.count = 6;
  made.share.variants[1] = {.variant = "patched", .verdict = report::Verdict::Withheld};
  made.share.variants[1].summary.count = 6;
  made.share.variants[1].summary.mean = 0.5;
  made.failures = made.share;
  made.failures.scale = {1, "", 1};
  made.failures.variants[1].summary.mean = 41;
  made.arms = {{.failures_per_boot = 0, .comm = ""},
               {.failures_per_boot = 41, .comm = "cat", .median_age_ns = 81'200'000.0}};
  return made;
}

TEST(CulpritTable, SaysTheClassOnceAndTheNumbersOfEveryVariant) {
  CulpritModel model(place_columns());
  model.set_rows(culprit_cells({row()}));
  ASSERT_EQ(model.rowCount(), 2);
  const auto text = [&](int at, PlaceColumn column) {
    return model.data(model.index(at, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, PlaceColumn::Class), "lru_batch");
  EXPECT_EQ(text(1, PlaceColumn::Class), "");
  EXPECT_EQ(text(0, PlaceColumn::Stack), "folio_add_lru < <b>");
  EXPECT_EQ(text(1, PlaceColumn::Variant), "patched");
  EXPECT_EQ(text(1, PlaceColumn::Failures), "41.0");
  EXPECT_EQ(text(1, PlaceColumn::Share), "50.0 %");
  EXPECT_EQ(text(1, PlaceColumn::Difference), "withheld");
  EXPECT_EQ(text(1, PlaceColumn::Interval), "");
  EXPECT_EQ(text(1, PlaceColumn::Task), "cat");
  EXPECT_EQ(text(1, PlaceColumn::Age), "81.2 ms");
  EXPECT_EQ(text(0, PlaceColumn::Age), "");
}

TEST(CulpritTable, ClassesSayVerdictAndMeaning) {
  CulpritModel model(class_columns());
  model.set_rows(culprit_cells({row()}));
  const auto text = [&](int at, ClassColumn column) {
    return model.data(model.index(at, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, ClassColumn::Verdict), "");
  EXPECT_EQ(text(1, ClassColumn::Verdict), "withheld");
  EXPECT_EQ(text(0, ClassColumn::Meaning), "parked in a per-CPU batch until that is drained");
}

}  // namespace
}  // namespace folioscope::models
